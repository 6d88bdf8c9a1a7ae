use super::judge::Quality;

/// Whose link is at fault when a connection is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The connection is good.
    Nobody,
    /// One's own.
    You,
    /// The other side's.
    Them,
    /// It cannot be told.
    Unknown,
}

/// What is known of the connection to one participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinkState {
    pub quality: Quality,
    /// How much of what should have come was lost of late, in thousandths.
    pub loss_in: u16,
    /// How much of what was sent was lost of late, in thousandths.
    pub loss_out: u16,
    /// The participant has lost the connection to the server too.
    pub away: bool,
}

impl LinkState {
    /// Less loss says nothing, in thousandths.
    const LOSSY: u16 = 20;

    fn is_bad(self) -> bool {
        self.quality > Quality::Good
    }

    /// What the two directions of one connection say: the way up is narrower than the way down, so whoever sends what
    /// is lost is more likely at fault.
    fn hint(self) -> Blame {
        let (loss_in, loss_out) = (u32::from(self.loss_in), u32::from(self.loss_out));
        let lossy = u32::from(Self::LOSSY);
        if loss_out >= lossy && loss_out >= loss_in * 2 {
            Blame::You
        } else if loss_in >= lossy && loss_in >= loss_out * 2 {
            Blame::Them
        } else {
            Blame::Unknown
        }
    }
}

/// Says whose fault it is that `link` is not good, by all one's links, `link` among them.
///
/// The first that holds:
///
/// | what is seen | who is at fault |
/// | --- | --- |
/// | `link` is good | nobody |
/// | one's own connection to the server is lost (`offline`) | you |
/// | that of the other side is lost | them |
/// | there are others, and more than half of all are bad | you |
/// | there are others, and this one alone or less than half of all is bad | them |
/// | of what you send at least 2 % is lost, and twice as much as of what comes | you |
/// | the same the other way round | them |
/// | anything else | unknown |
#[must_use]
pub(crate) fn blame(link: LinkState, all: &[LinkState], offline: bool) -> Blame {
    if !link.is_bad() {
        return Blame::Nobody;
    }
    if offline {
        return Blame::You;
    }
    if link.away {
        return Blame::Them;
    }
    let bad = all.iter().filter(|link| link.is_bad()).count();
    if all.len() < 2 {
        link.hint()
    } else if bad * 2 > all.len() {
        Blame::You
    } else if bad == 1 || bad * 2 < all.len() {
        Blame::Them
    } else {
        link.hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: LinkState = LinkState {
        quality: Quality::Good,
        loss_in: 0,
        loss_out: 0,
        away: false,
    };
    const POOR: LinkState = LinkState {
        quality: Quality::Poor,
        ..GOOD
    };

    #[test]
    fn nobody_is_to_blame_for_what_is_good() {
        assert_eq!(blame(GOOD, &[GOOD, POOR, POOR], true), Blame::Nobody);
    }

    #[test]
    fn when_most_are_bad_it_is_you() {
        assert_eq!(blame(POOR, &[POOR, POOR], false), Blame::You);
        assert_eq!(blame(POOR, &[POOR, POOR, GOOD], false), Blame::You);
        assert_eq!(
            blame(POOR, &[POOR, POOR, GOOD, GOOD, POOR], false),
            Blame::You
        );
    }

    #[test]
    fn when_one_is_bad_and_the_others_are_fine_it_is_them() {
        assert_eq!(blame(POOR, &[POOR, GOOD], false), Blame::Them);
        assert_eq!(blame(POOR, &[GOOD, GOOD, POOR], false), Blame::Them);
        assert_eq!(
            blame(POOR, &[POOR, POOR, GOOD, GOOD, GOOD], false),
            Blame::Them
        );
    }

    #[test]
    fn of_two_people_whoever_sends_what_is_lost_is_to_blame() {
        let alone = |loss_in, loss_out| {
            let link = LinkState {
                loss_in,
                loss_out,
                ..POOR
            };
            blame(link, &[link], false)
        };
        assert_eq!(alone(0, 90), Blame::You);
        assert_eq!(alone(90, 10), Blame::Them);
        assert_eq!(alone(90, 80), Blame::Unknown);
        assert_eq!(alone(0, 0), Blame::Unknown, "only slow");
        assert_eq!(alone(0, 19), Blame::Unknown);
    }

    #[test]
    fn half_and_half_goes_by_the_direction() {
        let lossy = LinkState {
            loss_out: 100,
            ..POOR
        };
        assert_eq!(blame(lossy, &[lossy, POOR, GOOD, GOOD], false), Blame::You);
        assert_eq!(
            blame(POOR, &[lossy, POOR, GOOD, GOOD], false),
            Blame::Unknown
        );
    }

    #[test]
    fn whoever_lost_the_server_too_is_to_blame() {
        let away = LinkState { away: true, ..POOR };
        assert_eq!(blame(away, &[away], false), Blame::Them);
        assert_eq!(blame(away, &[away, POOR], false), Blame::Them);
        assert_eq!(blame(POOR, &[POOR, GOOD], true), Blame::You);
        assert_eq!(blame(away, &[away], true), Blame::You);
    }
}

use std::time::Duration;

use protocol::IceServers;

use crate::Timestamp;

/// The STUN and TURN servers that the server has told, and whether their credentials are good for another connection.
#[derive(Clone, Debug)]
pub(crate) struct IceAccess {
    pub(crate) servers: IceServers,
    renewal: Renewal,
}

/// How far the next credentials are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Renewal {
    /// These hold for ever.
    Never,
    DueAt(Timestamp),
    /// The server is asked; nothing new is begun before it answers, or has had its time.
    AskedUntil(Timestamp),
    /// The server has not answered: what there is must do.
    Unanswered,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tending {
    Rest,
    /// Ask for credentials.
    Ask,
    /// Go on with those that there are.
    GoOn,
}

impl IceAccess {
    /// How long a new connection waits for credentials.
    pub(crate) const PATIENCE: Duration = Duration::from_secs(3);

    /// A server that gives shorter ones is not asked the more for it.
    const SHORTEST: u32 = 10;

    /// Takes what has just been told.
    pub(crate) fn new(servers: IceServers, now: Timestamp) -> Self {
        let renewal = servers.lifetime.map_or(Renewal::Never, |seconds| {
            let lifetime = Duration::from_secs(seconds.max(Self::SHORTEST).into());
            // While a fifth is left, whatever was begun with them can still come about.
            Renewal::DueAt(now + lifetime * 4 / 5)
        });
        Self { servers, renewal }
    }

    /// True if a connection or an ICE restart may begin with these credentials.
    pub(crate) fn is_good(&self, now: Timestamp) -> bool {
        match self.renewal {
            Renewal::Never | Renewal::Unanswered => true,
            Renewal::DueAt(at) => now < at,
            Renewal::AskedUntil(_) => false,
        }
    }

    /// Says what is due, once; while the server can be asked.
    pub(crate) fn tend(&mut self, now: Timestamp) -> Tending {
        match self.renewal {
            Renewal::DueAt(at) if at <= now => {
                self.renewal = Renewal::AskedUntil(now + Self::PATIENCE);
                Tending::Ask
            }
            Renewal::AskedUntil(until) if until <= now => {
                self.renewal = Renewal::Unanswered;
                Tending::GoOn
            }
            Renewal::Never | Renewal::DueAt(_) | Renewal::AskedUntil(_) | Renewal::Unanswered => {
                Tending::Rest
            }
        }
    }

    /// When [`IceAccess::tend`] has something to say next.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        match self.renewal {
            Renewal::Never | Renewal::Unanswered => None,
            Renewal::DueAt(at) | Renewal::AskedUntil(at) => Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_once_when_a_fifth_is_left() {
        let mut access = access(Some(600));
        assert_eq!(access.deadline(), Some(at(480)));
        assert_eq!(access.tend(at(479)), Tending::Rest);
        assert!(access.is_good(at(479)));
        assert!(
            !access.is_good(at(480)),
            "a page that was frozen asks first"
        );
        assert_eq!(access.tend(at(480)), Tending::Ask);
        assert_eq!(access.tend(at(481)), Tending::Rest);
        assert!(!access.is_good(at(481)));
    }

    #[test]
    fn goes_on_without_an_answer() {
        let mut access = access(Some(600));
        access.tend(at(480));
        assert_eq!(access.deadline(), Some(at(483)));
        assert_eq!(access.tend(at(483)), Tending::GoOn);
        assert!(access.is_good(at(483)));
        assert_eq!(access.tend(at(10_000)), Tending::Rest);
        assert_eq!(access.deadline(), None);
    }

    #[test]
    fn what_holds_for_ever_is_never_renewed() {
        let mut access = access(None);
        assert_eq!(access.deadline(), None);
        assert_eq!(access.tend(at(1_000_000)), Tending::Rest);
        assert!(access.is_good(at(1_000_000)));
    }

    #[test]
    fn a_server_that_gives_nothing_is_not_asked_without_pause() {
        assert_eq!(access(Some(0)).deadline(), Some(at(8)));
    }

    fn access(lifetime: Option<u32>) -> IceAccess {
        let servers = IceServers {
            lifetime,
            ..IceServers::default()
        };
        IceAccess::new(servers, at(0))
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp(Duration::from_secs(1_000 + seconds))
    }
}

use std::time::Duration;

use crate::Timestamp;

/// A short sound that tells of the others while nobody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Someone came in.
    Joined,
    /// Someone went.
    Left,
    /// Someone wrote, and the chat is closed or hidden.
    Message,
    /// Someone raised a hand.
    Hand,
}

/// Says which sounds are played: none before the person's choice is known, and a flood of events is one sound a second.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sounds {
    on: bool,
    quiet_until: Timestamp,
}

impl Sounds {
    /// After a sound nothing is played for so long.
    pub(crate) const PAUSE: Duration = Duration::from_secs(1);

    /// The person wants to hear them, or not.
    pub(crate) fn set_on(&mut self, on: bool) {
        self.on = on;
    }

    /// Something has happened that has a sound; true if it is to be played.
    pub(crate) fn happen(&mut self, now: Timestamp) -> bool {
        let plays = self.on && self.quiet_until <= now;
        if plays {
            self.quiet_until = now + Self::PAUSE;
        }
        plays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_one_sound_a_second() {
        let mut sounds = Sounds::default();
        sounds.set_on(true);
        let played = (0..5_000)
            .filter(|millis| sounds.happen(at(*millis)))
            .count();
        assert_eq!(played, 5);
    }

    #[test]
    fn what_is_switched_off_is_silent_and_says_nothing_later() {
        let mut sounds = Sounds::default();
        assert!(!sounds.happen(at(0)), "before the choice is known");
        sounds.set_on(true);
        assert!(sounds.happen(at(0)));
        sounds.set_on(false);
        assert!(!sounds.happen(at(5_000)));
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp(Duration::from_millis(millis))
    }
}

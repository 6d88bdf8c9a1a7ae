use std::time::Duration;

use crate::Timestamp;

/// Says when a page is drawn anew: at once where nothing was drawn for a moment, and in a flood of news as often as a
/// screen shows it and no oftener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Before this it was drawn a moment ago.
    rested: Option<Timestamp>,
    /// There is news that is not drawn.
    waits: bool,
}

impl Pace {
    /// The time between two drawings.
    pub const REST: Duration = Duration::from_millis(16);

    /// Notes that there is news.
    pub fn note(&mut self) {
        self.waits = true;
    }

    /// Returns whether to draw at this moment, and takes it as drawn.
    pub fn draws(&mut self, now: Timestamp) -> bool {
        if !self.waits || self.rested.is_some_and(|rested| now < rested) {
            return false;
        }
        *self = Self {
            rested: Some(now + Self::REST),
            waits: false,
        };
        true
    }

    /// Returns when to ask again.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.rested.filter(|_| self.waits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_piece_of_news_is_drawn_at_once() {
        let mut pace = Pace::default();
        assert!(!pace.draws(at(0)));
        pace.note();
        assert!(pace.draws(at(0)));
        assert_eq!(pace.deadline(), None);
        pace.note();
        assert!(pace.draws(at(16)));
    }

    #[test]
    fn a_flood_is_drawn_as_often_as_a_screen_shows_it_and_its_end_is_not_missed() {
        let mut pace = Pace::default();
        let mut drawn = Vec::new();
        for now in 0..40 {
            pace.note();
            if pace.draws(at(now)) {
                drawn.push(now);
            }
        }
        assert_eq!(drawn, [0, 16, 32]);
        assert_eq!(pace.deadline(), Some(at(48)));
        assert!(!pace.draws(at(47)));
        assert!(pace.draws(at(48)));
        assert!(!pace.draws(at(100)));
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp(Duration::from_millis(millis))
    }
}

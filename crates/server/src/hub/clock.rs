use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rooms::Timestamp;
use tokio::time::Instant;

/// Later than any server runs, and early enough to be reckoned with.
const FAR: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The time of day at the start, and what has passed since: it never goes back, whoever sets the clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    unix_at_start: Duration,
    start: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            unix_at_start: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
            start: Instant::now(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.unix_at_start + self.start.elapsed())
    }

    /// Returns the moment of `time`, or the start if it was before.
    pub(super) fn instant(&self, time: Timestamp) -> Instant {
        self.start + time.0.saturating_sub(self.unix_at_start).min(FAR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_and_its_moment_agree_to_the_nanosecond() {
        let clock = Clock::start();
        let wait = Duration::from_nanos(1_234_567_891);
        let due = Timestamp(clock.unix_at_start + wait);
        assert_eq!(clock.instant(due) - clock.start, wait);
    }

    #[test]
    fn times_before_the_start_and_at_the_end_of_all_days_have_a_moment() {
        let clock = Clock::start();
        assert_eq!(clock.instant(Timestamp(Duration::ZERO)), clock.start);
        assert!(clock.instant(Timestamp(Duration::MAX)) > clock.start);
    }
}

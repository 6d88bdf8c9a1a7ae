use std::time::Duration;

use call::Timestamp;

/// Beats once a second during a call, and notices at a beat that the device slept since the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pulse {
    next: Timestamp,
    /// The time of day at the last beat.
    last: Duration,
}

/// One beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PulseBeat {
    /// Far more time has gone by than between two beats.
    pub(crate) slept: bool,
}

impl Pulse {
    const PERIOD: Duration = Duration::from_secs(1);

    /// A page that is only slow does not take this long for a beat.
    const SLEEP: Duration = Duration::from_secs(5);

    pub(crate) fn new(now: Timestamp, time_of_day: Duration) -> Self {
        Self {
            next: now + Self::PERIOD,
            last: time_of_day,
        }
    }

    /// Returns when the next beat is due.
    pub(crate) fn next(&self) -> Timestamp {
        self.next
    }

    /// Beats, if it is time to.
    pub(crate) fn beat(&mut self, now: Timestamp, time_of_day: Duration) -> Option<PulseBeat> {
        let gap = time_of_day.saturating_sub(self.last);
        if now < self.next && gap <= Self::SLEEP {
            return None;
        }
        *self = Self::new(now, time_of_day);
        Some(PulseBeat {
            slept: gap > Self::SLEEP,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beats_once_a_second_and_notices_a_sleep_on_either_clock() {
        let check = |now: u64, time_of_day: u64, expected: Option<bool>| {
            let mut pulse = Pulse::new(at(0), Duration::from_millis(50_000));
            assert_eq!(
                pulse
                    .beat(at(now), Duration::from_millis(time_of_day))
                    .map(|beat| beat.slept),
                expected,
                "{now} {time_of_day}"
            );
        };
        check(900, 50_900, None);
        check(1_000, 51_000, Some(false));
        check(4_000, 54_000, Some(false));
        check(7_000, 57_000, Some(true));
        check(100, 90_000, Some(true));
        check(1_000, 20_000, Some(false));
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp(Duration::from_millis(millis))
    }
}

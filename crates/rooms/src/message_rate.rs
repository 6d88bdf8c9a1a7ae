use std::time::Duration;

/// A token bucket for the messages of one connection.
#[derive(Clone, Debug)]
pub struct MessageRate {
    per_second: u32,
    burst: u32,
    /// Messages that may still come, in billionths.
    tokens: u64,
    refilled: Duration,
}

/// One message in the unit of [`MessageRate::tokens`]: at `per_second` messages a second, one nanosecond earns
/// `per_second` of them.
const MESSAGE: u64 = 1_000_000_000;

impl MessageRate {
    /// Makes a full bucket that takes `burst` messages at once and `per_second` in the long run.
    #[must_use]
    pub fn new(per_second: u32, burst: u32, now: Duration) -> Self {
        Self {
            per_second,
            burst,
            tokens: u64::from(burst) * MESSAGE,
            refilled: now,
        }
    }

    /// Counts one message; false if it is one too many.
    ///
    /// `now` is the time since any fixed point, and does not go back.
    pub fn take(&mut self, now: Duration) -> bool {
        let elapsed =
            u64::try_from(now.saturating_sub(self.refilled).as_nanos()).unwrap_or(u64::MAX);
        self.refilled = now;
        let earned = elapsed.saturating_mul(u64::from(self.per_second));
        self.tokens = self
            .tokens
            .saturating_add(earned)
            .min(u64::from(self.burst) * MESSAGE);
        match self.tokens.checked_sub(MESSAGE) {
            Some(rest) => {
                self.tokens = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_burst_then_the_rate() {
        let mut rate = MessageRate::new(10, 3, Duration::ZERO);
        let taken = |rate: &mut MessageRate, now: u64, tries: usize| {
            (0..tries)
                .filter(|_| rate.take(Duration::from_millis(now)))
                .count()
        };
        assert_eq!(taken(&mut rate, 0, 5), 3, "the burst");
        assert_eq!(taken(&mut rate, 99, 5), 0, "not yet a tenth of a second");
        assert_eq!(
            taken(&mut rate, 100, 5),
            1,
            "one message each tenth of a second"
        );
        assert_eq!(taken(&mut rate, 60_000, 5), 3, "never more than the burst");
    }

    #[test]
    fn a_steady_stream_at_the_rate_is_never_refused() {
        let mut rate = MessageRate::new(100, 1, Duration::ZERO);
        assert!((0..10_000_u64).all(|i| rate.take(Duration::from_millis(10 * i))));
    }
}

use std::time::Duration;

use crate::Timestamp;

/// A token bucket for bytes: what `per_second` earns in a second may pass at once.
#[derive(Clone, Debug)]
pub(crate) struct Bandwidth {
    /// Bytes a second; no limit if there is none.
    per_second: Option<u64>,
    /// Bytes that may still pass, in billionths.
    tokens: u128,
    refilled: Timestamp,
}

const BYTE: u128 = 1_000_000_000;

impl Bandwidth {
    pub(crate) fn new(per_second: Option<u64>, now: Timestamp) -> Self {
        Self {
            per_second,
            tokens: full(per_second),
            refilled: now,
        }
    }

    /// Lets `bytes` pass; false if they are too many, and then none of them counts.
    pub(crate) fn take(&mut self, bytes: usize, now: Timestamp) -> bool {
        let Some(per_second) = self.per_second else {
            return true;
        };
        let earned = now
            .since(self.refilled)
            .min(Duration::from_secs(1))
            .as_nanos()
            * u128::from(per_second);
        self.refilled = self.refilled.max(now);
        self.tokens = (self.tokens + earned).min(full(self.per_second));
        match self.tokens.checked_sub(bytes as u128 * BYTE) {
            Some(rest) => {
                self.tokens = rest;
                true
            }
            None => false,
        }
    }
}

fn full(per_second: Option<u64>) -> u128 {
    u128::from(per_second.unwrap_or_default()) * BYTE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Timestamp {
        Timestamp(Duration::from_millis(1_760_000_000_000 + millis))
    }

    #[test]
    fn passes_a_second_at_once_then_the_rate() {
        let mut bandwidth = Bandwidth::new(Some(1000), at(0));
        assert!(bandwidth.take(1000, at(0)));
        assert!(!bandwidth.take(1, at(0)));
        assert!(!bandwidth.take(11, at(10)));
        assert!(bandwidth.take(10, at(10)), "what was refused did not count");
        assert!(bandwidth.take(1000, at(60_000)));
        assert!(
            !bandwidth.take(1, at(60_000)),
            "never more than a second's worth"
        );
    }

    #[test]
    fn no_limit_is_no_limit() {
        let mut bandwidth = Bandwidth::new(None, at(0));
        assert!((0..100).all(|_| bandwidth.take(usize::MAX, at(0))));
    }
}

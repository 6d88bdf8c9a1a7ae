use std::time::Duration;

use crate::Timestamp;
use crate::random::Random;

/// When to try to reach the server again: at once, then after a random time that may grow, then now and then.
#[derive(Clone, Debug)]
pub struct Reconnection {
    random: Random,
    /// When the connection that held was lost.
    since: Option<Timestamp>,
    tries: u32,
}

impl Reconnection {
    /// The longest wait between two tries while they are frequent.
    pub const MAX_DELAY: Duration = Duration::from_secs(8);

    /// The longest wait within [`Reconnection::SHORT`]: a server that is restarted finds everybody back soon.
    pub const MAX_DELAY_AT_FIRST: Duration = Duration::from_secs(4);

    /// How long the waits stay short.
    pub const SHORT: Duration = Duration::from_secs(30);

    /// How long tries are frequent.
    pub const ACTIVE: Duration = Duration::from_secs(120);

    /// The wait between two tries after that.
    pub const PATIENT_DELAY: Duration = Duration::from_secs(30);

    /// How long one try may take, from its start to the server's answer.
    pub const TRY: Duration = Duration::from_secs(4);

    /// How long a connection must hold before its loss is the first again: a server that drops whoever it has let in
    /// is not hammered.
    pub const HELD: Duration = Duration::from_secs(10);

    /// The wait before the second try may be this long, and each may be twice as long as the one before.
    const FIRST_DELAY: Duration = Duration::from_millis(500);

    /// Starts with nothing lost; `seed` spreads the tries of many clients over time.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            since: None,
            tries: 0,
        }
    }

    /// Returns how long to wait before the next try, after the connection was lost or a try has failed.
    ///
    /// The server's wish to be left alone for `retry_after` holds in any case.
    pub fn next_delay(&mut self, now: Timestamp, retry_after: Option<Duration>) -> Duration {
        let lost = now.0.saturating_sub(self.since.get_or_insert(now).0);
        let delay = if lost >= Self::ACTIVE {
            Self::PATIENT_DELAY
        } else if self.tries == 0 {
            Duration::ZERO
        } else {
            let most = if lost < Self::SHORT {
                Self::MAX_DELAY_AT_FIRST
            } else {
                Self::MAX_DELAY
            };
            let grown = Self::FIRST_DELAY * (1 << (self.tries - 1).min(8));
            self.jitter(grown.min(most))
        };
        self.tries = self.tries.saturating_add(1);
        retry_after.map_or(delay, |retry_after| retry_after.max(delay))
    }

    /// Forgets earlier losses: the connection has held for a while, or the world has changed.
    pub fn reset(&mut self) {
        self.since = None;
        self.tries = 0;
    }

    fn jitter(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.random.up_to(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_at_once_then_ever_later_then_patiently() {
        for seed in 0..500 {
            let mut reconnection = Reconnection::new(seed);
            let mut now = Timestamp(Duration::from_secs(5));
            let lost = now;
            let mut delays = Vec::new();
            while now < lost + Duration::from_secs(600) {
                let delay = reconnection.next_delay(now, None);
                delays.push((now.0 - lost.0, delay));
                now = now + delay + Duration::from_millis(50);
            }
            assert_eq!(delays[0].1, Duration::ZERO);
            assert!(delays[1].1 <= Duration::from_millis(500));
            for (after, delay) in delays {
                let most = match after.as_secs() {
                    0..30 => Reconnection::MAX_DELAY_AT_FIRST,
                    30..120 => Reconnection::MAX_DELAY,
                    _ => Reconnection::PATIENT_DELAY,
                };
                assert!(delay <= most, "{delay:?} after {after:?}");
                assert_eq!(
                    delay == Reconnection::PATIENT_DELAY,
                    after >= Reconnection::ACTIVE
                );
            }
        }
    }

    #[test]
    fn many_clients_do_not_come_at_the_same_time() {
        let delays: std::collections::BTreeSet<Duration> = (0..100)
            .map(|seed| {
                let mut reconnection = Reconnection::new(seed);
                (0..5).fold(Duration::ZERO, |_, _| {
                    reconnection.next_delay(Timestamp::default(), None)
                })
            })
            .collect();
        assert!(delays.len() > 80, "{}", delays.len());
    }

    #[test]
    fn a_server_that_asks_to_wait_is_left_alone_so_long() {
        let mut reconnection = Reconnection::new(1);
        let wait = Duration::from_secs(20);
        assert_eq!(
            reconnection.next_delay(Timestamp::default(), Some(wait)),
            wait
        );
    }

    #[test]
    fn a_loss_after_a_reset_is_the_first_again() {
        let mut reconnection = Reconnection::new(1);
        for _ in 0..9 {
            reconnection.next_delay(Timestamp::default(), None);
        }
        reconnection.reset();
        assert_eq!(
            reconnection.next_delay(Timestamp::default(), None),
            Duration::ZERO
        );
    }
}

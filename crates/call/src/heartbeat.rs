use std::time::Duration;

use crate::Timestamp;

/// Notices that a connection is dead although nobody has closed it: browsers do not show WebSocket pings.
#[derive(Clone, Debug)]
pub struct Heartbeat {
    next_ping: Timestamp,
    /// By when something must have come, after a ping.
    deadline: Option<Timestamp>,
}

/// What is due on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// Nothing yet.
    Rest,
    /// A ping is to be sent.
    Ping,
    /// Nothing has come for too long.
    Dead,
}

impl Heartbeat {
    /// The time between two pings.
    pub const INTERVAL: Duration = Duration::from_secs(5);

    /// How long nothing may come after a ping.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    /// How long nothing may come after a ping of a page that was asleep.
    pub const PROBE: Duration = Duration::from_secs(2);

    /// The same when nothing comes from anyone else either.
    pub const URGENT_PROBE: Duration = Duration::from_secs(1);

    /// The same when the device has another network: the connection is most likely gone, and one that was only slow
    /// is replaced without a loss.
    pub const NETWORK_PROBE: Duration = Duration::from_millis(500);

    /// Starts with a connection on which something has just come.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            next_ping: now + Self::INTERVAL,
            deadline: None,
        }
    }

    /// Takes any frame for life.
    pub fn received(&mut self) {
        self.deadline = None;
    }

    /// Asks for a ping at once and an answer within `patience`: something is likely to be wrong.
    pub fn probe(&mut self, now: Timestamp, patience: Duration) {
        self.next_ping = now;
        let soon = now + patience;
        self.deadline = Some(self.deadline.map_or(soon, |deadline| deadline.min(soon)));
    }

    /// Asks for a ping at once, for the sake of what it acknowledges.
    pub fn hasten(&mut self, now: Timestamp) {
        self.next_ping = self.next_ping.min(now);
    }

    /// Returns when [`Heartbeat::beat`] has something to do.
    #[must_use]
    pub fn next(&self) -> Timestamp {
        self.deadline
            .map_or(self.next_ping, |deadline| deadline.min(self.next_ping))
    }

    /// Says what is due; a ping that it asks for counts as sent.
    pub fn beat(&mut self, now: Timestamp) -> Beat {
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            return Beat::Dead;
        }
        if self.next_ping > now {
            return Beat::Rest;
        }
        self.next_ping = now + Self::INTERVAL;
        self.deadline.get_or_insert(now + Self::PATIENCE);
        Beat::Ping
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pings_every_five_seconds_while_answers_come() {
        let mut heartbeat = Heartbeat::new(at(0));
        for second in 1..60 {
            let expected = if second % 5 == 0 {
                Beat::Ping
            } else {
                Beat::Rest
            };
            assert_eq!(heartbeat.beat(at(second)), expected, "{second}");
            heartbeat.received();
        }
    }

    #[test]
    fn five_seconds_of_silence_after_a_ping_are_the_end() {
        let mut heartbeat = Heartbeat::new(at(0));
        heartbeat.beat(at(5));
        assert_eq!(heartbeat.next(), at(10));
        assert_eq!(heartbeat.beat(at(9)), Beat::Rest);
        assert_eq!(heartbeat.beat(at(10)), Beat::Dead);
    }

    #[test]
    fn a_probe_waits_for_two_seconds_only() {
        let mut heartbeat = Heartbeat::new(at(0));
        heartbeat.probe(at(1), Heartbeat::PROBE);
        assert_eq!(heartbeat.beat(at(1)), Beat::Ping);
        assert_eq!(heartbeat.next(), at(3));
        assert_eq!(heartbeat.beat(at(3)), Beat::Dead);
    }

    #[test]
    fn probing_again_and_again_does_not_put_the_end_off() {
        let mut heartbeat = Heartbeat::new(at(0));
        heartbeat.probe(at(1), Heartbeat::PROBE);
        heartbeat.beat(at(1));
        heartbeat.probe(at(2), Heartbeat::PROBE);
        heartbeat.beat(at(2));
        assert_eq!(heartbeat.beat(at(3)), Beat::Dead);
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp(Duration::from_secs(seconds))
    }
}

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::faults::{BACKLOG, Faults, REORDERED_BY};

/// One way over a cable: what has been sent and has not arrived.
#[derive(Debug)]
pub(super) struct Lane {
    faults: Faults,
    /// By the time at which they arrive; the number keeps the order of those that arrive at once.
    packets: BTreeMap<(Instant, u64), Vec<u8>>,
    /// When the last packet arrives of those that keep the order.
    last: Option<Instant>,
    /// When the last byte has left that waits for its turn.
    busy_until: Option<Instant>,
    dice: Dice,
    sent: u64,
    lost: u64,
}

impl Lane {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            faults: Faults::default(),
            packets: BTreeMap::new(),
            last: None,
            busy_until: None,
            dice: Dice(seed | 1),
            sent: 0,
            lost: 0,
        }
    }

    /// Changes what happens to packets from now on.
    pub(super) fn set(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// How many packets have been sent, and how many of them lost.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.sent, self.lost)
    }

    pub(super) fn put(&mut self, now: Instant, packet: &[u8]) {
        self.sent += 1;
        let faults = if self.faults.traffic.includes(packet) {
            self.faults
        } else {
            Faults::default()
        };
        let arrival = self.arrival(now, packet.len(), &faults);
        let Some(arrival) = arrival else {
            self.lost += 1;
            return;
        };
        self.packets.insert((arrival, self.sent), packet.to_vec());
    }

    pub(super) fn next_arrival(&self) -> Option<Instant> {
        self.packets.keys().next().map(|(arrival, _)| *arrival)
    }

    /// Takes what has arrived, one after the other.
    pub(super) fn take(&mut self, now: Instant) -> Option<Vec<u8>> {
        let first = self.packets.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    /// When a packet sent at `now` arrives, if it does.
    fn arrival(&mut self, now: Instant, length: usize, faults: &Faults) -> Option<Instant> {
        if self.dice.percent(faults.loss_percent) {
            return None;
        }
        let mut arrival = now + faults.delay + faults.jitter.mul_f64(self.dice.roll());
        if let Some(rate) = faults.bytes_per_second {
            let start = self.busy_until.map_or(now, |busy| busy.max(now));
            if start - now > BACKLOG {
                return None;
            }
            let time = Duration::from_secs_f64(length as f64 / f64::from(rate.max(1)));
            self.busy_until = Some(start + time);
            arrival += start + time - now;
        }
        if self.dice.percent(faults.reorder_percent) {
            return Some(arrival + REORDERED_BY);
        }
        let arrival = self.last.map_or(arrival, |last| last.max(arrival));
        self.last = Some(arrival);
        Some(arrival)
    }
}

/// Chance that is the same in every run (xorshift64, Marsaglia 2003).
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// A number from 0 to 1, without 1.
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn percent(&mut self, percent: f64) -> bool {
        self.roll() * 100.0 < percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);
    const TCP_PACKET: [u8; 20] = packet(6);
    const UDP_PACKET: [u8; 20] = packet(17);

    #[test]
    fn without_faults_packets_arrive_at_once_and_in_order() {
        let now = Instant::now();
        assert_eq!(
            order(Faults::default(), now, now + 7 * MS),
            [0, 1, 2, 3, 4, 5, 6, 7]
        );
    }

    #[test]
    fn a_delay_holds_packets_back() {
        let now = Instant::now();
        let faults = Faults::delay(50 * MS);
        assert!(order(faults, now, now + 49 * MS).is_empty());
        assert_eq!(order(faults, now, now + 57 * MS), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn jitter_keeps_the_order() {
        let now = Instant::now();
        let faults = Faults {
            jitter: 100 * MS,
            ..Faults::default()
        };
        let late = now + 200 * MS;
        assert_eq!(order(faults, now, late), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn reordering_loses_nothing_and_changes_the_order() {
        let now = Instant::now();
        let mut numbers = order(Faults::reorder(40.0), now, now + 100 * MS);
        assert_ne!(numbers, [0, 1, 2, 3, 4, 5, 6, 7]);
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn loss_is_as_frequent_as_told() {
        let mut lane = Lane::new(7);
        lane.set(Faults::loss(20.0));
        for _ in 0..10_000 {
            lane.put(Instant::now(), &UDP_PACKET);
        }
        let (sent, lost) = lane.counts();
        assert_eq!(sent, 10_000);
        assert!((1_800..2_200).contains(&lost), "{lost}");
    }

    #[test]
    fn what_concerns_udp_leaves_tcp_alone() {
        let now = Instant::now();
        let mut lane = Lane::new(7);
        lane.set(Faults::cut().of_udp());
        lane.put(now, &UDP_PACKET);
        lane.put(now, &TCP_PACKET);
        assert_eq!(lane.take(now).as_deref(), Some(&TCP_PACKET[..]));
        assert_eq!(lane.take(now), None);
    }

    #[test]
    fn a_rate_spreads_packets_and_loses_what_waits_too_long() {
        let now = Instant::now();
        let mut lane = Lane::new(7);
        lane.set(Faults {
            bytes_per_second: Some(2_000),
            ..Faults::default()
        });
        for _ in 0..100 {
            lane.put(now, &UDP_PACKET);
        }
        // Ten milliseconds each: 0 to 200 of them wait no longer than the backlog.
        assert_eq!(lane.counts(), (100, 79));
        assert_eq!(lane.take(now + 9 * MS), None);
        assert!(lane.take(now + 11 * MS).is_some());
    }

    /// The order in which eight packets arrive that are sent a millisecond apart, as far as they have at `end`.
    fn order(faults: Faults, start: Instant, end: Instant) -> Vec<u8> {
        let mut lane = Lane::new(3);
        lane.set(faults);
        for number in 0..8 {
            let mut packet = UDP_PACKET;
            packet[19] = number;
            lane.put(start + u32::from(number) * MS, &packet);
        }
        std::iter::from_fn(|| lane.take(end))
            .map(|packet| packet[19])
            .collect()
    }

    const fn packet(protocol: u8) -> [u8; 20] {
        let mut packet = [0; 20];
        packet[0] = 4 << 4;
        packet[9] = protocol;
        packet
    }
}

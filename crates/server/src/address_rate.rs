use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::client_address::network;

/// How often each address may do something.
///
/// It never grows, whoever comes: addresses share cells, chosen by secret hashes, and each has one cell in every row.
/// Who is refused has used up all of them, so sharing one with somebody who asks too much costs nobody else anything.
#[derive(Debug)]
pub(crate) struct AddressRate {
    /// What one time costs, in microseconds of waiting.
    cost: u64,
    rows: Mutex<[Box<[u64]>; ROWS]>,
    hashes: [RandomState; ROWS],
}

/// How long to wait before another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryAfter(pub(crate) Duration);

/// How long one who has used up everything waits for all of it.
const WINDOW: Duration = Duration::from_secs(60);

const ROWS: usize = 2;

/// Where a hundred addresses ask too much at a time, one other in some 27,000 is refused with them.
const CELLS: usize = 16 * 1024;

impl AddressRate {
    /// Takes so many in a minute from one address, all of them at once if it likes.
    pub(crate) fn per_minute(most: u32) -> Self {
        Self {
            cost: micros(WINDOW) / u64::from(most.max(1)),
            rows: Mutex::new([(); ROWS].map(|()| vec![0; CELLS].into_boxed_slice())),
            hashes: [(); ROWS].map(|()| RandomState::new()),
        }
    }

    /// Counts one more time; `now` is the time since any fixed point, and does not go back.
    ///
    /// # Errors
    ///
    /// If it is one too many, nothing is counted.
    pub(crate) fn take(&self, address: IpAddr, now: Duration) -> Result<(), RetryAfter> {
        let address = network(address);
        let now = micros(now);
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cells: Vec<&mut u64> = rows
            .iter_mut()
            .zip(&self.hashes)
            .filter_map(|(row, hash)| row.get_mut(cell(hash, address)))
            .collect();
        // A cell says when all of it is there again: the emptier one is the nearer to the truth.
        let whole_at = cells.iter().map(|cell| **cell).min().unwrap_or(0).max(now);
        let wait = (whole_at + self.cost).saturating_sub(now + micros(WINDOW));
        if wait > 0 {
            return Err(RetryAfter(Duration::from_micros(wait)));
        }
        for cell in &mut cells {
            **cell = (**cell).max(whole_at + self.cost);
        }
        Ok(())
    }
}

impl RetryAfter {
    /// Rounds up: whoever comes back then need not come twice.
    pub(crate) fn seconds(self) -> u64 {
        self.0.as_secs() + u64::from(self.0.subsec_nanos() > 0)
    }

    pub(crate) fn millis(self) -> u32 {
        u32::try_from(self.0.as_micros().div_ceil(1_000)).unwrap_or(u32::MAX)
    }
}

fn cell(hash: &RandomState, address: IpAddr) -> usize {
    usize::try_from(hash.hash_one(address) % CELLS as u64).unwrap_or_default()
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// How many of these tries are taken.
    fn taken(rate: &AddressRate, from: &str, now: Duration, tries: usize) -> usize {
        (0..tries)
            .filter(|_| rate.take(address(from), now).is_ok())
            .count()
    }

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_the_rate() {
        let rate = AddressRate::per_minute(6);
        assert_eq!(taken(&rate, "192.0.2.1", at(100), 9), 6);
        let refused = rate.take(address("192.0.2.1"), at(103));
        assert_eq!(refused, Err(RetryAfter(at(7))));
        assert_eq!(
            taken(&rate, "192.0.2.1", at(110), 9),
            1,
            "one in ten seconds"
        );
        assert_eq!(taken(&rate, "192.0.2.1", at(999), 9), 6, "never more");
        assert_eq!(
            taken(&rate, "192.0.2.2", at(103), 1),
            1,
            "nobody else waits"
        );
    }

    #[test]
    fn being_refused_costs_nothing() {
        let rate = AddressRate::per_minute(1);
        assert_eq!(taken(&rate, "192.0.2.1", at(0), 1_000), 1);
        assert_eq!(taken(&rate, "192.0.2.1", at(60), 1), 1);
    }

    #[test]
    fn an_ipv6_network_and_a_mapped_address_are_one_each() {
        let rate = AddressRate::per_minute(1);
        for (first, second) in [
            ("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6"),
            ("192.0.2.1", "::ffff:192.0.2.1"),
        ] {
            assert!(rate.take(address(first), at(0)).is_ok());
            assert!(rate.take(address(second), at(0)).is_err());
        }
        assert!(rate.take(address("2001:db8:1:3::1"), at(0)).is_ok());
    }

    #[test]
    fn strangers_take_nothing_from_those_who_ask_little() {
        let rate = AddressRate::per_minute(2);
        for n in 0..1_000_u32 {
            let stranger = IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + n));
            while rate.take(stranger, at(0)).is_ok() {}
        }
        // One cell in sixteen is used up in each row: about four in a thousand share both.
        let refused = (0..1_000_u32)
            .map(|n| IpAddr::V4(Ipv4Addr::from_bits(0xc000_0000 + n)))
            .filter(|other| rate.take(*other, at(0)).is_err())
            .count();
        assert!(refused < 30, "{refused}");
    }

    #[test]
    fn waiting_is_told_rounded_up() {
        let check = |millis: u64, seconds: u64, told: u32| {
            let wait = RetryAfter(Duration::from_micros(millis * 1_000 + 1));
            assert_eq!((wait.seconds(), wait.millis()), (seconds, told));
        };
        check(0, 1, 1);
        check(999, 1, 1_000);
        check(1_000, 2, 1_001);
        check(59_999, 60, 60_000);
    }
}

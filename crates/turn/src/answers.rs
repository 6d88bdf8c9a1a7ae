use std::hash::{DefaultHasher, Hasher};
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use crate::{Timestamp, canonical};

/// How many answers an address is sent at once before anyone there is known, and how soon it earns another: some
/// hundred people behind one router who all join a large room have enough.
const AT_ONCE: u64 = 2_000;
const EARNS_ONE_IN: Duration = Duration::from_millis(2);

/// The places of the table, as a power of two.
const BITS: u32 = 14;

/// Lets an address be sent only so many answers to those who may have forged it: it is no way to flood someone else.
///
/// It remembers nobody. An address has two places in a table that many share, and may have an answer if either lets it:
/// a flood from one address, or from all, takes that from next to nobody else.
pub(crate) struct Answers {
    key: [u8; 32],
    /// When each place will have earned all that was sent, in nanoseconds since 1970: the "theoretical arrival time"
    /// of the generic cell rate algorithm (ITU-T I.371, annex A).
    paid: Vec<u64>,
}

impl Answers {
    /// Starts with a table that nobody can predict who does not know the key.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self {
            key,
            paid: vec![0; 1 << BITS],
        }
    }

    /// Lets one more answer go to `address`; false if there were too many.
    pub(crate) fn allow(&mut self, address: IpAddr, now: Timestamp) -> bool {
        let cost = nanos(EARNS_ONE_IN);
        let now = nanos(now.0);
        let ahead = cost * (AT_ONCE - 1);
        let mut any = false;
        for place in self.places(address) {
            if let Some(paid) = self.paid.get_mut(place)
                && *paid <= now + ahead
            {
                *paid = now.max(*paid) + cost;
                any = true;
            }
        }
        any
    }

    fn places(&self, address: IpAddr) -> [usize; 2] {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.key);
        hasher.write(&holder(address).octets());
        let hash = hasher.finish();
        [hash, hash >> 32].map(|hash| (hash % (1 << BITS)) as usize)
    }
}

/// What one customer of a network has: an IPv4 address, or 64 bits of an IPv6 address (RFC 6177).
fn holder(address: IpAddr) -> Ipv6Addr {
    match canonical(address) {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "good until the year 2554")]
fn nanos(duration: Duration) -> u64 {
    duration.as_nanos() as u64
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const VICTIM: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7));

    fn at(millis: u64) -> Timestamp {
        Timestamp(Duration::from_millis(1_760_000_000_000 + millis))
    }

    fn allowed(answers: &mut Answers, address: IpAddr, tries: u64, now: Timestamp) -> u64 {
        (0..tries).filter(|_| answers.allow(address, now)).count() as u64
    }

    #[test]
    fn an_address_gets_some_at_once_and_then_as_many_as_it_earns() {
        let mut answers = Answers::new([7; 32]);
        assert_eq!(allowed(&mut answers, VICTIM, 10_000, at(0)), AT_ONCE);
        assert_eq!(allowed(&mut answers, VICTIM, 10_000, at(1_000)), 500);
        assert_eq!(allowed(&mut answers, VICTIM, 1, at(1_001)), 0);
        assert_eq!(allowed(&mut answers, VICTIM, 2, at(1_002)), 1);
        assert_eq!(allowed(&mut answers, VICTIM, 10_000, at(60_000)), AT_ONCE);
    }

    #[test]
    fn a_household_of_ipv6_is_one_and_each_spelling_of_ipv4_the_same() {
        let mut answers = Answers::new([7; 32]);
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        for (flooded, same, other) in [
            ("2001:db8:1:2::3", "2001:db8:1:2:9::9", "2001:db8:1:3::3"),
            ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
        ] {
            allowed(&mut answers, address(flooded), AT_ONCE, at(0));
            assert!(!answers.allow(address(same), at(0)), "{same}");
            assert!(answers.allow(address(other), at(0)), "{other}");
        }
    }

    #[test]
    fn a_flood_of_one_address_takes_nothing_from_ten_thousand_others() {
        let mut answers = Answers::new([7; 32]);
        allowed(&mut answers, VICTIM, 1_000_000, at(0));
        for other in 0..10_000_u32 {
            let other = IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + other));
            assert!(answers.allow(other, at(0)), "{other}");
        }
    }

    #[test]
    fn a_million_forged_addresses_a_second_leave_room_for_everyone() {
        let mut answers = Answers::new([7; 32]);
        let mut refused = 0;
        for forged in 0..1_000_000_u32 {
            let now = at(u64::from(forged) / 1_000);
            answers.allow(IpAddr::V4(Ipv4Addr::from_bits(forged << 8)), now);
            refused += u32::from(forged % 10_000 == 0 && !answers.allow(VICTIM, now));
        }
        assert_eq!(refused, 0);
        assert_eq!(answers.paid.len(), 1 << BITS);
    }
}

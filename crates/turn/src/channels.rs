use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::Timestamp;
use crate::figures::Refusal;

/// How long a channel stays bound (RFC 8656, section 12).
const LIFETIME: Duration = Duration::from_secs(600);

/// The numbers that a channel may have: those of RFC 5766, section 11; clients of RFC 8656 use the first quarter.
pub(crate) const NUMBERS: RangeInclusive<u16> = 0x4000..=0x7ffe;

/// The peers that an allocation has a number for: a packet then has four bytes of header in place of thirty-six.
#[derive(Clone, Debug, Default)]
pub(crate) struct Channels {
    by_number: BTreeMap<u16, Channel>,
    by_peer: BTreeMap<SocketAddr, u16>,
}

#[derive(Clone, Copy, Debug)]
struct Channel {
    peer: SocketAddr,
    expiry: Timestamp,
}

impl Channels {
    /// Binds `number` to `peer` for ten minutes from now; a number has one peer, and a peer one number.
    pub(crate) fn bind(
        &mut self,
        number: u16,
        peer: SocketAddr,
        most: usize,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.by_number.retain(|_, channel| now < channel.expiry);
        self.by_peer
            .retain(|_, number| self.by_number.contains_key(number));
        let bound = self.by_number.get(&number).map(|channel| channel.peer);
        let is_other_peer = bound.is_some_and(|bound| bound != peer);
        let is_other_number = self
            .by_peer
            .get(&peer)
            .is_some_and(|other| *other != number);
        if !NUMBERS.contains(&number) || is_other_peer || is_other_number {
            return Err(Refusal::BadRequest);
        }
        if bound.is_none() && self.by_number.len() >= most {
            return Err(Refusal::Capacity);
        }
        let expiry = now.after(LIFETIME);
        self.by_number.insert(number, Channel { peer, expiry });
        self.by_peer.insert(peer, number);
        Ok(())
    }

    pub(crate) fn peer(&self, number: u16, now: Timestamp) -> Option<SocketAddr> {
        self.live(number, now).map(|channel| channel.peer)
    }

    pub(crate) fn number(&self, peer: SocketAddr, now: Timestamp) -> Option<u16> {
        let number = *self.by_peer.get(&peer)?;
        self.live(number, now).map(|_| number)
    }

    fn live(&self, number: u16, now: Timestamp) -> Option<&Channel> {
        self.by_number
            .get(&number)
            .filter(|channel| now < channel.expiry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp(Duration::from_secs(1_760_000_000 + seconds))
    }

    fn peer(port: u16) -> SocketAddr {
        SocketAddr::from(([8, 8, 8, 8], port))
    }

    #[test]
    fn a_channel_ends_after_ten_minutes_unless_it_is_renewed() {
        let mut channels = Channels::default();
        channels.bind(0x4000, peer(1), 8, at(0)).unwrap();
        channels.bind(0x4001, peer(2), 8, at(0)).unwrap();
        channels.bind(0x4001, peer(2), 8, at(300)).unwrap();
        assert_eq!(channels.peer(0x4000, at(599)), Some(peer(1)));
        assert_eq!(channels.peer(0x4000, at(600)), None);
        assert_eq!(channels.number(peer(1), at(600)), None);
        assert_eq!(channels.number(peer(2), at(600)), Some(0x4001));
        channels.bind(0x4000, peer(3), 8, at(600)).unwrap();
        assert_eq!(channels.number(peer(1), at(600)), None);
        assert_eq!(channels.peer(0x4000, at(600)), Some(peer(3)));
    }

    #[test]
    fn a_number_has_one_peer_and_a_peer_one_number() {
        let mut channels = Channels::default();
        channels.bind(0x4000, peer(1), 8, at(0)).unwrap();
        let refused = Err(Refusal::BadRequest);
        assert_eq!(channels.bind(0x4000, peer(2), 8, at(1)), refused);
        assert_eq!(channels.bind(0x4001, peer(1), 8, at(1)), refused);
        for number in [0, 0x3fff, 0x7fff, 0x8000, 0xffff] {
            assert_eq!(
                channels.bind(number, peer(3), 8, at(1)),
                refused,
                "{number:x}"
            );
        }
    }

    #[test]
    fn there_are_no_more_than_there_may_be() {
        let mut channels = Channels::default();
        channels.bind(0x4000, peer(1), 1, at(0)).unwrap();
        assert_eq!(
            channels.bind(0x4001, peer(2), 1, at(1)),
            Err(Refusal::Capacity)
        );
        channels.bind(0x4000, peer(1), 1, at(2)).unwrap();
    }
}

use std::collections::VecDeque;

use protocol::ChatId;
use sha2::{Digest, Sha256};

/// The ids of the last messages of a room: of more than are kept, since a client may send one again after long.
///
/// Every room may have all of them, so each takes 24 bytes, however long it is, and none an allocation of its own;
/// to look for one is to read them all, which takes about a microsecond.
#[derive(Debug, Default)]
pub(crate) struct KnownIds {
    /// In the order of the numbers.
    known: VecDeque<(u64, Fingerprint)>,
}

/// The first half of the SHA-256 hash of an id: nobody can make two ids that have the same.
type Fingerprint = [u8; 16];

impl KnownIds {
    pub(crate) const MAX: usize = 1_024;

    /// Takes in the id of the message `number`; one that is not above the last is known already.
    pub(crate) fn insert(&mut self, number: u64, id: &ChatId) {
        if number <= self.last() {
            return;
        }
        if self.known.len() == Self::MAX {
            self.known.pop_front();
        }
        self.known.push_back((number, fingerprint(id)));
    }

    /// The number of the message with this id.
    pub(crate) fn number_of(&self, id: &ChatId) -> Option<u64> {
        let wanted = fingerprint(id);
        let mut known = self.known.iter();
        known.find_map(|(number, fingerprint)| (*fingerprint == wanted).then_some(*number))
    }

    /// The number of the last message whose id was taken in, 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.known.back().map_or(0, |(number, _)| *number)
    }

    /// The number of the last message whose id is not known any more, 0 before the first.
    pub(crate) fn gone(&self) -> u64 {
        self.known.front().map_or(0, |(number, _)| *number - 1)
    }
}

fn fingerprint(id: &ChatId) -> Fingerprint {
    let hash: [u8; 32] = Sha256::digest(id.as_str()).into();
    let mut fingerprint = Fingerprint::default();
    fingerprint.copy_from_slice(&hash[..16]);
    fingerprint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_number_of_each_of_the_last() {
        let ids = ids_of(1..=1_025);
        assert_eq!(ids.number_of(&id(1)), None, "that is long ago");
        for n in 2..=1_025 {
            assert_eq!(ids.number_of(&id(n)), Some(n));
        }
        assert_eq!(ids.number_of(&id(1_026)), None);
        assert_eq!((ids.gone(), ids.last()), (1, 1_025));
        assert_eq!(ids.known.capacity(), KnownIds::MAX, "no more than it needs");
    }

    #[test]
    fn one_that_is_known_is_not_taken_in_again() {
        let mut ids = ids_of(4..=6);
        ids.insert(5, &id(5));
        ids.insert(6, &id(6));
        assert_eq!(ids.known.len(), 3);
        assert_eq!((ids.gone(), ids.last()), (3, 6));
    }

    #[test]
    fn without_any_nothing_is_gone() {
        let ids = KnownIds::default();
        assert_eq!((ids.gone(), ids.last()), (0, 0));
        assert_eq!(ids.number_of(&id(1)), None);
    }

    fn ids_of(numbers: impl Iterator<Item = u64>) -> KnownIds {
        let mut ids = KnownIds::default();
        numbers.for_each(|n| ids.insert(n, &id(n)));
        ids
    }

    fn id(n: u64) -> ChatId {
        ChatId::parse(&format!("m-{n}")).unwrap()
    }
}

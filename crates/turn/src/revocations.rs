use std::collections::BTreeSet;
use std::mem;

use sha2::{Digest, Sha256};

use crate::Timestamp;
use crate::credentials::CREDENTIAL_LIFETIME;

/// The most that are remembered in each half.
const MOST: usize = 50_000;

/// Who was told to go, until no credentials of theirs can be good.
///
/// Everyone who leaves comes in here, so little is kept of each, in two halves that take turns: one that is older than
/// credentials are good for is forgotten as a whole. Where more leave than there is place for, the older half goes
/// before its time; whoever is in it could at worst use the relay until their credentials end.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    new: BTreeSet<Mark>,
    old: BTreeSet<Mark>,
    /// When the halves took turns.
    begun: Timestamp,
}

/// What is kept of a subject: enough that no two are alike.
type Mark = [u8; 8];

impl Revocations {
    /// Remembers a subject for as long as credentials are good for, and less than twice as long.
    pub(crate) fn add(&mut self, subject: &str, now: Timestamp) {
        self.tick(now);
        if self.new.len() >= MOST {
            self.turn(now);
        }
        self.new.insert(mark(subject));
    }

    pub(crate) fn contain(&self, subject: &str) -> bool {
        let mark = mark(subject);
        self.new.contains(&mark) || self.old.contains(&mark)
    }

    /// Forgets those whose credentials have all ended.
    pub(crate) fn tick(&mut self, now: Timestamp) {
        if now.since(self.begun) > CREDENTIAL_LIFETIME {
            self.turn(now);
        }
    }

    fn turn(&mut self, now: Timestamp) {
        self.old = mem::take(&mut self.new);
        self.begun = now;
    }
}

fn mark(subject: &str) -> Mark {
    let hash = Sha256::digest(subject);
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp(Duration::from_secs(1_760_000_000 + seconds))
    }

    fn len(revocations: &Revocations) -> usize {
        revocations.new.len() + revocations.old.len()
    }

    #[test]
    fn each_is_remembered_until_the_last_credentials_have_ended() {
        for first in [0, 1, 599, 600, 601, 1_200] {
            let mut revocations = Revocations::default();
            revocations.add("ann", at(0));
            revocations.tick(at(first));
            revocations.add("bob", at(first));
            for seconds in first..=first + 600 {
                revocations.tick(at(seconds));
                assert!(revocations.contain("bob"), "{first} {seconds}");
            }
            assert!(!revocations.contain("cara"));
        }
    }

    #[test]
    fn all_are_forgotten_in_time() {
        let mut revocations = Revocations::default();
        for second in 0..1_000 {
            revocations.add(&format!("{second}"), at(second));
        }
        for second in [1_601, 2_202] {
            revocations.tick(at(second));
        }
        assert_eq!(len(&revocations), 0);
    }

    #[test]
    fn no_crowd_fills_the_memory_and_the_last_to_leave_stay_out() {
        let mut revocations = Revocations::default();
        let crowd = 3 * MOST + 1;
        for n in 0..crowd {
            revocations.add(&format!("{n}"), at(0));
        }
        assert!(len(&revocations) <= 2 * MOST);
        assert!((crowd - MOST..crowd).all(|n| revocations.contain(&format!("{n}"))));
    }
}

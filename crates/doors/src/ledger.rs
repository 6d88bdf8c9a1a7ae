use std::collections::{BTreeMap, BTreeSet};

use protocol::{DeviceMark, RoomId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::device::MarkHash;
use crate::{Invite, InviteError, InviteId, InviteRule};

/// What became of the invites: how often each was used, and which are revoked.
///
/// What an invite has in here goes when it ends.
#[derive(Debug, Default)]
pub struct Ledger {
    records: BTreeMap<InviteId, LedgerRecord>,
    /// Until when the revocation of each must be remembered, in seconds since 1970.
    revoked: BTreeMap<InviteId, u64>,
    /// When there is nothing more to know of each.
    ends: BTreeSet<(u64, InviteId)>,
    /// The marks of all records together.
    marks: usize,
    changes: Vec<LedgerChange>,
}

/// What is known of one invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRecord {
    pub invite: Invite,
    /// The browsers that have come in by it.
    marks: BTreeSet<MarkHash>,
    /// How often it was used by those who say nothing of their browser.
    unmarked: u16,
}

/// A change to what outlives the server; each may be repeated without harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerChange {
    /// Puts the record in place of the one that was stored under the invite's id.
    Put(LedgerRecord),
    /// Remembers that the invite is revoked, until that time in seconds since 1970.
    Revoke { id: InviteId, until: u64 },
    /// Drops the record and the revocation.
    Forget { id: InviteId },
}

/// What the store has of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredLedger {
    pub records: Vec<LedgerRecord>,
    /// The revoked invites, and until when each is remembered.
    pub revoked: Vec<(InviteId, u64)>,
}

/// There is no place for one more invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("as many invites are known as can be")]
pub struct LedgerFull;

impl LedgerRecord {
    /// How often the invite was used; [`InviteRule::MAX_USES`] at most.
    #[must_use]
    pub fn uses(&self) -> u16 {
        let marked = u16::try_from(self.marks.len()).unwrap_or(u16::MAX);
        marked
            .saturating_add(self.unmarked)
            .min(InviteRule::MAX_USES)
    }
}

impl Ledger {
    /// The most invites that are known at a time.
    pub const MAX_INVITES: usize = 10_000;

    /// The most invites of one room that are known at a time.
    pub const MAX_PER_ROOM: usize = 100;

    /// The most invites that are known where hosts make one more: the rest is the operator's.
    pub const MAX_OF_HOSTS: usize = Self::MAX_INVITES / 4 * 3;

    /// The most browsers that are known of all invites together; whoever comes after that counts every time.
    pub const MAX_MARKS: usize = 100_000;

    /// Starts from what was stored.
    #[must_use]
    pub fn restore(stored: StoredLedger, now: u64) -> Self {
        let mut ledger = Self::default();
        for (id, until) in stored.revoked {
            ledger.revoked.insert(id, until);
            ledger.ends.insert((until, id));
        }
        for record in stored.records {
            ledger.marks += record.marks.len();
            ledger
                .ends
                .insert((record.invite.rule.expires, record.invite.id));
            ledger.records.insert(record.invite.id, record);
        }
        ledger.forget_ended(now);
        ledger
    }

    /// Returns what has changed since the last time, in order.
    pub fn take_changes(&mut self) -> Vec<LedgerChange> {
        std::mem::take(&mut self.changes)
    }

    /// Lists an invite that was made, where there are fewer than `most`.
    ///
    /// # Errors
    ///
    /// Fails if too many are known, of this room or of all.
    pub fn enter(&mut self, invite: Invite, most: usize, now: u64) -> Result<(), LedgerFull> {
        self.forget_ended(now);
        let in_room = self.of_room(&invite.rule.room).count();
        if in_room >= Self::MAX_PER_ROOM || self.records.len() >= most.min(Self::MAX_INVITES) {
            return Err(LedgerFull);
        }
        self.put(LedgerRecord {
            invite,
            marks: BTreeSet::new(),
            unmarked: 0,
        });
        Ok(())
    }

    /// Counts one more use of an invite that was verified: the same browser counts once, and whoever says nothing of
    /// their browser counts every time.
    ///
    /// An invite that was made elsewhere with the same key is listed from its first use on.
    ///
    /// # Errors
    ///
    /// Says why the invite opens nothing any more.
    pub fn admit(
        &mut self,
        invite: &Invite,
        device: Option<&DeviceMark>,
        now: u64,
    ) -> Result<(), InviteError> {
        self.forget_ended(now);
        if self.revoked.contains_key(&invite.id) {
            return Err(InviteError::Revoked);
        }
        let mark = device.map(|device| MarkHash::of(device, invite.id));
        let mut record = match self.records.get(&invite.id) {
            Some(record) => record.clone(),
            None if self.records.len() < Self::MAX_INVITES => LedgerRecord {
                invite: invite.clone(),
                marks: BTreeSet::new(),
                unmarked: 0,
            },
            // There is nothing to count where anyone may come.
            None if invite.rule.max_uses.is_none() => return Ok(()),
            None => return Err(InviteError::Uncounted),
        };
        if mark.is_some_and(|mark| record.marks.contains(&mark)) {
            return Ok(());
        }
        let uses = record.uses();
        if invite.rule.max_uses.is_some_and(|most| uses >= most) {
            return Err(InviteError::UsedUp);
        }
        if uses >= InviteRule::MAX_USES {
            return Ok(());
        }
        match mark.filter(|_| self.marks < Self::MAX_MARKS) {
            Some(mark) => {
                record.marks.insert(mark);
                self.marks += 1;
            }
            None => record.unmarked += 1,
        }
        self.put(record);
        Ok(())
    }

    /// Revokes an invite, also one that is not listed.
    ///
    /// # Errors
    ///
    /// Fails if it is not listed and too many such are revoked.
    pub fn revoke(&mut self, id: InviteId, now: u64) -> Result<(), LedgerFull> {
        self.forget_ended(now);
        if self.revoked.contains_key(&id) {
            return Ok(());
        }
        let until = match self.records.get(&id) {
            Some(record) => record.invite.rule.expires,
            None if self.revoked.len() >= 2 * Self::MAX_INVITES => return Err(LedgerFull),
            None => now.saturating_add(InviteRule::MAX_LIFETIME),
        };
        self.revoked.insert(id, until);
        self.ends.insert((until, id));
        self.changes.push(LedgerChange::Revoke { id, until });
        Ok(())
    }

    /// Returns what is known of one invite.
    #[must_use]
    pub fn get(&self, id: InviteId) -> Option<&LedgerRecord> {
        self.records.get(&id)
    }

    /// True if the invite is revoked.
    #[must_use]
    pub fn is_revoked(&self, id: InviteId) -> bool {
        self.revoked.contains_key(&id)
    }

    /// Returns what is known of the room's invites, in no order that means anything.
    pub fn of_room(&self, room: &RoomId) -> impl Iterator<Item = &LedgerRecord> {
        self.records
            .values()
            .filter(move |record| record.invite.rule.room == *room)
    }

    /// Drops what has ended at the time `now`.
    pub fn forget_ended(&mut self, now: u64) {
        while let Some((end, id)) = self.ends.first().copied()
            && end <= now
        {
            self.ends.pop_first();
            let record = self.records.remove(&id);
            self.marks -= record.as_ref().map_or(0, |record| record.marks.len());
            let was_revoked = self.revoked.remove(&id).is_some();
            if record.is_some() || was_revoked {
                self.changes.push(LedgerChange::Forget { id });
            }
        }
    }

    fn put(&mut self, record: LedgerRecord) {
        let id = record.invite.id;
        self.ends.insert((record.invite.rule.expires, id));
        self.changes.push(LedgerChange::Put(record.clone()));
        self.records.insert(id, record);
    }
}

#[cfg(test)]
mod tests;

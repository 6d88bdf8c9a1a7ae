use protocol::{Role, RoomId};

use super::*;

#[test]
fn the_same_browser_counts_once() {
    let mut ledger = Ledger::default();
    let invite = invite(1, Some(2));
    for _ in 0..3 {
        assert_eq!(ledger.admit(&invite, Some(&mark('a')), 0), Ok(()));
    }
    assert_eq!(ledger.admit(&invite, Some(&mark('b')), 0), Ok(()));
    let third = ledger.admit(&invite, Some(&mark('c')), 0);
    assert_eq!(third, Err(InviteError::UsedUp));
    assert_eq!(ledger.admit(&invite, None, 0), Err(InviteError::UsedUp));
    assert_eq!(ledger.admit(&invite, Some(&mark('a')), 0), Ok(()));
    assert_eq!(ledger.get(invite.id).map(LedgerRecord::uses), Some(2));
}

#[test]
fn whoever_has_no_mark_counts_every_time() {
    let mut ledger = Ledger::default();
    let invite = invite(1, Some(2));
    assert_eq!(ledger.admit(&invite, None, 0), Ok(()));
    assert_eq!(ledger.admit(&invite, None, 0), Ok(()));
    assert_eq!(ledger.admit(&invite, None, 0), Err(InviteError::UsedUp));
}

#[test]
fn without_a_number_anyone_may_come_and_the_count_has_an_end() {
    let mut ledger = Ledger::default();
    let invite = invite(1, None);
    for _ in 0..InviteRule::MAX_USES + 5 {
        assert_eq!(ledger.admit(&invite, None, 0), Ok(()));
    }
    let uses = ledger.get(invite.id).map(LedgerRecord::uses);
    assert_eq!(uses, Some(InviteRule::MAX_USES));
}

#[test]
fn what_is_revoked_opens_nothing_also_for_whoever_was_in() {
    let mut ledger = Ledger::default();
    let (listed, unlisted) = (invite(1, Some(2)), invite(2, None));
    assert_eq!(ledger.admit(&listed, Some(&mark('a')), 0), Ok(()));
    for invite in [&listed, &unlisted] {
        assert_eq!(ledger.revoke(invite.id, 0), Ok(()));
        assert_eq!(ledger.revoke(invite.id, 0), Ok(()));
        assert!(ledger.is_revoked(invite.id));
        let admitted = ledger.admit(invite, Some(&mark('a')), 0);
        assert_eq!(admitted, Err(InviteError::Revoked));
    }
    assert!(ledger.get(unlisted.id).is_none());
}

#[test]
fn a_room_has_its_own_list_without_what_is_over() {
    let mut ledger = Ledger::default();
    let mut elsewhere = invite(2, None);
    elsewhere.rule.room = RoomId::parse("garden").unwrap();
    let mut short = invite(3, None);
    short.rule.expires = 10;
    for invite in [invite(1, None), elsewhere, short] {
        ledger.enter(invite, Ledger::MAX_INVITES, 0).unwrap();
    }
    assert_eq!(listed(&ledger), [id(1), id(3)]);
    ledger.revoke(id(3), 5).unwrap();
    ledger.take_changes();
    ledger.forget_ended(9);
    assert_eq!(ledger.take_changes(), []);
    ledger.forget_ended(10);
    assert_eq!(listed(&ledger), [id(1)]);
    assert!(!ledger.is_revoked(id(3)));
    assert_eq!(ledger.take_changes(), [LedgerChange::Forget { id: id(3) }]);
}

#[test]
fn one_room_and_hosts_together_have_their_share() {
    let mut ledger = Ledger::default();
    for number in 0..Ledger::MAX_PER_ROOM {
        let number = u32::try_from(number).unwrap();
        assert_eq!(
            ledger.enter(invite(number, None), Ledger::MAX_OF_HOSTS, 0),
            Ok(())
        );
    }
    let one_more = ledger.enter(invite(9_999, None), Ledger::MAX_INVITES, 0);
    assert_eq!(one_more, Err(LedgerFull));
    let mut other = invite(5_000, None);
    other.rule.room = RoomId::parse("garden").unwrap();
    assert_eq!(ledger.enter(other.clone(), 100, 0), Err(LedgerFull));
    assert_eq!(ledger.enter(other, 101, 0), Ok(()));
}

#[test]
fn a_full_ledger_lets_in_whom_it_need_not_count() {
    let mut ledger = full();
    assert_eq!(ledger.admit(&invite(99_999, None), None, 0), Ok(()));
    let counted = ledger.admit(&invite(99_999, Some(5)), None, 0);
    assert_eq!(counted, Err(InviteError::Uncounted));
    assert_eq!(ledger.records.len(), Ledger::MAX_INVITES);
    assert_eq!(ledger.admit(&invite(7, Some(5)), None, 0), Ok(()));
}

#[test]
fn revoking_what_is_not_listed_has_an_end() {
    let mut ledger = Ledger::default();
    let mut number = 0;
    while ledger.revoke(id(number), 0).is_ok() {
        number += 1;
    }
    assert_eq!(number as usize, 2 * Ledger::MAX_INVITES);
    assert_eq!(ledger.revoke(id(0), 0), Ok(()), "it is revoked already");
    assert_eq!(ledger.revoke(id(number), InviteRule::MAX_LIFETIME), Ok(()));
}

#[test]
fn browsers_beyond_the_bound_of_all_count_every_time() {
    let mut ledger = Ledger {
        marks: Ledger::MAX_MARKS,
        ..Ledger::default()
    };
    let invite = invite(1, Some(2));
    assert_eq!(ledger.admit(&invite, Some(&mark('a')), 0), Ok(()));
    assert_eq!(ledger.admit(&invite, Some(&mark('a')), 0), Ok(()));
    let third = ledger.admit(&invite, Some(&mark('a')), 0);
    assert_eq!(third, Err(InviteError::UsedUp));
    assert_eq!(ledger.marks, Ledger::MAX_MARKS);
}

#[test]
fn what_was_stored_goes_on() {
    let mut ledger = Ledger::default();
    let (first, second) = (invite(1, Some(2)), invite(2, None));
    ledger.enter(first.clone(), Ledger::MAX_INVITES, 0).unwrap();
    ledger.admit(&first, Some(&mark('a')), 0).unwrap();
    ledger.admit(&first, None, 0).unwrap();
    ledger.revoke(second.id, 0).unwrap();
    let mut stored = Stored::default();
    stored.apply(ledger.take_changes());

    let mut ledger = Ledger::restore(stored.ledger(), 1);
    assert_eq!(ledger.admit(&first, Some(&mark('a')), 1), Ok(()));
    let another = ledger.admit(&first, Some(&mark('b')), 1);
    assert_eq!(another, Err(InviteError::UsedUp));
    assert_eq!(ledger.admit(&second, None, 1), Err(InviteError::Revoked));
    assert_eq!(ledger.marks, 1);

    let mut ledger = Ledger::restore(stored.ledger(), 1_000);
    stored.apply(ledger.take_changes());
    assert_eq!(stored.ledger().records, []);
    assert_eq!(stored.ledger().revoked.len(), 1, "it may hold for a year");
}

/// A store that keeps records as JSON, as the server's does.
#[derive(Default)]
struct Stored {
    records: BTreeMap<InviteId, String>,
    revoked: BTreeMap<InviteId, u64>,
}

impl Stored {
    fn apply(&mut self, changes: Vec<LedgerChange>) {
        for change in changes {
            match change {
                LedgerChange::Put(record) => {
                    let json = serde_json::to_string(&record).unwrap();
                    self.records.insert(record.invite.id, json);
                }
                LedgerChange::Revoke { id, until } => {
                    self.revoked.insert(id, until);
                }
                LedgerChange::Forget { id } => {
                    self.records.remove(&id);
                    self.revoked.remove(&id);
                }
            }
        }
    }

    fn ledger(&self) -> StoredLedger {
        let read = |json: &String| serde_json::from_str(json).unwrap();
        StoredLedger {
            records: self.records.values().map(read).collect(),
            revoked: self
                .revoked
                .iter()
                .map(|(id, until)| (*id, *until))
                .collect(),
        }
    }
}

fn full() -> Ledger {
    let records = (0..Ledger::MAX_INVITES).map(|number| LedgerRecord {
        invite: invite(u32::try_from(number).unwrap(), Some(5)),
        marks: BTreeSet::new(),
        unmarked: 0,
    });
    let stored = StoredLedger {
        records: records.collect(),
        revoked: Vec::new(),
    };
    Ledger::restore(stored, 0)
}

fn listed(ledger: &Ledger) -> Vec<InviteId> {
    let room = RoomId::parse("kitchen").unwrap();
    ledger
        .of_room(&room)
        .map(|record| record.invite.id)
        .collect()
}

fn invite(number: u32, max_uses: Option<u16>) -> Invite {
    Invite {
        id: id(number),
        rule: InviteRule {
            room: RoomId::parse("kitchen").unwrap(),
            role: Role::Member,
            starts: 0,
            expires: 1_000,
            max_uses,
            name: None,
        },
    }
}

fn id(number: u32) -> InviteId {
    let mut bytes = [0; InviteId::BYTES];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    InviteId::new(bytes)
}

fn mark(letter: char) -> DeviceMark {
    DeviceMark::parse(&letter.to_string().repeat(DeviceMark::CHARS)).unwrap()
}

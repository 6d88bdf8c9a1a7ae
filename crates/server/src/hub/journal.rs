use std::collections::VecDeque;

use rooms::{Command, StoreChange};

/// The most commands that wait for the disk; the hub takes nothing more in until there are fewer.
const MAX_HELD: usize = 1024;

/// Says which commands must wait until a change is on the disk, and which need not.
///
/// The order of commands never changes: what comes after a change waits for it, what came before does not.
/// Changes are gathered while others are written, and written together after that.
#[derive(Debug)]
pub(super) struct Journal {
    stores: bool,
    /// Counts the batches of changes; the one that is gathered has the number after the one that is written.
    committed: u64,
    is_writing: bool,
    gathered: Vec<StoreChange>,
    held: VecDeque<Held>,
}

#[derive(Debug)]
struct Held {
    /// The batch that must be on the disk first.
    batch: u64,
    command: Command,
}

impl Journal {
    /// Makes a journal; without a store, nothing waits.
    pub(super) fn new(stores: bool) -> Self {
        Self {
            stores,
            committed: 0,
            is_writing: false,
            gathered: Vec::new(),
            held: VecDeque::new(),
        }
    }

    /// Takes the next command, and returns it if it may be done at once.
    pub(super) fn enter(&mut self, command: Command) -> Option<Command> {
        match command {
            Command::Store(change) => {
                if self.stores {
                    self.gathered.push(change);
                }
                None
            }
            // Nobody is told anything by them.
            Command::Revoke { .. }
            | Command::CheckPassword { .. }
            | Command::HashPassword { .. }
            | Command::GiveHostPass { .. } => Some(command),
            command @ (Command::Send { .. } | Command::Close { .. }) => {
                let batch = self.newest_batch();
                if batch == self.committed && self.held.is_empty() {
                    return Some(command);
                }
                self.held.push_back(Held { batch, command });
                None
            }
        }
    }

    /// Returns the changes to write, unless there are none or others are being written.
    pub(super) fn next_batch(&mut self) -> Option<Vec<StoreChange>> {
        if self.is_writing || self.gathered.is_empty() {
            return None;
        }
        self.is_writing = true;
        Some(std::mem::take(&mut self.gathered))
    }

    /// Notes that what [`Journal::next_batch`] gave out last is on the disk.
    pub(super) fn note_written(&mut self) {
        self.is_writing = false;
        self.committed += 1;
    }

    /// Stops to store: nothing waits any more.
    pub(super) fn give_up(&mut self) {
        self.stores = false;
        self.is_writing = false;
        self.gathered = Vec::new();
        self.committed += 2;
    }

    /// Returns the next command that has waited long enough.
    pub(super) fn released(&mut self) -> Option<Command> {
        let held = self
            .held
            .pop_front_if(|held| held.batch <= self.committed)?;
        Some(held.command)
    }

    /// Returns how many commands wait.
    pub(super) fn held(&self) -> usize {
        self.held.len()
    }

    /// True if so much waits that no more should come.
    pub(super) fn is_full(&self) -> bool {
        self.held.len() >= MAX_HELD
    }

    fn newest_batch(&self) -> u64 {
        self.committed + u64::from(self.is_writing) + u64::from(!self.gathered.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use protocol::RoomId;
    use rooms::ConnectionId;

    use super::*;

    #[test]
    fn without_changes_nothing_waits() {
        let mut journal = Journal::new(true);
        assert_eq!(journal.enter(close(1)), Some(close(1)));
        assert_eq!(journal.next_batch(), None);
    }

    #[test]
    fn what_follows_a_change_waits_for_it() {
        let mut journal = Journal::new(true);
        assert_eq!(journal.enter(close(1)), Some(close(1)));
        assert_eq!(journal.enter(store(1)), None);
        assert_eq!(journal.enter(close(2)), None);
        assert_eq!(journal.next_batch(), Some(vec![change(1)]));
        assert_eq!(journal.enter(close(3)), None);
        assert_eq!(journal.released(), None);
        journal.note_written();
        assert_eq!(released(&mut journal), [close(2), close(3)]);
        assert_eq!(journal.enter(close(4)), Some(close(4)));
    }

    #[test]
    fn changes_gather_while_others_are_written() {
        let mut journal = Journal::new(true);
        journal.enter(store(1));
        journal.enter(close(1));
        assert_eq!(journal.next_batch(), Some(vec![change(1)]));
        journal.enter(store(2));
        journal.enter(close(2));
        journal.enter(store(3));
        journal.enter(close(3));
        assert_eq!(journal.next_batch(), None, "one at a time");
        journal.note_written();
        assert_eq!(released(&mut journal), [close(1)]);
        assert_eq!(journal.next_batch(), Some(vec![change(2), change(3)]));
        journal.note_written();
        assert_eq!(released(&mut journal), [close(2), close(3)]);
    }

    #[test]
    fn nobody_overtakes_who_is_released_and_not_done() {
        let mut journal = Journal::new(true);
        journal.enter(store(1));
        journal.enter(close(1));
        journal.next_batch();
        journal.note_written();
        assert_eq!(journal.enter(close(2)), None);
        assert_eq!(released(&mut journal), [close(1), close(2)]);
    }

    #[test]
    fn without_a_store_nothing_waits() {
        let mut journal = Journal::new(false);
        assert_eq!(journal.enter(store(1)), None);
        assert_eq!(journal.enter(close(1)), Some(close(1)));
        assert_eq!(journal.next_batch(), None);
    }

    #[test]
    fn giving_up_releases_everything() {
        for is_written in [false, true] {
            let mut journal = Journal::new(true);
            journal.enter(store(1));
            journal.enter(close(1));
            if is_written {
                journal.next_batch();
                journal.enter(store(2));
                journal.enter(close(2));
            }
            journal.give_up();
            assert_eq!(released(&mut journal).len(), 1 + usize::from(is_written));
            assert_eq!(journal.enter(store(3)), None);
            assert_eq!(journal.enter(close(3)), Some(close(3)));
            assert_eq!(journal.next_batch(), None);
        }
    }

    #[test]
    fn is_full_at_its_number_of_commands() {
        let mut journal = Journal::new(true);
        journal.enter(store(1));
        for connection in 0..MAX_HELD as u64 {
            assert!(!journal.is_full());
            journal.enter(close(connection));
        }
        assert!(journal.is_full());
    }

    fn released(journal: &mut Journal) -> Vec<Command> {
        std::iter::from_fn(|| journal.released()).collect()
    }

    fn close(connection: u64) -> Command {
        Command::Close {
            connection: ConnectionId(connection),
            code: None,
        }
    }

    fn store(up_to: u64) -> Command {
        Command::Store(change(up_to))
    }

    fn change(up_to: u64) -> StoreChange {
        let room = RoomId::parse("kitchen").unwrap();
        StoreChange::DropChat { room, up_to }
    }
}

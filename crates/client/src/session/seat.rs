use std::time::Duration;

use call::SeatMemory;
use protocol::RoomId;
use web_sys::Storage;

use crate::session::locks::Lock;

/// Where this tab keeps what gives a seat back after a reload.
///
/// A duplicated tab starts with a copy of it; the page that has the seat holds a lock that the copy does not get.
/// In a browser without Web Locks nothing is kept: two tabs that take one seat from each other would be worse.
pub(crate) struct Seat {
    key: String,
    /// The name of the lock, kept beside the memory; it is no secret.
    lock_name: String,
    lock: Option<Lock>,
}

impl Seat {
    /// A page that is loaded again may have to wait until the one before has let go.
    const PATIENCE: Duration = Duration::from_millis(300);

    /// True if an earlier page of the tab has left something behind for `room`.
    pub(crate) fn is_remembered(room: &RoomId) -> bool {
        read(&key(room)).is_some()
    }

    /// Starts without a memory.
    pub(crate) fn new(room: &RoomId) -> Self {
        let lock_name = format!("tatap.seat.{:016x}", getrandom::u64().unwrap_or_default());
        let lock = Lock::ask(&lock_name);
        Self {
            key: key(room),
            lock_name,
            lock,
        }
    }

    /// Takes up what an earlier page of the tab has left, unless another tab has the seat.
    pub(crate) async fn recall(room: &RoomId) -> (Self, Option<SeatMemory>) {
        let key = key(room);
        if let Some((lock_name, memory)) = read(&key)
            && let Some(lock) = Lock::wait(&lock_name, Self::PATIENCE).await
        {
            let seat = Self {
                key,
                lock_name,
                lock: Some(lock),
            };
            return (seat, Some(memory));
        }
        let seat = Self::new(room);
        seat.remember(None);
        (seat, None)
    }

    /// Keeps `memory` for the next page of the tab, or forgets what was kept.
    pub(crate) fn remember(&self, memory: Option<&SeatMemory>) {
        let Some(storage) = storage() else { return };
        let text = memory
            .filter(|_| self.lock.is_some())
            .map(SeatMemory::to_json);
        // A full or forbidden storage only means that a reload joins anew.
        let _ = match text {
            Some(text) => storage.set_item(&self.key, &format!("{} {text}", self.lock_name)),
            None => storage.remove_item(&self.key),
        };
    }
}

fn key(room: &RoomId) -> String {
    format!("tatap.seat.{room}")
}

/// Returns the name of the lock, and the memory.
fn read(key: &str) -> Option<(String, SeatMemory)> {
    let text = storage()?.get_item(key).ok()??;
    let (lock_name, memory) = text.split_once(' ')?;
    Some((lock_name.to_owned(), SeatMemory::from_json(memory)?))
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

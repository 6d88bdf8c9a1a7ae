use std::collections::BTreeMap;

use protocol::{ParticipantId, RoomId};

use crate::room::Room;
use crate::seat::Seat;

/// A room's number within this server; cheaper to look up than its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RoomKey(u64);

/// A seat of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) room: RoomKey,
    pub(crate) id: ParticipantId,
}

/// Every room, by its name and by its number.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    rooms: BTreeMap<RoomKey, Room>,
    keys: BTreeMap<RoomId, RoomKey>,
    next: u64,
}

impl Directory {
    pub(crate) fn len(&self) -> usize {
        self.rooms.len()
    }

    pub(crate) fn key(&self, name: &RoomId) -> Option<RoomKey> {
        self.keys.get(name).copied()
    }

    pub(crate) fn rooms(&self) -> impl Iterator<Item = (RoomKey, &Room)> {
        self.rooms.iter().map(|(key, room)| (*key, room))
    }

    pub(crate) fn room(&self, key: RoomKey) -> Option<&Room> {
        self.rooms.get(&key)
    }

    pub(crate) fn room_mut(&mut self, key: RoomKey) -> Option<&mut Room> {
        self.rooms.get_mut(&key)
    }

    pub(crate) fn seat_mut(&mut self, place: Place) -> Option<&mut Seat> {
        self.room_mut(place.room)?.seat_mut(place.id)
    }

    /// Adds a room of a name that no room has.
    pub(crate) fn add(&mut self, room: Room) -> RoomKey {
        let key = RoomKey(self.next);
        self.next += 1;
        self.keys.insert(room.name.clone(), key);
        self.rooms.insert(key, room);
        key
    }

    pub(crate) fn remove(&mut self, key: RoomKey) -> Option<Room> {
        let room = self.rooms.remove(&key)?;
        self.keys.remove(&room.name);
        Some(room)
    }
}

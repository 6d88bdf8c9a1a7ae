use protocol::{RoomId, RoomPreview};

use super::Rooms;
use crate::room::Room;

impl Rooms {
    /// Says who is in a room, those included whose connection is lost; nobody is in a room that there is not, and one
    /// with a lock or a password keeps that to itself.
    #[must_use]
    pub fn preview(&self, room: &RoomId) -> RoomPreview {
        let room = self.rooms.key(room).and_then(|key| self.rooms.room(key));
        let is_locked = room.is_some_and(|room| room.is_locked);
        let open = room.filter(|room| !room.is_locked && room.password.is_none());
        let seats = open.into_iter().flat_map(Room::seats);
        RoomPreview {
            participants: seats
                .filter(|seat| seat.is_visible())
                .map(|seat| seat.participant.name.clone())
                .collect(),
            capacity: self.limits.room_capacity,
            locked: is_locked,
        }
    }
}

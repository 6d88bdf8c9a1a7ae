use protocol::RoomId;

use super::Rooms;

impl Rooms {
    /// Has no new rooms any more: whoever wants one is told that the server goes away, and may come to another.
    pub(super) fn drain(&mut self) {
        self.is_draining = true;
    }

    /// True if there are to be no new rooms, and there is none left.
    #[must_use]
    pub fn is_drained(&self) -> bool {
        self.is_draining && self.rooms.len() == 0
    }

    pub(super) fn is_too_late_for(&self, room: &RoomId) -> bool {
        self.is_draining && !self.has_room(room)
    }
}

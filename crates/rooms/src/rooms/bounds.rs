use super::Rooms;

/// What all rooms together take up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    pub(super) seats: usize,
    pub(super) chat_bytes: usize,
}

impl Rooms {
    pub(super) fn has_seats(&self) -> bool {
        self.taken.seats < self.limits.participants
    }

    /// While all chats together are too long, has the longest forget its first half: whoever fills the server with
    /// words loses them, and a room that says little keeps what it has said.
    pub(super) fn keep_chats_short(&mut self) {
        while self.taken.chat_bytes > self.limits.chat_bytes {
            let rooms = self.rooms.rooms();
            let longest = rooms.max_by_key(|(_, room)| room.chat.bytes());
            let Some(key) = longest.map(|(key, _)| key) else {
                return;
            };
            let Some(room) = self.rooms.room_mut(key) else {
                return;
            };
            let (bytes, gone) = (room.chat.bytes(), room.chat.gone());
            room.chat.forget_half();
            let forgotten = bytes - room.chat.bytes();
            if forgotten == 0 {
                return;
            }
            let (name, gone_now) = (room.name.clone(), room.chat.gone());
            self.taken.chat_bytes -= forgotten;
            self.store_gone(&name, gone, gone_now);
        }
    }
}

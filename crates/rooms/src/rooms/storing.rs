use protocol::RoomId;

use super::{Due, Rooms};
use crate::chat_log::Gone;
use crate::directory::Place;
use crate::room::Room;
use crate::{Limits, StoreChange, StoredRoom, Timestamp};

impl Rooms {
    /// Makes a server with the rooms that an earlier one has stored: everyone has a whole grace to come back.
    #[must_use]
    pub fn restore(limits: Limits, rooms: Vec<StoredRoom>, now: Timestamp) -> Self {
        let mut server = Self::new(limits);
        for stored in rooms {
            server.add_stored(stored, now);
        }
        server.keep_chats_short();
        server.commands.settle();
        server
    }

    /// Stores what has changed, then lets out what tells of it.
    pub(super) fn settle(&mut self) {
        while let Some(key) = self.unsaved.pop_first() {
            if let Some(room) = self.rooms.room(key)
                && self.limits.stores
            {
                self.commands.store(StoreChange::PutRoom {
                    room: room.name.clone(),
                    record: room.record(),
                });
            }
        }
        self.commands.settle();
    }

    pub(super) fn store(&mut self, change: StoreChange) {
        if self.limits.stores {
            self.commands.store(change);
        }
    }

    /// Drops from the store what the log of the room's chat has let go.
    pub(super) fn store_gone(&mut self, room: &RoomId, before: Gone, now: Gone) {
        let room = || room.clone();
        if now.messages > before.messages {
            let up_to = now.messages;
            self.store(StoreChange::DropChat {
                room: room(),
                up_to,
            });
        }
        if now.ids > before.ids {
            let up_to = now.ids;
            self.store(StoreChange::DropChatIds {
                room: room(),
                up_to,
            });
        }
    }

    fn add_stored(&mut self, stored: StoredRoom, now: Timestamp) {
        if self.rooms.key(&stored.room).is_some() {
            return;
        }
        let before = |oldest: Option<u64>| oldest.map_or(0, |number| number.saturating_sub(1));
        let gone = Gone {
            messages: before(stored.chat.first().map(|message| message.number)),
            ids: before(stored.chat_ids.first().map(|(number, _)| *number)),
        };
        let room = Room::restore(stored, now);
        if room.is_empty() {
            return self.store(StoreChange::DeleteRoom { room: room.name });
        }
        self.store_gone(&room.name, gone, room.chat.gone());
        self.taken.seats += room.seats().count();
        self.taken.chat_bytes += room.chat.bytes();
        let key = self.rooms.add(room);
        let grace = self.limits.seat_grace;
        let seats = self.rooms.room(key).into_iter().flat_map(Room::seats);
        self.deadlines.extend(seats.filter_map(|seat| {
            let id = seat.participant.id;
            Some((seat.deadline(grace)?, Due::Seat(Place { room: key, id })))
        }));
    }
}

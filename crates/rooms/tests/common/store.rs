use std::collections::BTreeMap;

use protocol::{ChatId, ChatMessage, RoomId};
use rooms::{RoomRecord, StoreChange, StoredRoom};

/// A room: its record as JSON, its chat and the ids of that by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stored {
    record: String,
    chat: BTreeMap<u64, ChatMessage>,
    chat_ids: BTreeMap<u64, ChatId>,
}

/// What is stored, as the changes have left it; it is written and read as JSON, as on a disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Store {
    rooms: BTreeMap<RoomId, Stored>,
}

impl Store {
    pub(crate) fn apply(&mut self, change: StoreChange) {
        match change {
            StoreChange::PutRoom { room, record } => {
                self.rooms.entry(room).or_default().record =
                    serde_json::to_string(&record).unwrap();
            }
            StoreChange::DeleteRoom { room } => {
                self.rooms.remove(&room);
            }
            StoreChange::PutChat { room, message } => {
                let stored = self.stored(&room);
                stored.chat_ids.insert(message.number, message.id.clone());
                stored.chat.insert(message.number, message);
            }
            StoreChange::DropChat { room, up_to } => {
                self.stored(&room).chat.retain(|number, _| *number > up_to);
            }
            StoreChange::DropChatIds { room, up_to } => {
                let ids = &mut self.stored(&room).chat_ids;
                ids.retain(|number, _| *number > up_to);
            }
        }
    }

    pub(crate) fn load(&self) -> Vec<StoredRoom> {
        let load = |(room, stored): (&RoomId, &Stored)| StoredRoom {
            room: room.clone(),
            record: serde_json::from_str::<RoomRecord>(&stored.record).unwrap(),
            chat: stored.chat.values().cloned().collect(),
            chat_ids: stored.chat_ids.clone().into_iter().collect(),
        };
        self.rooms.iter().map(load).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rooms.is_empty()
    }

    /// The numbers of the messages that are stored of a room.
    pub(crate) fn chat(&self, room: &RoomId) -> Vec<u64> {
        let stored = self.rooms.get(room);
        let numbers = stored.into_iter().flat_map(|stored| stored.chat.keys());
        numbers.copied().collect()
    }

    /// The numbers of the messages whose ids are stored of a room.
    pub(crate) fn chat_ids(&self, room: &RoomId) -> Vec<u64> {
        let stored = self.rooms.get(room);
        let numbers = stored.into_iter().flat_map(|stored| stored.chat_ids.keys());
        numbers.copied().collect()
    }

    /// All that is written of the rooms, as text.
    pub(crate) fn text(&self) -> String {
        format!("{:?}", self.rooms)
    }

    fn stored(&mut self, room: &RoomId) -> &mut Stored {
        self.rooms.get_mut(room).expect("the room was put before")
    }
}

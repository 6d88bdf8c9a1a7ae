use std::collections::BTreeMap;

use protocol::{ChatMessage, RoomId};
use rooms::{RoomRecord, StoreChange, StoredRoom};

/// The record of a room as JSON, and its chat by number.
type Stored = (String, BTreeMap<u64, ChatMessage>);

/// What is stored, as the changes have left it; it is written and read as JSON, as on a disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Store {
    rooms: BTreeMap<RoomId, Stored>,
}

impl Store {
    pub(crate) fn apply(&mut self, change: StoreChange) {
        match change {
            StoreChange::PutRoom { room, record } => {
                self.rooms.entry(room).or_default().0 = serde_json::to_string(&record).unwrap();
            }
            StoreChange::DeleteRoom { room } => {
                self.rooms.remove(&room);
            }
            StoreChange::PutChat { room, message } => {
                let (_, chat) = self.rooms.get_mut(&room).expect("the room was put before");
                chat.insert(message.number, message);
            }
            StoreChange::DropChat { room, up_to } => {
                let (_, chat) = self.rooms.get_mut(&room).expect("the room was put before");
                chat.retain(|number, _| *number > up_to);
            }
        }
    }

    pub(crate) fn load(&self) -> Vec<StoredRoom> {
        let load = |(room, (record, chat)): (&RoomId, &Stored)| StoredRoom {
            room: room.clone(),
            record: serde_json::from_str::<RoomRecord>(record).unwrap(),
            chat: chat.values().cloned().collect(),
        };
        self.rooms.iter().map(load).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rooms.is_empty()
    }

    /// The numbers of the messages that are stored of a room.
    pub(crate) fn chat(&self, room: &RoomId) -> Vec<u64> {
        let chat = self.rooms.get(room).map(|(_, chat)| chat);
        chat.into_iter().flat_map(BTreeMap::keys).copied().collect()
    }

    /// All that is written of the rooms, as text.
    pub(crate) fn text(&self) -> String {
        format!("{:?}", self.rooms)
    }
}

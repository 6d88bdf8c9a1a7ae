use protocol::{
    ChatId, ChatMessage, DisplayName, Engine, Hand, HostRule, ParticipantId, Publications, Role,
    RoomId,
};
use serde::{Deserialize, Serialize};

use crate::PasswordHash;
use crate::room::{Bans, DeviceHash};
use crate::token_hash::TokenHash;

/// A change to what outlives the server.
///
/// Each may be repeated without harm, and what a room has stored is what its changes have left, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreChange {
    /// Puts the room's seats in place of those that were stored of it.
    PutRoom { room: RoomId, record: RoomRecord },
    /// Drops the room with its chat.
    DeleteRoom { room: RoomId },
    /// Adds a message to the room's chat, and its id to the ids, under its number.
    PutChat { room: RoomId, message: ChatMessage },
    /// Drops the room's messages with a number up to `up_to`, itself included; their ids stay.
    DropChat { room: RoomId, up_to: u64 },
    /// Drops the ids of the room's messages with a number up to `up_to`, itself included.
    DropChatIds { room: RoomId, up_to: u64 },
}

/// What the store has of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRoom {
    pub room: RoomId,
    pub record: RoomRecord,
    /// In the order of the messages' numbers.
    pub chat: Vec<ChatMessage>,
    /// Of these messages and of earlier ones, with their numbers and in the order of those.
    pub chat_ids: Vec<(u64, ChatId)>,
}

impl StoredRoom {
    /// Takes into account that the server that stored this could not store what happened last.
    ///
    /// Numbers that may have been given meanwhile are not given again: a client takes a chat message whose number it
    /// has for one that it knows.
    pub fn outgrow(&mut self) {
        /// More than anyone says, comes or reloads a page between two restarts.
        const CHAT: u64 = 1 << 32;
        const PARTICIPANTS: u32 = 1 << 16;
        const PAGES: u32 = 1 << 10;
        let last = self.chat_ids.last().map_or(0, |(number, _)| *number);
        let record = &mut self.record;
        record.last_chat = record.last_chat.max(last).saturating_add(CHAT);
        record.next_id = record.next_id.saturating_add(PARTICIPANTS);
        record.fresh_pages = record.fresh_pages.saturating_add(PAGES);
    }

    /// Returns the change that stores the room, without its chat.
    #[must_use]
    pub fn as_change(&self) -> StoreChange {
        StoreChange::PutRoom {
            room: self.room.clone(),
            record: self.record.clone(),
        }
    }
}

/// What is stored of a room beside its chat. It holds hashes of tokens, and its `Debug` hides them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRecord {
    pub(crate) next_id: u32,
    pub(crate) roster: u64,
    /// How many pages have come back without anything of the call.
    pub(crate) fresh_pages: u32,
    /// No message up to this number is still to come.
    pub(crate) last_chat: u64,
    /// How many hands were raised.
    #[serde(default)]
    pub(crate) hands: u64,
    #[serde(default)]
    pub(crate) locked: bool,
    #[serde(default)]
    pub(crate) password: Option<PasswordHash>,
    #[serde(default)]
    pub(crate) host_rule: HostRule,
    #[serde(default)]
    pub(crate) wants_host: bool,
    #[serde(default)]
    pub(crate) bans: Bans,
    pub(crate) seats: Vec<SeatRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SeatRecord {
    pub(crate) id: ParticipantId,
    pub(crate) name: DisplayName,
    pub(crate) publications: Publications,
    pub(crate) engine: Engine,
    pub(crate) token: TokenHash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) previous_token: Option<TokenHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<DeviceHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) vouched: Option<Box<str>>,
    pub(crate) epoch: u64,
    pub(crate) attempt: u64,
    pub(crate) visible: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hand: Option<Hand>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) recording: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) silenced: bool,
    #[serde(default)]
    pub(crate) role: Role,
}

use protocol::{ChatMessage, DisplayName, Engine, ParticipantId, Publications, RoomId};
use serde::{Deserialize, Serialize};

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
    /// Adds a message to the room's chat, under its number.
    PutChat { room: RoomId, message: ChatMessage },
    /// Drops the room's messages with a number up to `up_to`, itself included.
    DropChat { room: RoomId, up_to: u64 },
}

/// What the store has of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRoom {
    pub room: RoomId,
    pub record: RoomRecord,
    /// In the order of the messages' numbers.
    pub chat: Vec<ChatMessage>,
}

/// What is stored of a room beside its chat. It holds hashes of tokens, and its `Debug` hides them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRecord {
    pub(crate) next_id: u32,
    pub(crate) roster: u64,
    /// How many pages have come back without anything of the call.
    pub(crate) fresh_pages: u32,
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
    pub(crate) epoch: u64,
    pub(crate) attempt: u64,
    pub(crate) visible: bool,
}

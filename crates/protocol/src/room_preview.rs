use serde::{Deserialize, Serialize};

use crate::DisplayName;

/// Who is in a room, for someone who thinks of coming in: the answer to `GET /api/rooms/{room}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPreview {
    /// In the order of joining; empty for a room that nobody is in, and for one with a lock or a password.
    pub participants: Vec<DisplayName>,
    /// The most participants that the room takes.
    pub capacity: u32,
    /// True if whoever comes has to be let in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
}

use serde::{Deserialize, Serialize};

use crate::DisplayName;

/// Who is in a room, for someone who thinks of coming in: the answer to `GET /api/rooms/{room}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPreview {
    /// In the order of joining; empty for a room that nobody is in.
    pub participants: Vec<DisplayName>,
    /// The most participants that the room takes.
    pub capacity: u32,
}

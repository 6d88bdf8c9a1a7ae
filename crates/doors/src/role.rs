use serde::{Deserialize, Serialize};

/// What somebody may do in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Acts on others, and on the room.
    Host,
    /// Sends and receives.
    Member,
    /// Sends no media.
    Viewer,
}

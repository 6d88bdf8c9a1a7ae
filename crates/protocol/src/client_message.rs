use serde::{Deserialize, Serialize};

use crate::{DisplayName, ParticipantId, Publications, RoomId, Signal};

/// A message from a client to the server.
///
/// There is no sender in it: the server knows whose connection it came by.
/// The client writes `Signal`s; the server reads them as [`crate::OpaqueSignal`]s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage<S = Signal> {
    /// Asks to come into a room; the first message on a connection, and sent once.
    Join(Join),
    /// Says goodbye; the others see the participant go at once.
    Leave,
    /// Sends a signal to one other participant of the room.
    Signal { to: ParticipantId, signal: S },
    /// Replaces the whole of what the participant publishes.
    SetPublications { publications: Publications },
}

/// What a client says of itself when it comes into a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The protocol versions that the client speaks, at most [`crate::MAX_OFFERED_VERSIONS`] of them.
    pub versions: Vec<u16>,
    pub room: RoomId,
    pub name: DisplayName,
    #[serde(default)]
    pub publications: Publications,
}

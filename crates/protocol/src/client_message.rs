use serde::Serialize;

use crate::{
    Act, ChatId, ChatText, DisplayName, Engine, Entry, ParticipantId, Publications, Reaction,
    ResumeToken, RoomId, Signal,
};

/// A message from a client to the server.
///
/// There is no sender in it: the server knows whose connection it came by.
/// The client writes `Signal`s; the server reads them as [`crate::OpaqueSignal`]s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage<S = Signal> {
    /// Asks to come into a room, as someone new.
    Join(Join),
    /// Asks for the seat that a lost connection has left.
    Resume(Resume),
    /// Says goodbye; the others see the participant go at once.
    Leave {
        /// True if this may be a page that is loaded again: the token stays good for a while.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        may_return: bool,
    },
    /// Sends a signal to one other participant of the room; a command.
    Signal { to: ParticipantId, signal: S },
    /// Replaces the whole of what the participant publishes; a command.
    SetPublications { publications: Publications },
    /// Says something to everyone in the room; a command.
    Chat { id: ChatId, text: ChatText },
    /// Raises or lowers the participant's hand; a command.
    SetHand { raised: bool },
    /// Says whether the participant is recording the call; a command.
    SetRecording { on: bool },
    /// Does something that only hosts may; a command.
    Act(Act),
    /// Shows the others a reaction; it is lost where the connection is.
    React { reaction: Reaction },
    /// Asks for [`crate::ServerMessage::IceServers`]: credentials for servers hold for a while only.
    RenewIceServers,
    /// Asks for [`crate::ServerMessage::HostPass`]; for hosts.
    AskHostPass,
    /// Asks for a [`crate::ServerMessage::Pong`], and acknowledges events.
    Ping {
        /// The number of the last event that was received, 0 before the first.
        received: u64,
    },
}

impl<S> ClientMessage<S> {
    /// True for what is numbered with a counter, so that it acts once however often it is sent.
    #[must_use]
    pub fn is_command(&self) -> bool {
        match self {
            Self::Signal { .. }
            | Self::SetPublications { .. }
            | Self::Chat { .. }
            | Self::SetHand { .. }
            | Self::SetRecording { .. }
            | Self::Act(_) => true,
            Self::Join(_)
            | Self::Resume(_)
            | Self::Leave { .. }
            | Self::React { .. }
            | Self::RenewIceServers
            | Self::AskHostPass
            | Self::Ping { .. } => false,
        }
    }
}

/// What a client says of itself when it comes into a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Join {
    /// The protocol versions that the client speaks, at most [`crate::MAX_OFFERED_VERSIONS`] of them.
    pub versions: Vec<u16>,
    pub room: RoomId,
    pub name: DisplayName,
    pub publications: Publications,
    pub engine: Engine,
    #[serde(flatten)]
    pub entry: Entry,
}

/// What a client says when it comes back to its seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resume {
    /// The protocol versions that the client speaks, at most [`crate::MAX_OFFERED_VERSIONS`] of them.
    pub versions: Vec<u16>,
    pub room: RoomId,
    pub token: ResumeToken,
    /// Counts the attempts to resume from 1; the server takes none that is not above the last that it accepted.
    pub attempt: u64,
    /// The number of the last event that was received; `None` for a page that has nothing of the call any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<u64>,
    /// The number of the last chat message that was received, 0 before the first.
    pub chat: u64,
    pub publications: Publications,
}

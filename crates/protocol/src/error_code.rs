use serde::{Deserialize, Serialize};

/// Why the server refuses something; stable, for programs.
///
/// The words for people are the client's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A second `join` on one connection. The connection stays.
    AlreadyJoined,
    /// A text frame that is no message of this protocol. The connection is closed.
    BadMessage,
    /// A name outside the rule for names. The connection is closed.
    BadName,
    /// Publications outside their rule. The connection is closed.
    BadPublications,
    /// A room name outside the rule for room names. The connection is closed.
    BadRoom,
    /// A signal to oneself or to an id that nobody in the room ever had. The connection stays.
    BadTarget,
    /// A binary frame. The connection is closed.
    BinaryFrame,
    /// The server is stopping. The connection is closed.
    GoingAway,
    /// No `join` came in time. The connection is closed.
    JoinTimeout,
    /// A frame above [`crate::MAX_FRAME_BYTES`]. The connection is closed.
    MessageTooLarge,
    /// Something else came before the `join`. The connection is closed.
    NotJoined,
    /// More messages than the server allows. The connection is closed.
    RateLimited,
    /// The room has its full number of participants. The connection is closed.
    RoomFull,
    /// The server has its full number of rooms. The connection is closed.
    ServerFull,
    /// The client reads more slowly than messages come. The connection is closed.
    TooSlow,
    /// A message of a type that the server does not know. The connection stays.
    Unsupported,
    /// No version in common. The connection is closed.
    UnsupportedVersion,
    /// A code that this client does not know, from a newer server.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// Every code that a server sends.
    pub const ALL: [Self; 17] = [
        Self::AlreadyJoined,
        Self::BadMessage,
        Self::BadName,
        Self::BadPublications,
        Self::BadRoom,
        Self::BadTarget,
        Self::BinaryFrame,
        Self::GoingAway,
        Self::JoinTimeout,
        Self::MessageTooLarge,
        Self::NotJoined,
        Self::RateLimited,
        Self::RoomFull,
        Self::ServerFull,
        Self::TooSlow,
        Self::Unsupported,
        Self::UnsupportedVersion,
    ];

    /// True if the connection goes on after this error.
    #[must_use]
    pub fn keeps_connection(self) -> bool {
        matches!(
            self,
            Self::AlreadyJoined | Self::BadTarget | Self::Unsupported
        )
    }

    /// The WebSocket close code that goes with an error that ends the connection
    /// (RFC 6455, section 7.4.1; 4000 is the application's own).
    #[must_use]
    pub fn close_code(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::BinaryFrame => 1003,
            Self::MessageTooLarge => 1009,
            Self::AlreadyJoined
            | Self::BadMessage
            | Self::BadName
            | Self::BadPublications
            | Self::BadRoom
            | Self::BadTarget
            | Self::JoinTimeout
            | Self::NotJoined
            | Self::RateLimited
            | Self::RoomFull
            | Self::ServerFull
            | Self::TooSlow
            | Self::Unsupported
            | Self::UnsupportedVersion
            | Self::Unknown => 4000,
        }
    }
}

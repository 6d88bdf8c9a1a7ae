use serde::{Deserialize, Serialize};

/// Why the server refuses something; stable, for programs.
///
/// The words for people are the client's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A host did more than the room takes at once; this was not done. The connection stays.
    ActTooFast,
    /// A second `join` or `resume` on one connection. The connection stays.
    AlreadyJoined,
    /// A chat message outside the rule for them. The connection is closed.
    BadChat,
    /// A text frame that is no message of this protocol. The connection is closed.
    BadMessage,
    /// A name outside the rule for names. The connection is closed.
    BadName,
    /// A password outside the rule for them. The connection is closed.
    BadPassword,
    /// Publications outside their rule. The connection is closed.
    BadPublications,
    /// A reaction that the server does not know; nobody was shown it. The connection stays.
    BadReaction,
    /// A room name outside the rule for room names. The connection is closed.
    BadRoom,
    /// An acknowledgement of what was never sent, or a command whose number does not follow. The connection is closed.
    BadSequence,
    /// A signal to oneself or to an id that nobody in the room ever had. The connection stays.
    BadTarget,
    /// An invite or token that is forged, malformed, not yet good, revoked, or for another room. The connection is
    /// closed.
    BadToken,
    /// A binary frame. The connection is closed.
    BinaryFrame,
    /// No seat for this token, for whatever reason; a `join` may follow. The connection stays.
    CannotResume,
    /// More chat messages than the room takes from one participant; this one was not taken in. The connection stays.
    ChatTooFast,
    /// A host did not let the client in. The connection is closed.
    Denied,
    /// A host has ended the call for everyone, or the room went with its last host. The connection is closed.
    Ended,
    /// The server is stopping. The connection is closed.
    GoingAway,
    /// The hand was raised and lowered too often; it stays as it was. The connection stays.
    HandTooFast,
    /// No `join` or `resume` came in time. The connection is closed.
    JoinTimeout,
    /// A frame above [`crate::MAX_FRAME_BYTES`]. The connection is closed.
    MessageTooLarge,
    /// The room has no place for whoever was let in; they go on waiting. The connection stays.
    NoPlace,
    /// Not by someone of this role; nothing was done. The connection stays.
    NotAllowed,
    /// Something else came before the `join` or `resume`. The connection is closed.
    NotJoined,
    /// The room has a password, or nobody may open it who shows nothing better. The connection is closed.
    PasswordNeeded,
    /// More messages, joins or new rooms than the server allows. The connection is closed.
    RateLimited,
    /// Too many reactions; nobody was shown this one. The connection stays.
    ReactionTooFast,
    /// The recording was started and ended too often; the others are told what they were. The connection stays.
    RecordingTooFast,
    /// A host has removed the participant from the room. The connection is closed.
    Removed,
    /// The same participant has come back by a later connection. The connection is closed.
    Replaced,
    /// The room has its full number of participants. The connection is closed.
    RoomFull,
    /// The server has its full number of rooms or participants. The connection is closed.
    ServerFull,
    /// An invite or token whose time is over. The connection is closed.
    TokenExpired,
    /// An invite that has let in as many as it may. The connection is closed.
    TokenUsedUp,
    /// Too many passwords were tried from this address; `retry_after` says how long to wait. The connection is closed.
    TooManyTries,
    /// As many as the room takes ask to come in. The connection is closed.
    TooManyWaiting,
    /// The client reads more slowly than messages come. The connection is closed.
    TooSlow,
    /// A message of a type that the server does not know. The connection stays.
    Unsupported,
    /// No version in common. The connection is closed.
    UnsupportedVersion,
    /// Not the room's password. The connection is closed.
    WrongPassword,
    /// A code that this client does not know, from a newer server.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// Every code that a server sends.
    pub const ALL: [Self; 40] = [
        Self::ActTooFast,
        Self::AlreadyJoined,
        Self::BadChat,
        Self::BadMessage,
        Self::BadName,
        Self::BadPassword,
        Self::BadPublications,
        Self::BadReaction,
        Self::BadRoom,
        Self::BadSequence,
        Self::BadTarget,
        Self::BadToken,
        Self::BinaryFrame,
        Self::CannotResume,
        Self::ChatTooFast,
        Self::Denied,
        Self::Ended,
        Self::GoingAway,
        Self::HandTooFast,
        Self::JoinTimeout,
        Self::MessageTooLarge,
        Self::NoPlace,
        Self::NotAllowed,
        Self::NotJoined,
        Self::PasswordNeeded,
        Self::RateLimited,
        Self::ReactionTooFast,
        Self::RecordingTooFast,
        Self::Removed,
        Self::Replaced,
        Self::RoomFull,
        Self::ServerFull,
        Self::TokenExpired,
        Self::TokenUsedUp,
        Self::TooManyTries,
        Self::TooManyWaiting,
        Self::TooSlow,
        Self::Unsupported,
        Self::UnsupportedVersion,
        Self::WrongPassword,
    ];

    /// True if the connection goes on after this error.
    #[must_use]
    pub fn keeps_connection(self) -> bool {
        matches!(
            self,
            Self::ActTooFast
                | Self::AlreadyJoined
                | Self::BadReaction
                | Self::BadTarget
                | Self::CannotResume
                | Self::ChatTooFast
                | Self::HandTooFast
                | Self::NoPlace
                | Self::NotAllowed
                | Self::ReactionTooFast
                | Self::RecordingTooFast
                | Self::Unsupported
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
            Self::ActTooFast
            | Self::AlreadyJoined
            | Self::BadChat
            | Self::BadMessage
            | Self::BadName
            | Self::BadPassword
            | Self::BadPublications
            | Self::BadReaction
            | Self::BadRoom
            | Self::BadSequence
            | Self::BadTarget
            | Self::BadToken
            | Self::CannotResume
            | Self::ChatTooFast
            | Self::Denied
            | Self::Ended
            | Self::HandTooFast
            | Self::JoinTimeout
            | Self::NoPlace
            | Self::NotAllowed
            | Self::NotJoined
            | Self::PasswordNeeded
            | Self::RateLimited
            | Self::ReactionTooFast
            | Self::RecordingTooFast
            | Self::Removed
            | Self::Replaced
            | Self::RoomFull
            | Self::ServerFull
            | Self::TokenExpired
            | Self::TokenUsedUp
            | Self::TooManyTries
            | Self::TooManyWaiting
            | Self::TooSlow
            | Self::Unsupported
            | Self::UnsupportedVersion
            | Self::WrongPassword
            | Self::Unknown => 4000,
        }
    }
}

use std::fmt;
use std::sync::Arc;

use protocol::{
    ClientFrame, ErrorCode, OpaqueSignal, ParticipantId, ResumeToken, RoomId, RoomPassword,
    ServerMessage,
};

use crate::{ConnectionId, Grant, Host, PasswordHash, StoreChange};

/// What happens to the rooms.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// A connection was opened; nothing else may come from it before this.
    Connected {
        connection: ConnectionId,
        /// Fresh from a random source; it becomes the token of the seat that the connection takes.
        secret: [u8; ResumeToken::BYTES],
        /// Where it has reached the server, if it says so.
        host: Option<Host>,
    },
    /// The server has verified what the next message of a connection, which is a `join`, brings.
    Vouched {
        connection: ConnectionId,
        grant: Grant,
    },
    /// The answer to [`Command::CheckPassword`]: the hash if the password is the one of it, else `None`.
    PasswordChecked {
        connection: ConnectionId,
        right: Option<PasswordHash>,
    },
    /// The answer to [`Command::HashPassword`].
    PasswordHashed {
        room: RoomId,
        by: ParticipantId,
        hash: PasswordHash,
    },
    /// A connection sent a message.
    Message {
        connection: ConnectionId,
        frame: ClientFrame<OpaqueSignal>,
    },
    /// A connection sent something that is no message, or broke a limit of the server.
    Refused {
        connection: ConnectionId,
        code: ErrorCode,
        detail: Option<String>,
    },
    /// A connection wants what was done too often from its address; it may try again after so many milliseconds.
    TooOften {
        connection: ConnectionId,
        /// What it is told: [`ErrorCode::RateLimited`] or [`ErrorCode::TooManyTries`].
        code: ErrorCode,
        retry_after: u32,
    },
    /// A connection is gone, for whatever reason.
    Disconnected { connection: ConnectionId },
    /// There are to be no new rooms, until the last one is gone and the server ends.
    Draining,
    /// The server stops: everyone is told, whoever still comes is told too, and nobody is told of the others' going.
    Stopping,
}

impl fmt::Debug for Input {
    /// Leaves out the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected { connection, .. } => f
                .debug_struct("Connected")
                .field("connection", connection)
                .finish_non_exhaustive(),
            Self::Vouched { connection, grant } => f
                .debug_struct("Vouched")
                .field("connection", connection)
                .field("grant", grant)
                .finish(),
            Self::PasswordChecked { connection, right } => f
                .debug_struct("PasswordChecked")
                .field("connection", connection)
                .field("right", &right.is_some())
                .finish(),
            Self::PasswordHashed { room, by, .. } => f
                .debug_struct("PasswordHashed")
                .field("room", room)
                .field("by", by)
                .finish_non_exhaustive(),
            Self::Message { connection, frame } => f
                .debug_struct("Message")
                .field("connection", connection)
                .field("frame", frame)
                .finish(),
            Self::Refused {
                connection,
                code,
                detail,
            } => f
                .debug_struct("Refused")
                .field("connection", connection)
                .field("code", code)
                .field("detail", detail)
                .finish(),
            Self::TooOften {
                connection,
                code,
                retry_after,
            } => f
                .debug_struct("TooOften")
                .field("connection", connection)
                .field("code", code)
                .field("retry_after", retry_after)
                .finish(),
            Self::Disconnected { connection } => f
                .debug_struct("Disconnected")
                .field("connection", connection)
                .finish(),
            Self::Draining => f.write_str("Draining"),
            Self::Stopping => f.write_str("Stopping"),
        }
    }
}

/// What the server must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Makes a change durable; what comes after it waits for that.
    Store(StoreChange),
    /// Sends one message to each of the connections; they are never empty.
    Send {
        to: Vec<Delivery>,
        message: Arc<ServerMessage<OpaqueSignal>>,
    },
    /// Sends what is queued for the connection, then closes it. `None` is a close without fault.
    ///
    /// The rooms have forgotten the connection already; its `Disconnected` may still come and changes nothing.
    Close {
        connection: ConnectionId,
        code: Option<ErrorCode>,
    },
    /// Compares a password with a hash, and says so by [`Input::PasswordChecked`].
    ///
    /// Without a hash it compares with any other, so that it takes as long, and says that it is wrong.
    CheckPassword {
        connection: ConnectionId,
        password: RoomPassword,
        hash: Option<PasswordHash>,
    },
    /// Hashes a password that is to be the room's, and says so by [`Input::PasswordHashed`].
    HashPassword {
        room: RoomId,
        by: ParticipantId,
        password: RoomPassword,
    },
    /// Sends the connection a pass by which a host of the room makes invites ([`ServerMessage::HostPass`]).
    GiveHostPass {
        connection: ConnectionId,
        room: RoomId,
    },
    /// Has the server's own relay take no credentials of this subject any more: the participant is gone.
    Revoke { subject: Box<str> },
}

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub connection: ConnectionId,
    /// The number of the event for the seat of this connection; `None` for what is no event.
    pub seq: Option<u64>,
}

impl Delivery {
    pub(crate) fn unnumbered(connection: ConnectionId) -> Self {
        Self {
            connection,
            seq: None,
        }
    }
}

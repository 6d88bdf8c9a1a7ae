use protocol::{ClientMessage, ErrorCode, OpaqueSignal, ServerMessage};

use crate::ConnectionId;

/// What happens to the rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A connection was opened; nothing else may come from it before this.
    Connected { connection: ConnectionId },
    /// A connection sent a message.
    Message {
        connection: ConnectionId,
        message: ClientMessage<OpaqueSignal>,
    },
    /// A connection sent something that is no message, or broke a limit of the server.
    Refused {
        connection: ConnectionId,
        code: ErrorCode,
        detail: Option<String>,
    },
    /// A connection is gone, for whatever reason.
    Disconnected { connection: ConnectionId },
    /// The server stops: everyone is told, whoever still comes is told too, and nobody is told of the others' going.
    Stopping,
}

/// What the server must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Sends one message to each of the connections; they are never empty.
    Send {
        to: Vec<ConnectionId>,
        message: ServerMessage<OpaqueSignal>,
    },
    /// Sends what is queued for the connection, then closes it. `None` is a close without fault.
    ///
    /// The connection has left the rooms already; its `Disconnected` may still come and changes nothing.
    Close {
        connection: ConnectionId,
        code: Option<ErrorCode>,
    },
}

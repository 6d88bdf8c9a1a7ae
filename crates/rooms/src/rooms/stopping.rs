use protocol::{ErrorCode, OpaqueSignal, ServerMessage};

use super::Rooms;
use crate::ConnectionId;
use crate::directory::Directory;

/// Over how long those who were here come back, in milliseconds: not all at once.
const SPREAD: usize = 2_000;

/// How long whoever comes while the server stops is to wait, in milliseconds.
const RETRY_AFTER: u32 = 1_000;

impl Rooms {
    /// Ends every connection without a word about departures: calls need no server to go on, and a client that heard
    /// that everyone has left would end them.
    ///
    /// What is stored stays stored: the seats are for the server that starts next.
    pub(super) fn stop(&mut self) {
        self.stopping = true;
        self.rooms = Directory::default();
        self.deadlines.clear();
        self.unsaved.clear();
        let everyone: Vec<ConnectionId> =
            std::mem::take(&mut self.connections).into_keys().collect();
        let last = everyone.len().saturating_sub(1).max(1);
        for (index, connection) in everyone.into_iter().enumerate() {
            let retry_after = u32::try_from(index * SPREAD / last).unwrap_or(RETRY_AFTER);
            self.say_going_away(connection, retry_after);
        }
    }

    /// Refuses a connection that comes while the server stops.
    pub(super) fn send_away(&mut self, connection: ConnectionId) {
        self.connections.remove(&connection);
        self.say_going_away(connection, RETRY_AFTER);
    }

    fn say_going_away(&mut self, connection: ConnectionId, retry_after: u32) {
        let code = ErrorCode::GoingAway;
        let error: ServerMessage<OpaqueSignal> = ServerMessage::Error {
            code,
            detail: None,
            retry_after: Some(retry_after),
        };
        self.commands.send_to(connection, error);
        self.commands.close(connection, Some(code));
    }
}

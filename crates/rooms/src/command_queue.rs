use std::collections::VecDeque;
use std::sync::Arc;

use protocol::{ErrorCode, OpaqueSignal, ServerMessage};

use crate::{Command, ConnectionId, Delivery, StoreChange};

/// A message and where it goes.
pub(crate) type Parcel = (Vec<Delivery>, Arc<ServerMessage<OpaqueSignal>>);

/// What is to be done: of each input, what must be durable first, then what tells of it.
#[derive(Debug, Default)]
pub(crate) struct CommandQueue {
    ready: VecDeque<Command>,
    changes: Vec<StoreChange>,
    held: Vec<Command>,
}

impl CommandQueue {
    pub(crate) fn store(&mut self, change: StoreChange) {
        self.changes.push(change);
    }

    pub(crate) fn send(&mut self, (to, message): Parcel) {
        if !to.is_empty() {
            self.held.push(Command::Send { to, message });
        }
    }

    /// Sends one connection something that is no event.
    pub(crate) fn send_to(
        &mut self,
        connection: ConnectionId,
        message: ServerMessage<OpaqueSignal>,
    ) {
        self.send((vec![Delivery::unnumbered(connection)], Arc::new(message)));
    }

    pub(crate) fn close(&mut self, connection: ConnectionId, code: Option<ErrorCode>) {
        self.command(Command::Close { connection, code });
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.held.push(command);
    }

    /// Ends the input: whatever it stores comes before whatever it sends.
    pub(crate) fn settle(&mut self) {
        self.ready
            .extend(self.changes.drain(..).map(Command::Store));
        self.ready.extend(self.held.drain(..));
    }

    pub(crate) fn pop(&mut self) -> Option<Command> {
        self.ready.pop_front()
    }
}

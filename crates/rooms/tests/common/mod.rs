//! A server in a test: rooms with a clock and a store, and short ways to talk to them.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

pub(crate) mod store;
pub(crate) mod words;

use std::time::Duration;

use protocol::{
    ClientFrame, ClientMessage, ErrorCode, HostRule, OpaqueSignal, Resume, ResumeToken,
    decode_client_message,
};
use rooms::{Command, ConnectionId, Input, Limits, Rooms, Timestamp};

use store::Store;
use words::{error, join, room};

pub(crate) struct Server {
    pub(crate) rooms: Rooms,
    pub(crate) limits: Limits,
    pub(crate) now: Timestamp,
    pub(crate) store: Store,
    /// After how many commands the server ends, with nothing done of what it would have done then.
    pub(crate) dies_after: Option<usize>,
}

impl Server {
    /// Nobody follows the last host: how roles move has tests of its own.
    pub(crate) fn new(limits: Limits) -> Self {
        Self::with_host_rule(limits, HostRule::Nobody)
    }

    pub(crate) fn with_host_rule(limits: Limits, host_rule: HostRule) -> Self {
        let limits = Limits {
            host_rule,
            ..limits
        };
        Self {
            rooms: Rooms::new(limits.clone()),
            limits,
            now: Timestamp(Duration::from_secs(1_000_000)),
            store: Store::default(),
            dies_after: None,
        }
    }

    /// A server that stores; what it stores goes into the store at once.
    pub(crate) fn storing() -> Self {
        let stores = true;
        Self::new(Limits {
            stores,
            ..Limits::default()
        })
    }

    /// Ana (1) and Budi (2) in "tea", by the connections 1 and 2, each with the other's arrival behind them.
    pub(crate) fn with_two() -> Self {
        Self::new(Limits::default()).and_two()
    }

    pub(crate) fn and_two(mut self) -> Self {
        self.join(1, "tea", "Ana");
        self.join(2, "tea", "Budi");
        self.say(1, r#"{"type":"ping","received":1}"#);
        self
    }

    pub(crate) fn connect(&mut self, connection: u64) -> Vec<Command> {
        self.handle(Input::Connected {
            connection: ConnectionId(connection),
            secret: secret(connection),
            host: None,
        })
    }

    /// Connects and joins.
    pub(crate) fn join(&mut self, connection: u64, room: &str, name: &str) -> Vec<Command> {
        self.connect(connection);
        self.message(connection, ClientMessage::Join(join(room, name)))
    }

    /// Connects and resumes.
    pub(crate) fn resume(&mut self, connection: u64, resume: Resume) -> Vec<Command> {
        self.connect(connection);
        self.message(connection, ClientMessage::Resume(resume))
    }

    /// Sends a frame, as text.
    pub(crate) fn say(&mut self, connection: u64, frame: &str) -> Vec<Command> {
        let frame = decode_client_message(frame).unwrap();
        self.frame(connection, frame)
    }

    pub(crate) fn message(
        &mut self,
        connection: u64,
        message: ClientMessage<OpaqueSignal>,
    ) -> Vec<Command> {
        let counter = None;
        self.frame(connection, ClientFrame { counter, message })
    }

    pub(crate) fn frame(
        &mut self,
        connection: u64,
        frame: ClientFrame<OpaqueSignal>,
    ) -> Vec<Command> {
        let connection = ConnectionId(connection);
        self.handle(Input::Message { connection, frame })
    }

    pub(crate) fn refuse(&mut self, connection: u64, code: ErrorCode) -> Vec<Command> {
        self.handle(Input::Refused {
            connection: ConnectionId(connection),
            code,
            detail: None,
        })
    }

    pub(crate) fn disconnect(&mut self, connection: u64) -> Vec<Command> {
        let connection = ConnectionId(connection);
        self.handle(Input::Disconnected { connection })
    }

    pub(crate) fn handle(&mut self, input: Input) -> Vec<Command> {
        self.rooms.handle(input, self.now);
        self.commands()
    }

    /// Lets time pass, and the rooms do at each moment what is due.
    pub(crate) fn wait(&mut self, time: Duration) -> Vec<Command> {
        let end = Timestamp(self.now.0 + time);
        let mut commands = Vec::new();
        while let Some(at) = self.rooms.poll_timeout().filter(|at| *at <= end) {
            assert!(at >= self.now, "nothing is overdue");
            self.now = at;
            self.rooms.handle_timeout(at);
            commands.extend(self.commands());
            let next = self.rooms.poll_timeout();
            assert!(
                next.is_none_or(|next| next > at),
                "all is done that was due"
            );
        }
        self.now = end;
        commands
    }

    /// Ends the server without a word, and starts one from what is stored.
    pub(crate) fn kill(&mut self) -> Vec<Command> {
        let stored = self.store.load();
        self.rooms = Rooms::restore(self.limits.clone(), stored, self.now);
        self.commands()
    }

    /// Ends the server without a word, and starts one that knows that not everything is stored.
    pub(crate) fn outgrow(&mut self) -> Vec<Command> {
        for mut room in self.store.load() {
            room.outgrow();
            self.store.apply(room.as_change());
        }
        self.kill()
    }

    fn commands(&mut self) -> Vec<Command> {
        let mut commands: Vec<Command> = std::iter::from_fn(|| self.rooms.next_command()).collect();
        commands.truncate(self.dies_after.unwrap_or(usize::MAX));
        for command in &commands {
            if let Command::Store(change) = command {
                self.store.apply(change.clone());
            }
        }
        commands
    }

    /// True if the connection is still one of a participant: it can send, and is answered.
    pub(crate) fn is_live(&mut self, connection: u64) -> bool {
        let commands = self.say(connection, r#"{"type":"ping"}"#);
        matches!(&commands[..], [Command::Send { .. }])
    }
}

/// What a connection gets when it is refused for good.
pub(crate) fn refused(connection: u64, code: ErrorCode) -> Vec<Command> {
    vec![error(connection, code), close(connection, Some(code))]
}

pub(crate) fn close(connection: u64, code: Option<ErrorCode>) -> Command {
    let connection = ConnectionId(connection);
    Command::Close { connection, code }
}

/// The secret that a connection brings.
pub(crate) fn secret(connection: u64) -> [u8; ResumeToken::BYTES] {
    let mut secret = [0; ResumeToken::BYTES];
    secret[..8].copy_from_slice(&connection.to_be_bytes());
    secret
}

/// The token of the seat that `connection` has taken.
pub(crate) fn token(connection: u64) -> ResumeToken {
    ResumeToken::from_secret(secret(connection))
}

/// What the holder of the token from `connection` says to come back to "tea" with everything it had.
pub(crate) fn back(connection: u64, attempt: u64, received: Option<u64>) -> Resume {
    Resume {
        versions: vec![1],
        room: room("tea"),
        token: token(connection),
        attempt,
        received,
        chat: 0,
        publications: protocol::Publications::default(),
    }
}

/// Leaves out what is stored.
pub(crate) fn without_stores(commands: Vec<Command>) -> Vec<Command> {
    commands
        .into_iter()
        .filter(|command| !matches!(command, Command::Store(_)))
        .collect()
}

//! A server in a test: rooms, and short ways to talk to them.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

use protocol::{
    ClientMessage, DisplayName, ErrorCode, Join, OpaqueSignal, Participant, ParticipantId, Peer,
    Publication, Publications, RoomId, ServerMessage, Source, StreamId, decode_client_message,
};
use rooms::{Command, ConnectionId, Input, Limits, Rooms};

pub(crate) struct Server {
    pub(crate) rooms: Rooms,
}

impl Server {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            rooms: Rooms::new(limits),
        }
    }

    pub(crate) fn id(&self, connection: u64) -> ConnectionId {
        ConnectionId(connection)
    }

    pub(crate) fn ids<const N: usize>(&self, connections: [u64; N]) -> Vec<ConnectionId> {
        connections.map(ConnectionId).to_vec()
    }

    pub(crate) fn connect(&mut self, connection: u64) {
        self.rooms.handle(Input::Connected {
            connection: ConnectionId(connection),
        });
    }

    /// Connects and joins.
    pub(crate) fn join(&mut self, connection: u64, room: &str, name: &str) -> Vec<Command> {
        self.connect(connection);
        self.join_again(connection, room, name)
    }

    pub(crate) fn join_again(&mut self, connection: u64, room: &str, name: &str) -> Vec<Command> {
        self.message(connection, ClientMessage::Join(join(room, name)))
    }

    /// Sends a frame, as text.
    pub(crate) fn say(&mut self, connection: u64, frame: &str) -> Vec<Command> {
        self.message(connection, decode_client_message(frame).unwrap())
    }

    pub(crate) fn message(
        &mut self,
        connection: u64,
        message: ClientMessage<OpaqueSignal>,
    ) -> Vec<Command> {
        self.handle(Input::Message {
            connection: ConnectionId(connection),
            message,
        })
    }

    pub(crate) fn refuse(&mut self, connection: u64, code: ErrorCode) -> Vec<Command> {
        self.handle(Input::Refused {
            connection: ConnectionId(connection),
            code,
            detail: None,
        })
    }

    pub(crate) fn disconnect(&mut self, connection: u64) -> Vec<Command> {
        self.handle(Input::Disconnected {
            connection: ConnectionId(connection),
        })
    }

    pub(crate) fn handle(&mut self, input: Input) -> Vec<Command> {
        self.rooms.handle(input);
        std::iter::from_fn(|| self.rooms.next_command()).collect()
    }

    /// What a connection gets when it is refused for good.
    pub(crate) fn refused(&self, connection: u64, code: ErrorCode) -> Vec<Command> {
        let close = Command::Close {
            connection: ConnectionId(connection),
            code: Some(code),
        };
        vec![error(self.ids([connection]), code), close]
    }
}

/// The ids of the roster in the `joined` for `connection`, and whether it is polite towards each.
pub(crate) fn joined_roster(commands: &[Command], connection: u64) -> Vec<(ParticipantId, bool)> {
    for command in commands {
        if let Command::Send {
            to,
            message: ServerMessage::Joined(joined),
        } = command
        {
            assert_eq!(*to, [ConnectionId(connection)]);
            return joined
                .participants
                .iter()
                .map(|peer| (peer.participant.id, peer.polite))
                .collect();
        }
    }
    panic!("not joined: {commands:?}")
}

pub(crate) fn join(room: &str, name: &str) -> Join {
    Join {
        versions: vec![1],
        room: RoomId::parse(room).unwrap(),
        name: self::name(name),
        publications: Publications::default(),
    }
}

pub(crate) fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}

pub(crate) fn error(to: Vec<ConnectionId>, code: ErrorCode) -> Command {
    Command::Send {
        to,
        message: ServerMessage::Error { code, detail: None },
    }
}

pub(crate) fn left(participant: u32) -> ServerMessage<OpaqueSignal> {
    ServerMessage::ParticipantLeft {
        participant: ParticipantId(participant),
    }
}

pub(crate) fn peer_joined(id: u32, text: &str, polite: bool) -> ServerMessage<OpaqueSignal> {
    let participant = Participant {
        id: ParticipantId(id),
        name: name(text),
        publications: Publications::default(),
    };
    ServerMessage::ParticipantJoined(Peer {
        participant,
        polite,
    })
}

pub(crate) fn publications(muted: bool) -> Publications {
    let stream = StreamId::parse("s").unwrap();
    Publications::try_from(vec![Publication {
        source: Source::Microphone,
        muted,
        stream,
    }])
    .unwrap()
}

//! The words of the protocol, written short.

use std::sync::Arc;

use protocol::{
    ChatId, ChatMessage, ChatText, ClientMessage, DisplayName, Doors, Engine, Entry, ErrorCode,
    HostRule, Join, Joined, OpaqueSignal, Participant, ParticipantId, Peer, Publication,
    Publications, Resumed, Role, RoomId, RoomRules, ServerMessage, Source, StreamId,
    decode_client_message,
};
use rooms::{Command, ConnectionId, Delivery};

pub(crate) type Said = ServerMessage<OpaqueSignal>;

/// One message, to each of the connections with the number of the event there.
pub(crate) fn event<const N: usize>(to: [(u64, u64); N], message: Said) -> Command {
    let to = to.map(|(connection, seq)| Delivery {
        connection: ConnectionId(connection),
        seq: Some(seq),
    });
    Command::Send {
        to: to.to_vec(),
        message: Arc::new(message),
    }
}

/// One message that is no event, to each of the connections.
pub(crate) fn send<const N: usize>(to: [u64; N], message: Said) -> Command {
    let to = to.map(|connection| Delivery {
        connection: ConnectionId(connection),
        seq: None,
    });
    Command::Send {
        to: to.to_vec(),
        message: Arc::new(message),
    }
}

pub(crate) fn error(connection: u64, code: ErrorCode) -> Command {
    send(
        [connection],
        ServerMessage::Error {
            code,
            detail: None,
            retry_after: None,
        },
    )
}

pub(crate) fn going_away(connection: u64, retry_after: u32) -> Command {
    send(
        [connection],
        ServerMessage::Error {
            code: ErrorCode::GoingAway,
            detail: None,
            retry_after: Some(retry_after),
        },
    )
}

pub(crate) fn left(roster: u64, participant: u32) -> Said {
    ServerMessage::ParticipantLeft {
        roster,
        participant: ParticipantId(participant),
    }
}

pub(crate) fn connected(roster: u64, participant: u32, connected: bool) -> Said {
    ServerMessage::ParticipantConnection {
        roster,
        participant: ParticipantId(participant),
        connected,
    }
}

pub(crate) fn changed(roster: u64, participant: u32, publications: Publications) -> Said {
    ServerMessage::PublicationsChanged {
        roster,
        participant: ParticipantId(participant),
        publications,
    }
}

pub(crate) fn came(roster: u64, id: u32, text: &str, polite: bool) -> Said {
    let peer = peer(id, text, polite);
    ServerMessage::ParticipantJoined { roster, peer }
}

pub(crate) fn peer(id: u32, text: &str, polite: bool) -> Peer {
    Peer {
        participant: Participant {
            id: ParticipantId(id),
            name: name(text),
            publications: Publications::default(),
            engine: Engine::default(),
            hand: None,
            recording: false,
            silenced: false,
            // Whoever came first.
            role: if id == 1 { Role::Host } else { Role::Member },
        },
        polite,
        connected: true,
    }
}

pub(crate) fn pong(connection: u64, counter: u64) -> Command {
    send([connection], ServerMessage::Pong { counter })
}

/// A signal from `from`, with `body` as its JSON.
pub(crate) fn signal(from: u32, body: &str) -> Said {
    let frame = signal_frame(1, body);
    let ClientMessage::Signal { signal, .. } = read(&frame) else {
        panic!("{frame}")
    };
    let from = ParticipantId(from);
    ServerMessage::Signal { from, signal }
}

pub(crate) fn signal_frame(to: u32, body: &str) -> String {
    format!(r#"{{"type":"signal","to":{to},"signal":{body}}}"#)
}

pub(crate) fn chat_frame(id: &str, text: &str) -> String {
    format!(r#"{{"type":"chat","id":"{id}","text":"{text}"}}"#)
}

/// What Ana, Budi, … said at the start of a test.
pub(crate) fn chat(number: u64, id: &str, from: u32, text: &str) -> ChatMessage {
    let names = ["", "Ana", "Budi", "Citra"];
    ChatMessage {
        number,
        id: chat_id(id),
        from: ParticipantId(from),
        name: name(names[from as usize]),
        text: chat_text(text),
        sent_at: 1_000_000_000,
    }
}

pub(crate) fn history<const N: usize>(messages: [ChatMessage; N]) -> Said {
    let messages = messages.to_vec();
    ServerMessage::ChatHistory { messages }
}

/// The `joined` among the commands.
pub(crate) fn joined(commands: &[Command]) -> &Joined {
    let found = messages(commands).find_map(|message| {
        let ServerMessage::Joined(joined) = message else {
            return None;
        };
        Some(joined)
    });
    found.unwrap_or_else(|| panic!("not joined: {commands:?}"))
}

/// The `resumed` among the commands.
pub(crate) fn resumed(commands: &[Command]) -> &Resumed {
    let found = messages(commands).find_map(|message| {
        let ServerMessage::Resumed(resumed) = message else {
            return None;
        };
        Some(resumed)
    });
    found.unwrap_or_else(|| panic!("not resumed: {commands:?}"))
}

fn messages(commands: &[Command]) -> impl Iterator<Item = &Said> {
    commands.iter().filter_map(|command| match command {
        Command::Send { message, .. } => Some(message.as_ref()),
        Command::Store(_)
        | Command::Close { .. }
        | Command::Revoke { .. }
        | Command::CheckPassword { .. }
        | Command::HashPassword { .. }
        | Command::GiveHostPass { .. } => None,
    })
}

/// What comes after the `resumed`, or the `joined`.
pub(crate) fn after_welcome(commands: &[Command]) -> &[Command] {
    let is_welcome = |command: &Command| {
        matches!(command, Command::Send { message, .. }
            if matches!(message.as_ref(), ServerMessage::Joined(_) | ServerMessage::Resumed(_)))
    };
    let index = commands.iter().position(is_welcome);
    &commands[index.expect("there is a welcome") + 1..]
}

pub(crate) fn join(in_room: &str, text: &str) -> Join {
    Join {
        versions: vec![1],
        room: room(in_room),
        name: name(text),
        publications: Publications::default(),
        engine: Engine::default(),
        entry: Entry::default(),
    }
}

/// What a participant of an open room is told of its doors.
pub(crate) fn doors(role: Role, host_rule: HostRule) -> Box<Doors> {
    Box::new(Doors {
        role,
        rules: RoomRules {
            host_rule,
            ..RoomRules::default()
        },
        ..Doors::default()
    })
}

pub(crate) fn room(text: &str) -> RoomId {
    RoomId::parse(text).unwrap()
}

pub(crate) fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
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

pub(crate) fn chat_id(text: &str) -> ChatId {
    ChatId::parse(text).unwrap()
}

pub(crate) fn chat_text(text: &str) -> ChatText {
    ChatText::parse(text).unwrap()
}

/// The message of a frame that is given as text.
pub(crate) fn read(frame: &str) -> ClientMessage<OpaqueSignal> {
    decode_client_message(frame).unwrap().message
}

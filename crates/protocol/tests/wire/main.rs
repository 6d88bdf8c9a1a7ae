//! The wire format: the JSON of every variant, written down.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

mod client;
mod doors;
mod files;
mod marks;
mod reading;
mod server;
mod writing;

use std::fmt::Debug;

use protocol::{
    Candidate, ChatId, ChatMessage, ChatText, ClientFrame, ClientMessage, Description,
    DescriptionKind, DisplayName, Engine, Hand, IceServers, Participant, ParticipantId, Peer,
    Publication, Publications, ResumeToken, Resumed, Role, RoomId, ServerMessage, Signal,
    SignalBody, Source, StreamId, Topology, decode_client_message, decode_server_message,
};
use serde::Serialize;

/// Checks that the client writes `golden` and that the server reads it to the same meaning.
fn check_client(message: &ClientMessage, golden: &str) {
    assert_eq!(json(message), golden);
    let frame = ClientFrame {
        counter: None,
        message: message.clone(),
    };
    assert_eq!(frame.to_json(), golden);
    let read = decode_client_message(golden).expect("the server reads what the client writes");
    assert_eq!(json(&read.message), golden);
}

/// Checks that the server writes `golden` and that the client reads it back.
fn check_server(message: &ServerMessage, golden: &str) {
    assert_eq!(json(message), golden);
    let read = decode_server_message(golden).unwrap();
    assert_eq!(read.message.as_ref(), Some(message));
    assert_eq!(read.seq, None);
}

fn json<T: Serialize + Debug>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

/// What Budi is told who is back alone in the room, with these marks.
fn resumed(hand: Option<Hand>, recording: bool) -> ServerMessage {
    ServerMessage::Resumed(Resumed {
        version: 1,
        room: room(),
        you: ParticipantId(2),
        name: name("Budi"),
        topology: Topology::Mesh,
        capacity: 6,
        ice: IceServers::default(),
        doors: Box::default(),
        roster: 7,
        participants: Vec::new(),
        token: token(),
        continues: true,
        counter: 4,
        generation: 0,
        hand,
        recording,
    })
}

fn room() -> RoomId {
    RoomId::parse("tea").unwrap()
}

fn token() -> ResumeToken {
    ResumeToken::from_secret([7; ResumeToken::BYTES])
}

fn text(text: &str) -> ChatText {
    ChatText::parse(text).unwrap()
}

fn chat_message() -> ChatMessage {
    ChatMessage {
        number: 5,
        id: ChatId::parse("a1-7").unwrap(),
        from: ParticipantId(1),
        name: name("Ana"),
        text: text("Halo!"),
        sent_at: 1_792_000_000_000,
    }
}

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}

fn peer(id: u32, polite: bool) -> Peer {
    let participant = Participant {
        id: ParticipantId(id),
        name: name("Ana"),
        publications: Publications::default(),
        engine: Engine::Chromium,
        hand: None,
        recording: false,
        silenced: false,
        role: Role::Member,
    };
    Peer {
        participant,
        polite,
        connected: true,
    }
}

fn both() -> Publications {
    let stream = StreamId::parse("s1").unwrap();
    Publications::try_from(vec![
        Publication {
            source: Source::Microphone,
            muted: true,
            stream: stream.clone(),
        },
        Publication {
            source: Source::Camera,
            muted: false,
            stream,
        },
    ])
    .unwrap()
}

fn offer() -> Signal {
    let body = SignalBody::Description(Description {
        kind: DescriptionKind::Offer,
        sdp: "v=0\r\n".into(),
    });
    Signal {
        generation: 0,
        negotiation: 1,
        body,
    }
}

fn candidate() -> Signal {
    let body = SignalBody::Candidate(Candidate {
        candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: Some("f".into()),
    });
    Signal {
        generation: 1,
        negotiation: 1,
        body,
    }
}

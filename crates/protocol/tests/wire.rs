//! The wire format: the JSON of every variant, written down.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

use std::fmt::Debug;

use protocol::{
    Candidate, ClientMessage, Description, DescriptionKind, DisplayName, ErrorCode, IceServer,
    Join, Joined, Participant, ParticipantId, Peer, Publication, Publications, RoomId,
    ServerMessage, Signal, SignalBody, Source, StreamId, Topology, decode_client_message,
    decode_server_message,
};
use serde::Serialize;

#[test]
fn join() {
    check_client(
        &ClientMessage::Join(Join {
            versions: vec![1],
            room: room(),
            name: name("Ana"),
            publications: both(),
        }),
        r#"{"type":"join","versions":[1],"room":"tea","name":"Ana","publications":[{"source":"microphone","muted":true,"stream":"s1"},{"source":"camera","muted":false,"stream":"s1"}]}"#,
    );
}

#[test]
fn leave() {
    check_client(&ClientMessage::Leave, r#"{"type":"leave"}"#);
}

#[test]
fn client_signal() {
    check_client(
        &ClientMessage::Signal {
            to: ParticipantId(2),
            signal: offer(),
        },
        r#"{"type":"signal","to":2,"signal":{"generation":0,"description":{"kind":"offer","sdp":"v=0\r\n"}}}"#,
    );
}

#[test]
fn set_publications() {
    check_client(
        &ClientMessage::SetPublications {
            publications: Publications::default(),
        },
        r#"{"type":"set_publications","publications":[]}"#,
    );
}

#[test]
fn joined() {
    check_server(
        &ServerMessage::Joined(Joined {
            version: 1,
            room: room(),
            you: ParticipantId(2),
            topology: Topology::Mesh,
            capacity: 6,
            ice_servers: vec![
                IceServer {
                    urls: vec!["stun:192.0.2.1:3478".into()],
                    username: None,
                    credential: None,
                },
                IceServer {
                    urls: vec!["turn:192.0.2.1:3478?transport=udp".into()],
                    username: Some("u".into()),
                    credential: Some("c".into()),
                },
            ],
            participants: vec![peer(1, true)],
        }),
        r#"{"type":"joined","version":1,"room":"tea","you":2,"topology":"mesh","capacity":6,"ice_servers":[{"urls":["stun:192.0.2.1:3478"]},{"urls":["turn:192.0.2.1:3478?transport=udp"],"username":"u","credential":"c"}],"participants":[{"id":1,"name":"Ana","publications":[],"polite":true}]}"#,
    );
}

#[test]
fn participant_joined() {
    check_server(
        &ServerMessage::ParticipantJoined(peer(3, false)),
        r#"{"type":"participant_joined","id":3,"name":"Ana","publications":[],"polite":false}"#,
    );
}

#[test]
fn participant_left() {
    check_server(
        &ServerMessage::ParticipantLeft {
            participant: ParticipantId(3),
        },
        r#"{"type":"participant_left","participant":3}"#,
    );
}

#[test]
fn publications_changed() {
    check_server(
        &ServerMessage::PublicationsChanged {
            participant: ParticipantId(1),
            publications: both(),
        },
        r#"{"type":"publications_changed","participant":1,"publications":[{"source":"microphone","muted":true,"stream":"s1"},{"source":"camera","muted":false,"stream":"s1"}]}"#,
    );
}

#[test]
fn server_signal() {
    check_server(
        &ServerMessage::Signal {
            from: ParticipantId(1),
            signal: candidate(),
        },
        r#"{"type":"signal","from":1,"signal":{"generation":1,"candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdp_mid":"0","sdp_m_line_index":0,"username_fragment":"f"}}}"#,
    );
}

#[test]
fn error() {
    check_server(
        &ServerMessage::Error {
            code: ErrorCode::RoomFull,
            detail: None,
        },
        r#"{"type":"error","code":"room_full"}"#,
    );
    check_server(
        &ServerMessage::Error {
            code: ErrorCode::BadMessage,
            detail: Some("why".into()),
        },
        r#"{"type":"error","code":"bad_message","detail":"why"}"#,
    );
}

#[test]
fn every_error_code_has_its_name() {
    let names = ErrorCode::ALL.map(|code| json(&code)).join(" ");
    assert_eq!(
        names,
        r#""already_joined" "bad_message" "bad_name" "bad_publications" "bad_room" "bad_target" "binary_frame" "going_away" "join_timeout" "message_too_large" "not_joined" "rate_limited" "room_full" "server_full" "too_slow" "unsupported" "unsupported_version""#
    );
}

#[test]
fn every_source_has_its_name() {
    let names = [
        Source::Microphone,
        Source::Camera,
        Source::Screen,
        Source::ScreenAudio,
    ]
    .map(|s| json(&s))
    .join(" ");
    assert_eq!(names, r#""microphone" "camera" "screen" "screen_audio""#);
}

#[test]
fn an_answer_and_the_end_of_candidates() {
    let answer = SignalBody::Description(Description {
        kind: DescriptionKind::Answer,
        sdp: String::new(),
    });
    assert_eq!(
        json(&Signal {
            generation: 0,
            body: answer
        }),
        r#"{"generation":0,"description":{"kind":"answer","sdp":""}}"#
    );
    let end = SignalBody::Candidate(Candidate {
        candidate: String::new(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    });
    assert_eq!(
        json(&Signal {
            generation: 0,
            body: end
        }),
        r#"{"generation":0,"candidate":{"candidate":""}}"#
    );
}

#[test]
fn an_unknown_field_is_ignored() {
    let frame = r#"{"type":"leave","from":7,"mood":{"deep":[1,2]}}"#;
    assert_eq!(decode_client_message(frame).unwrap(), ClientMessage::Leave);
    let frame = r#"{"type":"participant_left","participant":3,"why":"bored"}"#;
    let left = ServerMessage::ParticipantLeft {
        participant: ParticipantId(3),
    };
    assert_eq!(decode_server_message(frame).unwrap(), Some(left));
}

#[test]
fn an_unknown_type_is_told_from_a_broken_message() {
    let code = |frame: &str| decode_client_message(frame).unwrap_err().code();
    assert_eq!(code(r#"{"type":"dance"}"#), ErrorCode::Unsupported);
    assert_eq!(code(r#"{"type":7}"#), ErrorCode::BadMessage);
    assert_eq!(code("[]"), ErrorCode::BadMessage);
    assert_eq!(code(""), ErrorCode::BadMessage);
    assert_eq!(code(r#"{"type":"leave""#), ErrorCode::BadMessage);
    assert_eq!(decode_server_message(r#"{"type":"dance"}"#).unwrap(), None);
    assert!(decode_server_message(r#"{"type":"joined"}"#).is_err());
}

#[test]
fn a_signal_has_a_description_or_a_candidate() {
    let read = |signal: &str| {
        decode_server_message(&format!(
            r#"{{"type":"signal","from":1,"signal":{signal}}}"#
        ))
        .is_ok()
    };
    assert!(read(r#"{"generation":0,"candidate":{"candidate":""}}"#));
    assert!(!read(r#"{"generation":0}"#));
    assert!(!read(
        r#"{"generation":0,"candidate":{"candidate":""},"description":{"kind":"offer","sdp":""}}"#
    ));
    assert!(!read(r#"{"candidate":{"candidate":""}}"#));
}

#[test]
fn an_unknown_error_code_is_readable() {
    let message = decode_server_message(r#"{"type":"error","code":"made_up_later"}"#).unwrap();
    assert_eq!(
        message,
        Some(ServerMessage::Error {
            code: ErrorCode::Unknown,
            detail: None
        })
    );
}

#[test]
fn each_part_of_a_message_has_its_own_error() {
    let code = |frame: &str| decode_client_message(frame).unwrap_err().code();
    let join = |versions: &str, room: &str, name: &str| {
        format!(r#"{{"type":"join","versions":{versions},"room":{room},"name":{name}}}"#)
    };
    assert!(decode_client_message(&join("[1]", r#""tea""#, r#""Ana""#)).is_ok());
    assert!(decode_client_message(&join("[9,1]", r#""tea""#, r#""Ana""#)).is_ok());
    assert_eq!(code(&join("[2]", "7", "7")), ErrorCode::UnsupportedVersion);
    assert_eq!(
        code(&join("[]", r#""tea""#, r#""Ana""#)),
        ErrorCode::UnsupportedVersion
    );
    assert_eq!(
        code(&join("1", r#""tea""#, r#""Ana""#)),
        ErrorCode::BadMessage
    );
    assert_eq!(
        code(&join(
            &format!("[{}1]", "2,".repeat(16)),
            r#""tea""#,
            r#""Ana""#
        )),
        ErrorCode::BadMessage
    );
    assert_eq!(
        code(&join("[1]", r#""No Room""#, r#""Ana""#)),
        ErrorCode::BadRoom
    );
    assert_eq!(code(&join("[1]", "null", r#""Ana""#)), ErrorCode::BadRoom);
    assert_eq!(code(&join("[1]", r#""tea""#, r#""""#)), ErrorCode::BadName);
    assert_eq!(
        code(r#"{"type":"join","versions":[1],"room":"tea"}"#),
        ErrorCode::BadName
    );
    assert_eq!(
        code(r#"{"type":"set_publications"}"#),
        ErrorCode::BadPublications
    );
    assert_eq!(
        code(
            r#"{"type":"set_publications","publications":[{"source":"smell","muted":false,"stream":"s"}]}"#
        ),
        ErrorCode::BadPublications
    );
    assert_eq!(
        code(r#"{"type":"signal","to":-1,"signal":{}}"#),
        ErrorCode::BadMessage
    );
    assert_eq!(code(r#"{"type":"signal","to":1}"#), ErrorCode::BadMessage);
    assert_eq!(
        code(r#"{"type":"signal","to":1,"signal":"text"}"#),
        ErrorCode::BadMessage
    );
}

#[test]
fn the_server_passes_a_signal_on_to_the_letter() {
    let frame = r#"{"type":"signal","to":2,"signal":{ "made":"up", "sdp":"v=0\r\n☎" }}"#;
    let ClientMessage::Signal { to, signal } = decode_client_message(frame).unwrap() else {
        panic!("no signal")
    };
    assert_eq!(to, ParticipantId(2));
    let relayed = json(&ServerMessage::Signal {
        from: ParticipantId(1),
        signal,
    });
    assert_eq!(
        relayed,
        r#"{"type":"signal","from":1,"signal":{ "made":"up", "sdp":"v=0\r\n☎" }}"#
    );
}

/// Checks that the client writes `golden` and that the server reads it to the same meaning.
fn check_client(message: &ClientMessage, golden: &str) {
    assert_eq!(json(message), golden);
    let read = decode_client_message(golden).expect("the server reads what the client writes");
    assert_eq!(json(&read), golden);
}

/// Checks that the server writes `golden` and that the client reads it back.
fn check_server(message: &ServerMessage, golden: &str) {
    assert_eq!(json(message), golden);
    assert_eq!(
        decode_server_message(golden).unwrap().as_ref(),
        Some(message)
    );
}

fn json<T: Serialize + Debug>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

fn room() -> RoomId {
    RoomId::parse("tea").unwrap()
}

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}

fn peer(id: u32, polite: bool) -> Peer {
    let participant = Participant {
        id: ParticipantId(id),
        name: name("Ana"),
        publications: Publications::default(),
    };
    Peer {
        participant,
        polite,
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
        body,
    }
}

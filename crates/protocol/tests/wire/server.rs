//! What the server sends.

use protocol::{
    Candidate, ChatId, Description, DescriptionKind, Engine, ErrorCode, IceServer, IceServers,
    Joined, ParticipantId, ServerMessage, Signal, SignalBody, Source, Topology,
    decode_server_message, write_numbered_event,
};

use crate::{both, candidate, chat_message, check_server, json, peer, resumed, room, token};

#[test]
fn an_event_has_its_number_in_front() {
    let message = ServerMessage::<Signal>::ParticipantLeft {
        roster: 8,
        participant: ParticipantId(3),
    };
    let golden = r#"{"seq":9,"type":"participant_left","roster":8,"participant":3}"#;
    let mut written = String::new();
    write_numbered_event(&mut written, 9, &json(&message));
    assert_eq!(written, golden);
    let read = decode_server_message(golden).unwrap();
    assert_eq!(read.seq, Some(9));
    assert_eq!(read.message, Some(message));
}

#[test]
fn joined() {
    check_server(
        &ServerMessage::Joined(Joined {
            version: 1,
            room: room(),
            you: ParticipantId(2),
            name: None,
            topology: Topology::Mesh,
            capacity: 6,
            ice: ice_servers(),
            doors: Box::default(),
            roster: 7,
            participants: vec![peer(1, true)],
            token: token(),
        }),
        r#"{"type":"joined","version":1,"room":"tea","you":2,"topology":"mesh","capacity":6,"ice_servers":[{"urls":["stun:192.0.2.1:3478"]},{"urls":["turn:192.0.2.1:3478?transport=udp"],"username":"u","credential":"c"}],"ice_lifetime":600,"relay_only":true,"roster":7,"participants":[{"id":1,"name":"Ana","publications":[],"polite":true,"engine":"chromium","connected":true}],"token":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
    );
}

#[test]
fn ice_servers_as_such() {
    check_server(
        &ServerMessage::IceServers(ice_servers()),
        r#"{"type":"ice_servers","ice_servers":[{"urls":["stun:192.0.2.1:3478"]},{"urls":["turn:192.0.2.1:3478?transport=udp"],"username":"u","credential":"c"}],"ice_lifetime":600,"relay_only":true}"#,
    );
    check_server(
        &ServerMessage::IceServers(IceServers::default()),
        r#"{"type":"ice_servers","ice_servers":[]}"#,
    );
}

#[test]
fn whoever_is_back_is_told_what_is_new() {
    check_server(
        &resumed(None, false),
        r#"{"type":"resumed","version":1,"room":"tea","you":2,"name":"Budi","topology":"mesh","capacity":6,"ice_servers":[],"roster":7,"participants":[],"token":"0707070707070707070707070707070707070707070707070707070707070707","continues":true,"counter":4,"generation":0}"#,
    );
}

#[test]
fn participant_joined() {
    check_server(
        &ServerMessage::ParticipantJoined {
            roster: 8,
            peer: peer(3, false),
        },
        r#"{"type":"participant_joined","roster":8,"peer":{"id":3,"name":"Ana","publications":[],"polite":false,"engine":"chromium","connected":true}}"#,
    );
}

#[test]
fn participant_connection() {
    check_server(
        &ServerMessage::ParticipantConnection {
            roster: 9,
            participant: ParticipantId(3),
            connected: false,
        },
        r#"{"type":"participant_connection","roster":9,"participant":3,"connected":false}"#,
    );
}

#[test]
fn server_chat() {
    check_server(
        &ServerMessage::Chat(chat_message()),
        r#"{"type":"chat","number":5,"id":"a1-7","from":1,"name":"Ana","text":"Halo!","sent_at":1792000000000}"#,
    );
}

#[test]
fn chat_history() {
    check_server(
        &ServerMessage::ChatHistory {
            messages: vec![chat_message()],
        },
        r#"{"type":"chat_history","messages":[{"number":5,"id":"a1-7","from":1,"name":"Ana","text":"Halo!","sent_at":1792000000000}]}"#,
    );
}

#[test]
fn chat_refused() {
    check_server(
        &ServerMessage::ChatRefused {
            id: ChatId::parse("a1-7").unwrap(),
            code: ErrorCode::ChatTooFast,
        },
        r#"{"type":"chat_refused","id":"a1-7","code":"chat_too_fast"}"#,
    );
}

#[test]
fn pong() {
    check_server(
        &ServerMessage::Pong { counter: 4 },
        r#"{"type":"pong","counter":4}"#,
    );
}

#[test]
fn every_engine_has_its_name() {
    let engines = [
        Engine::Chromium,
        Engine::Firefox,
        Engine::Webkit,
        Engine::Other,
    ];
    assert_eq!(
        engines.map(|engine| json(&engine)).join(" "),
        r#""chromium" "firefox" "webkit" "other""#
    );
}

#[test]
fn participant_left() {
    check_server(
        &ServerMessage::ParticipantLeft {
            roster: 8,
            participant: ParticipantId(3),
        },
        r#"{"type":"participant_left","roster":8,"participant":3}"#,
    );
}

#[test]
fn publications_changed() {
    check_server(
        &ServerMessage::PublicationsChanged {
            roster: 8,
            participant: ParticipantId(1),
            publications: both(),
        },
        r#"{"type":"publications_changed","roster":8,"participant":1,"publications":[{"source":"microphone","muted":true,"stream":"s1"},{"source":"camera","muted":false,"stream":"s1"}]}"#,
    );
}

#[test]
fn server_signal() {
    check_server(
        &ServerMessage::Signal {
            from: ParticipantId(1),
            signal: candidate(),
        },
        r#"{"type":"signal","from":1,"signal":{"generation":1,"negotiation":1,"candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdp_mid":"0","sdp_m_line_index":0,"username_fragment":"f"}}}"#,
    );
}

#[test]
fn error() {
    check_server(
        &ServerMessage::Error {
            code: ErrorCode::RoomFull,
            detail: None,
            retry_after: None,
        },
        r#"{"type":"error","code":"room_full"}"#,
    );
    check_server(
        &ServerMessage::Error {
            code: ErrorCode::BadMessage,
            detail: Some("why".into()),
            retry_after: None,
        },
        r#"{"type":"error","code":"bad_message","detail":"why"}"#,
    );
    check_server(
        &ServerMessage::Error {
            code: ErrorCode::GoingAway,
            detail: None,
            retry_after: Some(750),
        },
        r#"{"type":"error","code":"going_away","retry_after":750}"#,
    );
}

#[test]
fn every_error_code_has_its_name() {
    let names = ErrorCode::ALL.map(|code| json(&code)).join(" ");
    assert_eq!(
        names,
        r#""act_too_fast" "already_joined" "bad_chat" "bad_message" "bad_name" "bad_password" "bad_publications" "bad_reaction" "bad_room" "bad_sequence" "bad_target" "bad_token" "binary_frame" "cannot_resume" "chat_too_fast" "denied" "ended" "going_away" "hand_too_fast" "join_timeout" "message_too_large" "no_place" "not_allowed" "not_joined" "password_needed" "rate_limited" "reaction_too_fast" "recording_too_fast" "removed" "replaced" "room_full" "server_full" "token_expired" "token_used_up" "too_many_tries" "too_many_waiting" "too_slow" "unsupported" "unsupported_version" "wrong_password""#
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
            negotiation: 2,
            body: answer
        }),
        r#"{"generation":0,"negotiation":2,"description":{"kind":"answer","sdp":""}}"#
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
            negotiation: 2,
            body: end
        }),
        r#"{"generation":0,"negotiation":2,"candidate":{"candidate":""}}"#
    );
}

fn ice_servers() -> IceServers {
    IceServers {
        servers: vec![
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
        lifetime: Some(600),
        relay_only: true,
    }
}

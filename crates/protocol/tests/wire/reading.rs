//! How what comes is read, right or wrong.

use protocol::{
    ClientMessage, Engine, ErrorCode, ParticipantId, ServerFrame, ServerMessage,
    decode_client_message, decode_server_message,
};

use crate::{json, token};

#[test]
fn a_peer_of_a_simple_server_is_connected_and_of_no_known_engine() {
    let frame = r#"{"type":"participant_joined","roster":8,"peer":{"id":3,"name":"Ana","publications":[],"polite":false}}"#;
    let Some(ServerMessage::ParticipantJoined { peer, .. }) =
        decode_server_message(frame).unwrap().message
    else {
        panic!("someone joined")
    };
    assert!(peer.connected);
    assert_eq!(peer.participant.engine, Engine::Other);
}

#[test]
fn an_unknown_field_is_ignored() {
    let frame = r#"{"type":"leave","from":7,"mood":{"deep":[1,2]}}"#;
    assert_eq!(
        decode_client_message(frame).unwrap().message,
        ClientMessage::Leave { may_return: false }
    );
    let frame = r#"{"type":"participant_left","roster":8,"participant":3,"why":"bored"}"#;
    let left = ServerMessage::ParticipantLeft {
        roster: 8,
        participant: ParticipantId(3),
    };
    assert_eq!(decode_server_message(frame).unwrap().message, Some(left));
}

#[test]
fn an_unknown_type_is_told_from_a_broken_message() {
    let code = |frame: &str| decode_client_message(frame).unwrap_err().code();
    assert_eq!(code(r#"{"type":"dance"}"#), ErrorCode::Unsupported);
    assert_eq!(code(r#"{"type":7}"#), ErrorCode::BadMessage);
    assert_eq!(code("[]"), ErrorCode::BadMessage);
    assert_eq!(code(""), ErrorCode::BadMessage);
    assert_eq!(code(r#"{"type":"leave""#), ErrorCode::BadMessage);
    assert_eq!(
        decode_server_message(r#"{"seq":3,"type":"dance"}"#).unwrap(),
        ServerFrame {
            seq: Some(3),
            message: None
        },
        "its number counts"
    );
    assert!(decode_server_message(r#"{"type":"joined"}"#).is_err());
}

#[test]
fn a_signal_has_a_description_or_a_candidate() {
    let read = |signal: &str| {
        let frame = format!(r#"{{"seq":3,"type":"signal","from":1,"signal":{signal}}}"#);
        let frame = decode_server_message(&frame).unwrap();
        assert_eq!(frame.seq, Some(3), "its number counts");
        frame.message.is_some()
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
    let frame = decode_server_message(r#"{"type":"error","code":"made_up_later"}"#).unwrap();
    assert_eq!(
        frame.message,
        Some(ServerMessage::Error {
            code: ErrorCode::Unknown,
            detail: None,
            retry_after: None
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
    assert_eq!(code(r#"{"type":"chat","id":"a"}"#), ErrorCode::BadChat);
    assert_eq!(
        code(r#"{"type":"chat","id":"A B","text":"hi"}"#),
        ErrorCode::BadChat
    );
    assert_eq!(
        code(r#"{"type":"chat","id":"a","text":" \n "}"#),
        ErrorCode::BadChat
    );
    let resume = |token: &str| {
        format!(
            r#"{{"type":"resume","versions":[1],"room":"tea","token":{token},"attempt":1,"received":0}}"#
        )
    };
    assert!(decode_client_message(&resume(&json(&token()))).is_ok());
    for made_up in ["null", "7", r#""07""#, r#""G""#] {
        assert_eq!(code(&resume(made_up)), ErrorCode::CannotResume);
    }
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
    let ClientMessage::Signal { to, signal } = decode_client_message(frame).unwrap().message else {
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

//! Hands, recordings and reactions, and who is in a room before one joins.

use protocol::{
    ClientMessage, ErrorCode, Hand, ParticipantId, Peer, Reaction, RoomPreview, ServerFrame,
    ServerMessage, decode_client_message, decode_server_message,
};

use crate::{check_client, check_server, json, name, peer, resumed};

#[test]
fn set_hand() {
    check_client(
        &ClientMessage::SetHand { raised: true },
        r#"{"type":"set_hand","raised":true}"#,
    );
    check_client(
        &ClientMessage::SetHand { raised: false },
        r#"{"type":"set_hand","raised":false}"#,
    );
}

#[test]
fn set_recording() {
    check_client(
        &ClientMessage::SetRecording { on: true },
        r#"{"type":"set_recording","on":true}"#,
    );
    check_client(
        &ClientMessage::SetRecording { on: false },
        r#"{"type":"set_recording","on":false}"#,
    );
}

#[test]
fn react() {
    check_client(
        &ClientMessage::React {
            reaction: Reaction::ThumbsUp,
        },
        r#"{"type":"react","reaction":"thumbs_up"}"#,
    );
}

#[test]
fn hands_and_recordings_are_commands_and_a_reaction_is_none() {
    let counter = |frame: &str| decode_client_message(frame).unwrap().counter;
    assert_eq!(
        counter(r#"{"counter":4,"type":"set_hand","raised":true}"#),
        Some(4)
    );
    assert_eq!(
        counter(r#"{"counter":4,"type":"set_recording","on":true}"#),
        Some(4)
    );
    assert_eq!(
        counter(r#"{"counter":4,"type":"react","reaction":"sad"}"#),
        None
    );
}

#[test]
fn participant_hand() {
    let (roster, participant) = (12, ParticipantId(3));
    let hand = Some(Hand(4));
    check_server(
        &ServerMessage::ParticipantHand {
            roster,
            participant,
            hand,
        },
        r#"{"type":"participant_hand","roster":12,"participant":3,"hand":4}"#,
    );
    let hand = None;
    check_server(
        &ServerMessage::ParticipantHand {
            roster,
            participant,
            hand,
        },
        r#"{"type":"participant_hand","roster":12,"participant":3}"#,
    );
}

#[test]
fn participant_recording() {
    check_server(
        &ServerMessage::ParticipantRecording {
            roster: 13,
            participant: ParticipantId(3),
            recording: true,
        },
        r#"{"type":"participant_recording","roster":13,"participant":3,"recording":true}"#,
    );
}

#[test]
fn reaction() {
    check_server(
        &ServerMessage::Reaction {
            from: ParticipantId(3),
            reaction: Reaction::Heart,
        },
        r#"{"type":"reaction","from":3,"reaction":"heart"}"#,
    );
}

#[test]
fn a_roster_names_raised_hands_and_recordings_alone() {
    let mut busy: Peer = peer(3, false);
    busy.participant.hand = Some(Hand(4));
    busy.participant.recording = true;
    check_server(
        &ServerMessage::ParticipantJoined {
            roster: 8,
            peer: busy,
        },
        r#"{"type":"participant_joined","roster":8,"peer":{"id":3,"name":"Ana","publications":[],"polite":false,"engine":"chromium","connected":true,"hand":4,"recording":true}}"#,
    );
}

#[test]
fn whoever_comes_back_is_told_the_own_hand_and_recording() {
    check_server(
        &resumed(Some(Hand(4)), true),
        r#"{"type":"resumed","version":1,"room":"tea","you":2,"name":"Budi","topology":"mesh","capacity":6,"ice_servers":[],"roster":7,"participants":[],"token":"0707070707070707070707070707070707070707070707070707070707070707","continues":true,"counter":4,"generation":0,"hand":4,"recording":true}"#,
    );
}

#[test]
fn every_reaction_has_its_name() {
    assert_eq!(
        Reaction::ALL.map(|reaction| json(&reaction)).join(" "),
        r#""thumbs_up" "clapping" "heart" "laughing" "surprised" "sad" "celebrate" "thinking""#
    );
}

#[test]
fn a_reaction_of_the_future_is_refused_by_a_server_and_ignored_by_a_client() {
    let code = |frame: &str| decode_client_message(frame).unwrap_err().code();
    for frame in [
        r#"{"type":"react","reaction":"levitating"}"#,
        r#"{"type":"react","reaction":7}"#,
        r#"{"type":"react"}"#,
    ] {
        assert_eq!(code(frame), ErrorCode::BadReaction, "{frame}");
    }
    assert!(ErrorCode::BadReaction.keeps_connection());
    for frame in [
        r#"{"type":"reaction","from":1,"reaction":"levitating"}"#,
        r#"{"type":"reaction","from":1,"reaction":{"emoji":"x"}}"#,
    ] {
        let ignored = ServerFrame {
            seq: None,
            message: None,
        };
        assert_eq!(decode_server_message(frame).unwrap(), ignored, "{frame}");
    }
    assert!(decode_server_message(r#"{"type":"reaction","reaction":"sad"}"#).is_err());
}

#[test]
fn a_hand_or_a_recording_that_is_neither_on_nor_off_is_no_message() {
    let code = |frame: &str| decode_client_message(frame).unwrap_err().code();
    for frame in [
        r#"{"type":"set_hand"}"#,
        r#"{"type":"set_hand","raised":1}"#,
        r#"{"type":"set_recording"}"#,
        r#"{"type":"set_recording","on":"yes"}"#,
    ] {
        assert_eq!(code(frame), ErrorCode::BadMessage, "{frame}");
    }
}

#[test]
fn what_was_too_fast_keeps_the_connection() {
    for code in [
        ErrorCode::HandTooFast,
        ErrorCode::ReactionTooFast,
        ErrorCode::RecordingTooFast,
    ] {
        assert!(code.keeps_connection(), "{code:?}");
    }
}

#[test]
fn room_preview() {
    let preview = RoomPreview {
        participants: vec![name("Ana"), name("Budi")],
        capacity: 6,
        locked: false,
    };
    let golden = r#"{"participants":["Ana","Budi"],"capacity":6}"#;
    assert_eq!(json(&preview), golden);
    assert_eq!(
        serde_json::from_str::<RoomPreview>(golden).unwrap(),
        preview
    );
}

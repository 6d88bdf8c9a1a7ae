//! Who may come in, and what hosts do.

use protocol::{
    Act, Ban, BanId, ClientMessage, DeviceMark, Doors, Engine, Entry, EntryPass, ErrorCode,
    HostRule, Join, Knock, KnockAct, KnockId, ParticipantAct, ParticipantId, Publications, Role,
    RoomAct, RoomPassword, RoomPreview, RoomRules, ServerFrame, ServerMessage,
    decode_client_message, decode_server_message,
};

use crate::{check_client, check_server, json, name, peer, room, token};

#[test]
fn what_is_shown_at_the_door() {
    let entry = Entry {
        pass: EntryPass::parse("eyJ.x-y_z").ok(),
        password: RoomPassword::parse("kata sandi").ok(),
        device: DeviceMark::parse("AZaz09-_AZaz09-_AZaz09").ok(),
    };
    check_client(
        &ClientMessage::Join(Join {
            versions: vec![1],
            room: room(),
            name: name("Ana"),
            publications: Publications::default(),
            engine: Engine::Firefox,
            entry,
        }),
        r#"{"type":"join","versions":[1],"room":"tea","name":"Ana","publications":[],"engine":"firefox","token":"eyJ.x-y_z","password":"kata sandi","device":"AZaz09-_AZaz09-_AZaz09"}"#,
    );
}

#[test]
fn a_bad_password_or_token_is_told_apart_and_a_bad_mark_is_none() {
    let join = |fields: &str| {
        decode_client_message(&format!(
            r#"{{"type":"join","versions":[1],"room":"tea","name":"Ana",{fields}}}"#
        ))
    };
    let code = |fields: &str| join(fields).unwrap_err().code();
    assert_eq!(code(r#""password":"""#), ErrorCode::BadPassword);
    assert_eq!(code(r#""password":7"#), ErrorCode::BadPassword);
    assert_eq!(code(r#""token":"a b""#), ErrorCode::BadToken);
    let ClientMessage::Join(join) = join(r#""device":"short","token":null"#).unwrap().message
    else {
        panic!("it is a join")
    };
    assert_eq!(join.entry, Entry::default());
}

#[test]
fn every_act_has_its_word() {
    let check = |act: Act, golden: &str| {
        check_client(
            &ClientMessage::Act(act),
            &format!(r#"{{"type":"act",{golden}}}"#),
        );
    };
    for (act, word) in ParticipantAct::ALL.into_iter().zip([
        "mute",
        "ask_to_unmute",
        "stop_camera",
        "stop_screen",
        "lower_hand",
        "remove",
        "make_host",
        "make_member",
        "make_viewer",
        "hand_over",
    ]) {
        let golden = format!(r#""act":"{word}","participant":3"#);
        check(Act::Participant(act, ParticipantId(3)), &golden);
    }
    for (act, word) in RoomAct::ALL.into_iter().zip([
        "mute_all",
        "lower_hands",
        "clear_chat",
        "end_for_all",
        "lock",
        "unlock",
        "remove_password",
        "admit_all",
    ]) {
        check(Act::Room(act), &format!(r#""act":"{word}""#));
    }
    for (act, word) in KnockAct::ALL.into_iter().zip(["admit", "deny"]) {
        check(
            Act::Knock(act, KnockId(4)),
            &format!(r#""act":"{word}","knock":4"#),
        );
    }
    check(Act::LetBackIn(BanId(5)), r#""act":"let_back_in","ban":5"#);
    let password = RoomPassword::parse("a \"b\"").unwrap();
    check(
        Act::SetPassword(password),
        r#""act":"set_password","password":"a \"b\"""#,
    );
    for (rule, word) in HostRule::ALL
        .into_iter()
        .zip(["longest_there", "nobody", "close"])
    {
        let golden = format!(r#""act":"set_host_rule","host_rule":"{word}""#);
        check(Act::SetHostRule(rule), &golden);
    }
}

#[test]
fn an_act_that_is_unknown_or_lacks_its_target_is_refused() {
    let code = |fields: &str| {
        let frame = format!(r#"{{"type":"act",{fields}}}"#);
        decode_client_message(&frame).unwrap_err().code()
    };
    assert_eq!(code(r#""act":"dance""#), ErrorCode::Unsupported);
    assert_eq!(code(r#""act":"mute""#), ErrorCode::BadMessage);
    assert_eq!(
        code(r#""act":"admit","participant":1"#),
        ErrorCode::BadMessage
    );
    assert_eq!(code(r#""act":"set_password""#), ErrorCode::BadPassword);
    assert_eq!(
        code(r#""act":"set_host_rule","host_rule":"dice""#),
        ErrorCode::BadMessage
    );
    assert_eq!(code(r#""participant":1"#), ErrorCode::BadMessage);
}

#[test]
fn an_act_is_a_command() {
    let frame = r#"{"counter":4,"type":"act","act":"lock"}"#;
    assert_eq!(decode_client_message(frame).unwrap().counter, Some(4));
}

#[test]
fn what_is_told_of_the_doors() {
    check_server(
        &ServerMessage::Waiting { token: token() },
        r#"{"type":"waiting","token":"0707070707070707070707070707070707070707070707070707070707070707"}"#,
    );
    let (roster, participant, by) = (9, ParticipantId(3), ParticipantId(1));
    check_server(
        &ServerMessage::ParticipantRole {
            roster,
            participant,
            role: Role::Viewer,
        },
        r#"{"type":"participant_role","roster":9,"participant":3,"role":"viewer"}"#,
    );
    let rules = |locked, has_password, host_rule| RoomRules {
        locked,
        has_password,
        host_rule,
    };
    check_server(
        &ServerMessage::RoomRules {
            roster,
            by: Some(by),
            rules: rules(true, true, HostRule::Close),
        },
        r#"{"type":"room_rules","roster":9,"by":1,"locked":true,"has_password":true,"host_rule":"close"}"#,
    );
    check_server(
        &ServerMessage::RoomRules {
            roster,
            by: None,
            rules: RoomRules::default(),
        },
        r#"{"type":"room_rules","roster":9}"#,
    );
    check_server(
        &ServerMessage::Knocks {
            knocks: vec![knock()],
        },
        r#"{"type":"knocks","knocks":[{"id":4,"name":"Citra"}]}"#,
    );
    check_server(
        &ServerMessage::Bans { bans: vec![ban()] },
        r#"{"type":"bans","bans":[{"id":5,"name":"Dewi"}]}"#,
    );
    check_server(
        &ServerMessage::Acted {
            by,
            act: Act::Participant(ParticipantAct::Mute, participant),
        },
        r#"{"type":"acted","by":1,"act":"mute","participant":3}"#,
    );
    check_server(
        &ServerMessage::Acted {
            by,
            act: Act::Room(RoomAct::MuteAll),
        },
        r#"{"type":"acted","by":1,"act":"mute_all"}"#,
    );
    check_server(
        &ServerMessage::ChatCleared { by, up_to: 12 },
        r#"{"type":"chat_cleared","by":1,"up_to":12}"#,
    );
}

#[test]
fn a_host_asks_for_what_makes_invites() {
    check_client(&ClientMessage::AskHostPass, r#"{"type":"ask_host_pass"}"#);
    check_server(
        &ServerMessage::HostPass {
            pass: EntryPass::parse("h.abc").unwrap(),
            lifetime: 600,
        },
        r#"{"type":"host_pass","pass":"h.abc","lifetime":600}"#,
    );
}

#[test]
fn an_act_that_a_newer_server_knows_is_nothing() {
    for fields in [r#""act":"dance""#, r#""act":"dance","participant":3"#] {
        let frame = format!(r#"{{"seq":7,"type":"acted","by":1,{fields}}}"#);
        assert_eq!(
            decode_server_message(&frame).unwrap(),
            ServerFrame {
                seq: Some(7),
                message: None
            }
        );
    }
}

#[test]
fn a_host_is_told_who_waits_and_who_was_removed() {
    let ServerMessage::Resumed(mut resumed) = crate::resumed(None, false) else {
        panic!("it is a resume")
    };
    *resumed.doors = Doors {
        role: Role::Host,
        rules: RoomRules {
            locked: true,
            ..RoomRules::default()
        },
        knocks: vec![knock()],
        bans: vec![ban()],
    };
    check_server(
        &ServerMessage::Resumed(resumed),
        r#"{"type":"resumed","version":1,"room":"tea","you":2,"name":"Budi","topology":"mesh","capacity":6,"ice_servers":[],"role":"host","locked":true,"knocks":[{"id":4,"name":"Citra"}],"bans":[{"id":5,"name":"Dewi"}],"roster":7,"participants":[],"token":"0707070707070707070707070707070707070707070707070707070707070707","continues":true,"counter":4,"generation":0}"#,
    );
}

#[test]
fn a_peer_may_have_been_muted_by_a_host() {
    let mut muted = peer(3, false);
    assert!(!json(&muted).contains("silenced"));
    muted.participant.silenced = true;
    let written = json(&muted);
    assert!(written.contains(r#""silenced":true"#), "{written}");
    let frame = format!(r#"{{"type":"participant_joined","roster":8,"peer":{written}}}"#);
    let Some(ServerMessage::ParticipantJoined { peer, .. }) =
        decode_server_message(&frame).unwrap().message
    else {
        panic!("someone joined")
    };
    assert_eq!(peer, muted);
}

#[test]
fn a_peer_has_a_role() {
    let mut viewer = peer(3, false);
    viewer.participant.role = Role::Viewer;
    let written = json(&viewer);
    assert!(written.contains(r#""role":"viewer""#), "{written}");
    let frame = format!(r#"{{"type":"participant_joined","roster":8,"peer":{written}}}"#);
    let Some(ServerMessage::ParticipantJoined { peer, .. }) =
        decode_server_message(&frame).unwrap().message
    else {
        panic!("someone joined")
    };
    assert_eq!(peer, viewer);
    let newer = frame.replace("viewer", "king");
    let Some(ServerMessage::ParticipantJoined { peer, .. }) =
        decode_server_message(&newer).unwrap().message
    else {
        panic!("someone joined")
    };
    assert_eq!(
        peer.participant.role,
        Role::Member,
        "a role that is not known"
    );
}

#[test]
fn a_locked_room_says_so() {
    let preview = RoomPreview {
        participants: Vec::new(),
        capacity: 6,
        locked: true,
    };
    assert_eq!(
        json(&preview),
        r#"{"participants":[],"capacity":6,"locked":true}"#
    );
}

fn knock() -> Knock {
    Knock {
        id: KnockId(4),
        name: name("Citra"),
    }
}

fn ban() -> Ban {
    Ban {
        id: BanId(5),
        name: name("Dewi"),
    }
}

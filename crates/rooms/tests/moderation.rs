//! What hosts do, who is told, and who may not.

mod common;

use common::words::{
    Said, after_welcome, changed, error, event, joined, left, publications, resumed, signal_frame,
};
use common::{Server, back, close, refused, without_stores};
use protocol::{
    Act, ErrorCode, HostRule, ParticipantAct, ParticipantId, Publications, Role, RoomAct,
    ServerMessage,
};
use rooms::{Command, Limits};

#[test]
fn every_act_of_someone_who_is_no_host_is_refused_and_changes_nothing() {
    let mut acts: Vec<String> = [
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
    ]
    .map(|act| format!(r#"{{"type":"act","act":"{act}","participant":1}}"#))
    .to_vec();
    acts.extend(
        [
            "mute_all",
            "lower_hands",
            "clear_chat",
            "end_for_all",
            "lock",
            "unlock",
            "remove_password",
            "admit_all",
        ]
        .map(|act| format!(r#"{{"type":"act","act":"{act}"}}"#)),
    );
    acts.extend(
        [
            r#"{"type":"act","act":"admit","knock":1}"#,
            r#"{"type":"act","act":"deny","knock":1}"#,
            r#"{"type":"act","act":"let_back_in","ban":1}"#,
            r#"{"type":"act","act":"set_password","password":"a"}"#,
            r#"{"type":"act","act":"set_host_rule","host_rule":"close"}"#,
        ]
        .map(str::to_owned),
    );
    for viewer in [false, true] {
        let mut server = Server::storing().and_two();
        if viewer {
            server.say(1, r#"{"type":"act","act":"make_viewer","participant":2}"#);
        }
        for act in &acts {
            assert_eq!(
                server.say(2, act),
                [error(2, ErrorCode::NotAllowed)],
                "{act}"
            );
        }
    }
}

#[test]
fn a_muted_participant_and_everyone_else_are_told_at_once() {
    let mut server = Server::with_two();
    speak(&mut server, 2, false);
    assert_eq!(
        act_on(&mut server, 1, "mute", 2),
        [
            event([(1, 3)], changed(4, 2, publications(true))),
            event([(1, 4), (2, 1)], acted(1, ParticipantAct::Mute, 2)),
        ]
    );
    assert_eq!(
        act_on(&mut server, 1, "mute", 2),
        [event([(1, 5), (2, 2)], acted(1, ParticipantAct::Mute, 2))],
        "whoever is muted may yet send what they say they do not"
    );
    let said = r#"{"type":"set_publications","publications":[{"source":"microphone","muted":false,"stream":"s"}]}"#;
    assert_eq!(
        server.say(2, said),
        [event([(1, 6)], changed(5, 2, publications(false)))],
        "the person can unmute"
    );
}

#[test]
fn whoever_was_muted_while_away_comes_back_muted() {
    for received in [Some(0), None] {
        let mut server = Server::with_two();
        speak(&mut server, 2, false);
        server.disconnect(2);
        act_on(&mut server, 1, "mute", 2);
        let mut resume = back(2, 1, received);
        resume.publications = publications(false);
        let commands = server.resume(3, resume);
        let told = after_welcome(&commands);
        assert!(
            told.contains(&event([(3, 1)], acted(1, ParticipantAct::Mute, 2))),
            "{received:?}: {commands:?}"
        );
        assert!(!format!("{commands:?}").contains("PublicationsChanged"));
    }
}

#[test]
fn whoever_comes_later_is_told_who_was_muted_until_they_unmute() {
    let mut server = Server::storing().and_two();
    let mut next = 3;
    let mut comes = |server: &mut Server| {
        let commands = server.join(next, "tea", "Citra");
        server.say(next, r#"{"type":"leave"}"#);
        next += 1;
        is_silenced(&commands, 2)
    };
    assert!(!comes(&mut server));
    speak(&mut server, 2, true);
    assert!(!comes(&mut server), "by themselves");
    speak(&mut server, 2, false);
    act_on(&mut server, 1, "mute", 2);
    assert!(comes(&mut server));
    let camera = r#"{"type":"set_publications","publications":[{"source":"camera","muted":false,"stream":"s"}]}"#;
    server.say(2, camera);
    assert!(comes(&mut server), "a camera is no microphone");
    server.kill();
    server.resume(101, back(1, 1, Some(0)));
    assert!(comes(&mut server), "also after a restart");
    let mut resume = back(2, 1, Some(0));
    resume.publications = publications(false);
    server.resume(102, resume);
    assert!(!comes(&mut server));
    act(&mut server, 101, "mute_all");
    assert!(comes(&mut server));
}

#[test]
fn everyone_but_the_host_is_muted() {
    let mut server = Server::with_two();
    speak(&mut server, 1, false);
    speak(&mut server, 2, false);
    let commands = act(&mut server, 1, "mute_all");
    assert_eq!(
        commands,
        [
            event([(1, 3)], changed(5, 2, publications(true))),
            event([(1, 4), (2, 2)], acted_on_all(1, RoomAct::MuteAll)),
        ]
    );
}

#[test]
fn to_ask_someone_to_unmute_changes_nothing_and_only_they_are_told() {
    let mut server = Server::with_two();
    server.join(3, "tea", "Citra");
    assert_eq!(
        act_on(&mut server, 1, "ask_to_unmute", 2),
        [event([(2, 2)], acted(1, ParticipantAct::AskToUnmute, 2))]
    );
}

#[test]
fn a_removed_participant_is_gone_at_once_and_everyone_is_told_who_did_it() {
    let mut server = Server::with_two();
    assert_eq!(
        act_on(&mut server, 1, "remove", 2),
        [
            event([(1, 2), (2, 1)], acted(1, ParticipantAct::Remove, 2)),
            event([(1, 3)], bans()),
            error(2, ErrorCode::Removed),
            close(2, Some(ErrorCode::Removed)),
            event([(1, 4)], left(3, 2)),
        ]
    );
    assert_eq!(server.say(2, r#"{"type":"ping"}"#), []);
    let signal = signal_frame(1, "{}");
    assert_eq!(server.say(2, &signal), [], "nothing is relayed any more");
    assert_eq!(server.say(1, &signal_frame(2, "{}")), []);
    let back = server.resume(3, back(2, 1, Some(1)));
    assert_eq!(back, [error(3, ErrorCode::CannotResume)]);
    let signal = server.say(3, &signal);
    assert_eq!(signal, refused(3, ErrorCode::NotJoined));
    assert_eq!(
        act_on(&mut server, 1, "mute", 2),
        [],
        "leaving races with it"
    );
    assert_eq!(
        act_on(&mut server, 1, "mute", 9),
        [error(1, ErrorCode::BadTarget)]
    );
}

#[test]
fn a_host_cannot_turn_on_another_host_or_remove_themselves() {
    let mut server = Server::with_two();
    act_on(&mut server, 1, "make_host", 2);
    for act in ["remove", "make_viewer", "make_member"] {
        assert_eq!(
            act_on(&mut server, 2, act, 1),
            [error(2, ErrorCode::NotAllowed)],
            "{act}"
        );
    }
    assert_eq!(
        act_on(&mut server, 1, "remove", 1),
        [error(1, ErrorCode::NotAllowed)]
    );
}

#[test]
fn a_viewer_publishes_nothing_and_does_not_record() {
    let mut server = Server::with_two();
    speak(&mut server, 2, false);
    let commands = act_on(&mut server, 1, "make_viewer", 2);
    assert_eq!(
        commands,
        [
            event([(1, 3)], changed(4, 2, Publications::default())),
            event([(1, 4), (2, 1)], role(5, 2, Role::Viewer)),
            event([(1, 5), (2, 2)], acted(1, ParticipantAct::MakeViewer, 2)),
        ]
    );
    let said = r#"{"type":"set_publications","publications":[{"source":"microphone","muted":true,"stream":"s"}]}"#;
    assert_eq!(server.say(2, said), [error(2, ErrorCode::NotAllowed)]);
    assert_eq!(
        server
            .say(2, r#"{"type":"set_publications","publications":[]}"#)
            .len(),
        1
    );
    assert_eq!(
        server.say(2, r#"{"type":"set_recording","on":true}"#),
        [error(2, ErrorCode::NotAllowed)]
    );
    server.disconnect(2);
    let mut resume = back(2, 1, Some(2));
    resume.publications = publications(false);
    let commands = server.resume(3, resume);
    assert_eq!(resumed(&commands).doors.role, Role::Viewer);
    assert!(!format!("{commands:?}").contains("Microphone"));
}

#[test]
fn whoever_is_made_host_learns_who_waits_and_who_was_removed() {
    let mut server = Server::with_two();
    let commands = act_on(&mut server, 1, "make_host", 2);
    let (knocks, bans) = (Vec::new(), Vec::new());
    assert_eq!(
        commands,
        [
            event([(1, 2), (2, 1)], role(3, 2, Role::Host)),
            event([(2, 2)], ServerMessage::Knocks { knocks }),
            event([(2, 3)], ServerMessage::Bans { bans }),
            event([(1, 3), (2, 4)], acted(1, ParticipantAct::MakeHost, 2)),
        ]
    );
}

#[test]
fn hands_are_lowered_and_the_chat_is_cleared() {
    let mut server = Server::storing().and_two();
    server.say(2, r#"{"type":"set_hand","raised":true}"#);
    server.say(2, r#"{"type":"chat","id":"a","text":"Hi"}"#);
    let commands = without_stores(act(&mut server, 1, "lower_hands"));
    assert_eq!(commands.len(), 2);
    let commands = without_stores(act(&mut server, 1, "clear_chat"));
    let cleared = ServerMessage::ChatCleared {
        by: ParticipantId(1),
        up_to: 1,
    };
    assert_eq!(commands, [event([(1, 5), (2, 4)], cleared)]);
    let commands = server.join(3, "tea", "Citra");
    assert!(!format!("{commands:?}").contains("\"Hi\""));
    server.kill();
    let commands = server.resume(4, back(2, 1, None));
    assert!(
        !format!("{commands:?}").contains("\"Hi\""),
        "nor is it stored"
    );
}

#[test]
fn a_room_ends_for_everyone() {
    let mut server = Server::with_two();
    server.join(3, "tea", "Citra");
    server.disconnect(3);
    let commands = act(&mut server, 1, "end_for_all");
    assert_eq!(
        commands,
        [
            error(1, ErrorCode::Ended),
            close(1, Some(ErrorCode::Ended)),
            error(2, ErrorCode::Ended),
            close(2, Some(ErrorCode::Ended)),
        ]
    );
    assert_eq!(server.rooms.room_count(), 0);
    assert_eq!(server.rooms.poll_timeout(), None);
    assert_eq!(
        server.resume(4, back(3, 1, None)),
        [error(4, ErrorCode::CannotResume)]
    );
}

#[test]
fn the_longest_there_is_host_when_the_last_host_leaves() {
    let mut server = Server::with_host_rule(Limits::default(), HostRule::LongestThere).and_two();
    server.join(3, "tea", "Citra");
    server.disconnect(2);
    let commands = server.say(1, r#"{"type":"leave"}"#);
    assert!(
        told(&commands, role(5, 3, Role::Host)),
        "rather one who is connected: {commands:?}"
    );
    server.say(3, r#"{"type":"leave"}"#);
    let commands = server.resume(4, back(2, 1, Some(0)));
    assert_eq!(resumed(&commands).doors.role, Role::Host);
}

#[test]
fn whoever_comes_back_where_nobody_could_follow_the_last_host_does() {
    let mut server = Server::with_host_rule(Limits::default(), HostRule::LongestThere).and_two();
    server.say(2, r#"{"type":"leave","may_return":true}"#);
    server.say(1, r#"{"type":"leave"}"#);
    let commands = server.resume(3, back(2, 1, None));
    assert!(told(&commands, role(6, 2, Role::Host)), "{commands:?}");
}

#[test]
fn a_host_who_lost_the_connection_or_loads_the_page_again_is_still_host() {
    for leaving in [None, Some(r#"{"type":"leave","may_return":true}"#)] {
        let mut server =
            Server::with_host_rule(Limits::default(), HostRule::LongestThere).and_two();
        match leaving {
            Some(frame) => drop(server.say(1, frame)),
            None => drop(server.disconnect(1)),
        }
        let commands = server.resume(3, back(1, 1, None));
        assert_eq!(resumed(&commands).doors.role, Role::Host);
    }
}

#[test]
fn a_room_may_close_with_its_last_host() {
    let mut server = Server::with_two();
    server.say(
        1,
        r#"{"type":"act","act":"set_host_rule","host_rule":"close"}"#,
    );
    let commands = server.say(1, r#"{"type":"leave"}"#);
    assert!(
        commands.contains(&close(2, Some(ErrorCode::Ended))),
        "{commands:?}"
    );
    assert_eq!(server.rooms.room_count(), 0);
}

#[test]
fn a_room_may_have_no_host_any_more() {
    let mut server = Server::with_two();
    let commands = server.say(1, r#"{"type":"leave"}"#);
    assert!(!format!("{commands:?}").contains("ParticipantRole"));
    assert_eq!(
        joined(&server.join(3, "tea", "Citra")).doors.role,
        Role::Member
    );
}

#[test]
fn only_a_host_is_given_what_makes_invites() {
    let mut server = Server::with_two();
    let ask = r#"{"type":"ask_host_pass"}"#;
    let given = Command::GiveHostPass {
        connection: rooms::ConnectionId(1),
        room: common::words::room("tea"),
    };
    assert_eq!(server.say(1, ask), [given]);
    assert_eq!(server.say(2, ask), [error(2, ErrorCode::NotAllowed)]);
}

#[test]
fn acts_have_a_limit() {
    let mut server = Server::with_two();
    for _ in 0..60 {
        assert_ne!(
            act_on(&mut server, 1, "mute", 2),
            [error(1, ErrorCode::ActTooFast)]
        );
    }
    assert_eq!(
        act_on(&mut server, 1, "mute", 2),
        [error(1, ErrorCode::ActTooFast)]
    );
}

/// What a `joined` says of a participant.
fn is_silenced(commands: &[Command], participant: u32) -> bool {
    let joined = commands.iter().find_map(|command| {
        let Command::Send { message, .. } = command else {
            return None;
        };
        let ServerMessage::Joined(joined) = &**message else {
            return None;
        };
        Some(joined)
    });
    let mut others = joined.expect("is welcomed").participants.iter();
    let other = others.find(|other| other.participant.id == ParticipantId(participant));
    other.expect("is here").participant.silenced
}

fn speak(server: &mut Server, connection: u64, muted: bool) {
    server.say(
        connection,
        &format!(
            r#"{{"type":"set_publications","publications":[{{"source":"microphone","muted":{muted},"stream":"s"}}]}}"#
        ),
    );
}

fn act(server: &mut Server, by: u64, act: &str) -> Vec<Command> {
    server.say(by, &format!(r#"{{"type":"act","act":"{act}"}}"#))
}

fn act_on(server: &mut Server, by: u64, act: &str, participant: u32) -> Vec<Command> {
    let frame = format!(r#"{{"type":"act","act":"{act}","participant":{participant}}}"#);
    server.say(by, &frame)
}

fn acted(by: u32, act: ParticipantAct, participant: u32) -> Said {
    ServerMessage::Acted {
        by: ParticipantId(by),
        act: Act::Participant(act, ParticipantId(participant)),
    }
}

fn acted_on_all(by: u32, act: RoomAct) -> Said {
    ServerMessage::Acted {
        by: ParticipantId(by),
        act: Act::Room(act),
    }
}

fn role(roster: u64, participant: u32, role: Role) -> Said {
    ServerMessage::ParticipantRole {
        roster,
        participant: ParticipantId(participant),
        role,
    }
}

fn bans() -> Said {
    ServerMessage::Bans {
        bans: vec![protocol::Ban {
            id: protocol::BanId(1),
            name: common::words::name("Budi"),
        }],
    }
}

fn told(commands: &[Command], said: Said) -> bool {
    commands
        .iter()
        .any(|command| matches!(command, Command::Send { message, .. } if **message == said))
}

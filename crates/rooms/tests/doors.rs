//! Who comes in: locks, waiting, passwords, grants and bans.

mod common;

use std::time::Duration;

use common::words::{Said, error, event, join, joined, name, peer, room, send};
use common::{Server, back, close, refused, token};
use protocol::{ClientMessage, DeviceMark, ErrorCode, Join, Knock, KnockId, Role, ServerMessage};
use rooms::{Command, ConnectionId, Grant, Input, Limits};

#[test]
fn the_first_one_is_host_and_whoever_comes_later_is_a_member() {
    let mut server = Server::new(Limits::default());
    let commands = server.join(1, "tea", "Ana");
    assert_eq!(joined(&commands).doors.role, Role::Host);
    let commands = server.join(2, "tea", "Budi");
    assert_eq!(joined(&commands).doors.role, Role::Member);
    assert_eq!(
        joined(&commands).participants[0].participant.role,
        Role::Host
    );
}

#[test]
fn whoever_comes_to_a_locked_room_waits_and_is_told_nothing_of_it() {
    let mut server = locked();
    let commands = server.join(3, "tea", "Citra");
    assert_eq!(
        commands,
        [
            send([3], waiting(3)),
            event([(1, 3)], knocks([(1, "Citra")])),
        ],
        "the host sees who asks, and nobody else"
    );
    for frame in [
        r#"{"type":"signal","to":1,"signal":{}}"#,
        r#"{"type":"chat","id":"a","text":"Hi"}"#,
        r#"{"type":"renew_ice_servers"}"#,
        r#"{"type":"act","act":"unlock"}"#,
    ] {
        let mut server = locked();
        server.join(3, "tea", "Citra");
        let commands = server.say(3, frame);
        for part in refused(3, ErrorCode::NotJoined) {
            assert!(commands.contains(&part), "{frame}: {commands:?}");
        }
    }
    server.say(1, r#"{"type":"chat","id":"a","text":"Hi"}"#);
    assert_eq!(
        server.say(3, r#"{"type":"ping"}"#),
        [common::words::pong(3, 0)]
    );
    assert!(server.rooms.preview(&room("tea")).participants.is_empty());
}

#[test]
fn a_host_lets_in() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    let commands = server.say(1, r#"{"type":"act","act":"admit","knock":1}"#);
    let joined = joined(&commands);
    assert_eq!(joined.token, token(3));
    assert_eq!(
        joined.participants,
        [peer(1, "Ana", true), peer(2, "Budi", true)]
    );
    assert!(joined.doors.rules.locked);
    assert!(server.is_live(3));
    assert_eq!(
        server.say(1, r#"{"type":"act","act":"admit","knock":1}"#),
        [],
        "another host may have been first"
    );
}

#[test]
fn a_host_turns_away() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    let commands = server.say(1, r#"{"type":"act","act":"deny","knock":1}"#);
    assert_eq!(
        commands,
        [
            error(3, ErrorCode::Denied),
            close(3, Some(ErrorCode::Denied)),
            event([(1, 4)], knocks([])),
        ]
    );
}

#[test]
fn only_hosts_let_in_and_turn_away() {
    for act in ["admit", "deny"] {
        let mut server = locked();
        server.join(3, "tea", "Citra");
        let frame = format!(r#"{{"type":"act","act":"{act}","knock":1}}"#);
        assert_eq!(server.say(2, &frame), [error(2, ErrorCode::NotAllowed)]);
        assert_eq!(
            server.say(2, r#"{"type":"act","act":"admit_all"}"#),
            [error(2, ErrorCode::NotAllowed)]
        );
    }
}

#[test]
fn everyone_is_let_in_at_once_for_as_long_as_there_is_a_place() {
    let mut server = Server::new(Limits {
        room_capacity: 3,
        ..Limits::default()
    });
    server.join(1, "tea", "Ana");
    server.say(1, r#"{"type":"act","act":"lock"}"#);
    for (connection, who) in [(2, "Budi"), (3, "Citra"), (4, "Dewi")] {
        server.join(connection, "tea", who);
    }
    let commands = server.say(1, r#"{"type":"act","act":"admit_all"}"#);
    assert!(commands.contains(&error(1, ErrorCode::NoPlace)));
    assert_eq!(server.rooms.seat_count(), 3);
    assert!(server.is_live(2) && server.is_live(3));
    let commands = server.say(1, r#"{"type":"leave"}"#);
    assert!(
        !format!("{commands:?}").contains("Denied"),
        "she goes on waiting"
    );
}

#[test]
fn whoever_waits_keeps_the_place_through_a_lost_connection() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    server.disconnect(3);
    server.wait(Duration::from_secs(30));
    let mut resume = back(3, 1, None);
    assert_eq!(server.resume(4, resume.clone()), [send([4], waiting(3))]);
    server.disconnect(4);
    assert_eq!(
        server.say(1, r#"{"type":"act","act":"admit","knock":1}"#),
        [event([(1, 4)], knocks([]))],
        "a host says yes while she is away"
    );
    resume.attempt = 2;
    let commands = server.resume(5, resume);
    assert_eq!(joined(&commands).you.0, 3);
    assert!(server.is_live(5));
}

#[test]
fn a_host_who_comes_back_still_sees_who_waits() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    server.disconnect(1);
    let commands = server.resume(4, back(1, 1, None));
    let resumed = common::words::resumed(&commands);
    assert_eq!(resumed.doors.knocks, [knock(1, "Citra")]);
    let commands = server.say(4, r#"{"type":"act","act":"admit","knock":1}"#);
    assert_eq!(joined(&commands).you.0, 3);
}

#[test]
fn whoever_does_not_come_back_waits_no_more() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    server.disconnect(3);
    assert_eq!(
        server.wait(Duration::from_secs(60)),
        [event([(1, 4)], knocks([]))]
    );
    let commands = server.resume(4, back(3, 1, None));
    assert_eq!(commands, [error(4, ErrorCode::CannotResume)]);
}

#[test]
fn whoever_says_goodbye_waits_no_more() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    assert_eq!(
        server.say(3, r#"{"type":"leave"}"#),
        [event([(1, 4)], knocks([])), close(3, None)]
    );
}

#[test]
fn a_seat_is_a_seat_when_the_room_is_locked_meanwhile() {
    let mut server = Server::with_two();
    server.disconnect(2);
    server.say(1, r#"{"type":"act","act":"lock"}"#);
    let commands = server.resume(3, back(2, 1, Some(0)));
    assert_eq!(common::words::resumed(&commands).you.0, 2);
}

#[test]
fn whoever_waits_comes_in_when_the_room_is_unlocked() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    let commands = server.say(1, r#"{"type":"act","act":"unlock"}"#);
    assert_eq!(joined(&commands).you.0, 3);
}

#[test]
fn too_many_do_not_wait() {
    let mut server = locked();
    for connection in 3..53 {
        server.join(connection, "tea", "Citra");
    }
    let commands = server.join(60, "tea", "Dewi");
    assert_eq!(commands, refused(60, ErrorCode::TooManyWaiting));
}

#[test]
fn who_waits_is_told_when_the_room_is_gone() {
    let mut server = locked();
    server.join(3, "tea", "Citra");
    server.say(2, r#"{"type":"leave"}"#);
    let commands = server.say(1, r#"{"type":"leave"}"#);
    assert!(
        commands.contains(&error(3, ErrorCode::Ended)),
        "{commands:?}"
    );
    assert_eq!(server.rooms.room_count(), 0);
    assert_eq!(server.rooms.poll_timeout(), None);
}

#[test]
fn a_host_by_grant_comes_in_through_a_lock() {
    let mut server = locked();
    let commands = vouched(&mut server, 3, host_grant(), join("tea", "Citra"));
    assert_eq!(joined(&commands).doors.role, Role::Host);
}

#[test]
fn a_grant_names_and_gives_a_role() {
    let mut server = Server::with_two();
    let grant = Grant {
        role: Some(Role::Viewer),
        name: Some(name("Dr. Citra")),
        ..Grant::default()
    };
    let mut join = join("tea", "Mallory");
    join.publications = common::words::publications(false);
    let commands = vouched(&mut server, 3, grant, join);
    assert_eq!(joined(&commands).doors.role, Role::Viewer);
    assert_eq!(joined(&commands).name, Some(name("Dr. Citra")));
    let told = format!("{:?}", commands.last());
    assert!(
        told.contains("Dr. Citra") && !told.contains("Microphone"),
        "{told}"
    );
}

#[test]
fn where_rooms_need_a_grant_nobody_else_opens_one_or_learns_which_there_are() {
    let mut server = Server::new(Limits {
        creation_needs_grant: true,
        ..Limits::default()
    });
    let nobody = server.join(1, "coffee", "Mallory");
    assert_eq!(nobody, refused(1, ErrorCode::PasswordNeeded));
    let grant = Grant {
        creates: true,
        ..Grant::default()
    };
    let commands = vouched(&mut server, 2, grant, join("tea", "Ana"));
    assert_eq!(joined(&commands).doors.role, Role::Host);
    assert_eq!(
        joined(&server.join(3, "tea", "Budi")).you.0,
        2,
        "whoever has the link comes in"
    );
}

#[test]
fn whoever_was_removed_does_not_get_in_by_the_same_browser_or_the_same_invite() {
    let mut server = Server::with_two();
    let device = "AZaz09-_AZaz09-_AZaz09";
    let subject = "invite:7";
    let entering = |device: Option<&str>, subject: Option<&str>| {
        let mut join = join("tea", "Citra");
        join.entry.device = device.map(|mark| DeviceMark::parse(mark).expect("a mark"));
        let grant = Grant {
            subject: subject.map(Into::into),
            ..Grant::default()
        };
        (grant, join)
    };
    let (grant, join) = entering(Some(device), Some(subject));
    vouched(&mut server, 3, grant, join);
    let commands = server.say(1, r#"{"type":"act","act":"remove","participant":3}"#);
    assert!(
        commands.contains(&close(3, Some(ErrorCode::Removed))),
        "{commands:?}"
    );

    let other = "BBBBBBBBBBBBBBBBBBBBBB";
    for (connection, device, subject, gets_in) in [
        (4, Some(device), None, false),
        (5, Some(other), Some(subject), false),
        (6, Some(other), Some("invite:8"), true),
    ] {
        let (grant, join) = entering(device, subject);
        let commands = vouched(&mut server, connection, grant, join);
        if gets_in {
            joined(&commands);
        } else {
            assert_eq!(commands, refused(connection, ErrorCode::Removed));
        }
    }
    let commands = server.resume(7, back(3, 1, None));
    assert_eq!(
        commands,
        [error(7, ErrorCode::CannotResume)],
        "the token is gone"
    );

    server.say(1, r#"{"type":"act","act":"let_back_in","ban":1}"#);
    let (grant, join) = entering(Some(device), Some(subject));
    joined(&vouched(&mut server, 8, grant, join));
}

fn locked() -> Server {
    let mut server = Server::with_two();
    let commands = server.say(1, r#"{"type":"act","act":"lock"}"#);
    assert_eq!(commands.len(), 1);
    server
}

fn vouched(server: &mut Server, connection: u64, grant: Grant, join: Join) -> Vec<Command> {
    server.connect(connection);
    let by = ConnectionId(connection);
    server.handle(Input::Vouched {
        connection: by,
        grant,
    });
    server.message(connection, ClientMessage::Join(join))
}

fn host_grant() -> Grant {
    Grant {
        role: Some(Role::Host),
        ..Grant::default()
    }
}

fn waiting(connection: u64) -> Said {
    let token = token(connection);
    ServerMessage::Waiting { token }
}

fn knocks<const N: usize>(all: [(u32, &str); N]) -> Said {
    let knocks = all.map(|(id, who)| knock(id, who)).to_vec();
    ServerMessage::Knocks { knocks }
}

fn knock(id: u32, who: &str) -> Knock {
    Knock {
        id: KnockId(id),
        name: name(who),
    }
}

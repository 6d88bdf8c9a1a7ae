//! Rooms with a password.

mod common;

use common::words::{error, join, joined, room};
use common::{Server, back, refused};
use protocol::{ClientMessage, ErrorCode, Join, Role, RoomPassword};
use rooms::{Command, ConnectionId, Input, PasswordHash};

#[test]
fn a_room_with_a_password_asks_for_it() {
    let mut server = with_password();
    let commands = server.join(3, "tea", "Citra");
    assert_eq!(commands, refused(3, ErrorCode::PasswordNeeded));
    assert!(server.rooms.preview(&room("tea")).participants.is_empty());

    server.connect(4);
    let asked = server.message(4, ClientMessage::Join(join_with("tea", "rahasia")));
    assert_eq!(asked, [check(4, "rahasia", Some("hash of rahasia"))]);
    assert_eq!(
        server.say(4, r#"{"type":"ping"}"#),
        [common::words::pong(4, 0)]
    );
    let commands = checked(&mut server, 4, Some("hash of rahasia"));
    assert_eq!(joined(&commands).you.0, 3);

    server.connect(5);
    server.message(5, ClientMessage::Join(join_with("tea", "salah")));
    let commands = checked(&mut server, 5, None);
    assert_eq!(commands, refused(5, ErrorCode::WrongPassword));
}

#[test]
fn a_password_is_checked_the_same_for_a_room_that_there_is_not() {
    let mut server = with_password();
    server.connect(3);
    let asked = server.message(3, ClientMessage::Join(join_with("coffee", "rahasia")));
    assert_eq!(asked, [check(3, "rahasia", None)]);
    let commands = checked(&mut server, 3, None);
    assert_eq!(commands, refused(3, ErrorCode::WrongPassword));
    assert_eq!(server.rooms.room_count(), 1);
}

#[test]
fn a_password_that_was_changed_meanwhile_is_checked_again() {
    let mut server = with_password();
    server.connect(3);
    server.message(3, ClientMessage::Join(join_with("tea", "rahasia")));
    set_password(&mut server, "baru");
    let commands = checked(&mut server, 3, Some("hash of rahasia"));
    assert_eq!(commands, [check(3, "rahasia", Some("hash of baru"))]);
}

#[test]
fn an_answer_for_someone_who_has_gone_changes_nothing() {
    let mut server = with_password();
    server.connect(3);
    server.message(3, ClientMessage::Join(join_with("tea", "rahasia")));
    server.disconnect(3);
    assert_eq!(checked(&mut server, 3, Some("hash of rahasia")), []);
}

#[test]
fn only_who_is_still_host_sets_a_password() {
    let mut server = Server::with_two();
    assert_eq!(
        server.say(2, r#"{"type":"act","act":"set_password","password":"a"}"#),
        [error(2, ErrorCode::NotAllowed)]
    );
    server.say(1, r#"{"type":"act","act":"set_password","password":"a"}"#);
    server.say(1, r#"{"type":"act","act":"hand_over","participant":2}"#);
    assert_eq!(hashed(&mut server, "a"), []);
    assert!(
        server.join(3, "tea", "Citra").len() > 1,
        "there is no password"
    );
}

#[test]
fn a_password_can_be_taken_away() {
    let mut server = with_password();
    server.say(1, r#"{"type":"act","act":"remove_password"}"#);
    assert!(
        !joined(&server.join(3, "tea", "Citra"))
            .doors
            .rules
            .has_password
    );
}

#[test]
fn locks_passwords_roles_and_bans_outlive_the_server() {
    let mut server = Server::storing().and_two();
    server.join(3, "tea", "Citra");
    server.say(1, r#"{"type":"act","act":"lock"}"#);
    set_password(&mut server, "rahasia");
    server.say(1, r#"{"type":"act","act":"make_host","participant":2}"#);
    server.say(1, r#"{"type":"act","act":"remove","participant":3}"#);
    server.say(
        1,
        r#"{"type":"act","act":"set_host_rule","host_rule":"close"}"#,
    );
    server.kill();
    let commands = server.resume(9, back(2, 1, Some(0)));
    let doors = &common::words::resumed(&commands).doors;
    assert_eq!(doors.role, Role::Host);
    assert!(doors.rules.locked && doors.rules.has_password);
    assert_eq!(doors.rules.host_rule, protocol::HostRule::Close);
    assert_eq!(doors.bans.len(), 1);
    let asked = server.join(10, "tea", "Dewi");
    assert!(asked.contains(&error(10, ErrorCode::PasswordNeeded)));
}

fn with_password() -> Server {
    let mut server = Server::with_two();
    set_password(&mut server, "rahasia");
    server
}

fn set_password(server: &mut Server, password: &str) {
    let frame = format!(r#"{{"type":"act","act":"set_password","password":"{password}"}}"#);
    let commands = server.say(1, &frame);
    let asked = Command::HashPassword {
        room: room("tea"),
        by: protocol::ParticipantId(1),
        password: RoomPassword::parse(password).expect("a password"),
    };
    assert_eq!(common::without_stores(commands), [asked]);
    hashed(server, password);
}

fn hashed(server: &mut Server, password: &str) -> Vec<Command> {
    server.handle(Input::PasswordHashed {
        room: room("tea"),
        by: protocol::ParticipantId(1),
        hash: PasswordHash::new(&format!("hash of {password}")),
    })
}

fn checked(server: &mut Server, connection: u64, right: Option<&str>) -> Vec<Command> {
    server.handle(Input::PasswordChecked {
        connection: ConnectionId(connection),
        right: right.map(PasswordHash::new),
    })
}

fn check(connection: u64, password: &str, hash: Option<&str>) -> Command {
    Command::CheckPassword {
        connection: ConnectionId(connection),
        password: RoomPassword::parse(password).expect("a password"),
        hash: hash.map(PasswordHash::new),
    }
}

fn join_with(in_room: &str, password: &str) -> Join {
    let mut join = join(in_room, "Citra");
    join.entry.password = Some(RoomPassword::parse(password).expect("a password"));
    join
}

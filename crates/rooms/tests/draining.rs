//! A server that is to have no new rooms, so that it can be ended without ending a call.

mod common;

use common::Server;
use common::words::joined;
use protocol::{ErrorCode, ServerMessage};
use rooms::{Command, Input, Limits};

#[test]
fn rooms_go_on_and_there_are_no_new_ones() {
    let mut server = Server::with_two();
    server.handle(Input::Draining);
    joined(&server.join(3, "tea", "Citra"));
    let commands = server.join(4, "coffee", "Dewi");
    let told = commands.iter().any(|command| {
        matches!(command, Command::Send { message, .. } if matches!(
            **message,
            ServerMessage::Error { code: ErrorCode::GoingAway, retry_after: Some(_), .. }
        ))
    });
    assert!(told, "{commands:?}");
    let closed = commands.iter().any(|command| {
        matches!(
            command,
            Command::Close {
                code: Some(ErrorCode::GoingAway),
                ..
            }
        )
    });
    assert!(closed, "{commands:?}");
    assert_eq!(server.rooms.room_count(), 1);
    assert!(!server.rooms.is_drained());
}

#[test]
fn it_is_over_when_the_last_seat_is_given_up() {
    let mut server = Server::new(Limits::default());
    assert!(!server.rooms.is_drained(), "nobody has asked for it");
    server.join(1, "tea", "Ana");
    server.handle(Input::Draining);
    server.disconnect(1);
    assert!(!server.rooms.is_drained(), "she may come back");
    server.wait(Limits::default().seat_grace);
    assert!(server.rooms.is_drained());
}

#[test]
fn a_server_without_rooms_is_drained_at_once() {
    let mut server = Server::new(Limits::default());
    server.handle(Input::Draining);
    assert!(server.rooms.is_drained());
}

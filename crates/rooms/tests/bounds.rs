//! What all rooms together may take up, and who is told to come back later.

mod common;

use std::time::Duration;

use common::words::{after_welcome, chat_frame, joined};
use common::{Server, close, refused};
use protocol::{ErrorCode, ServerMessage};
use rooms::{Command, ConnectionId, Input, Limits, Rooms};

#[test]
fn a_server_takes_so_many_participants_at_most() {
    let mut server = Server::new(Limits {
        participants: 2,
        ..Limits::default()
    });
    server.join(1, "tea", "Ana");
    server.join(2, "coffee", "Budi");
    for room in ["tea", "milk"] {
        let commands = server.join(3, room, "Citra");
        assert_eq!(commands, refused(3, ErrorCode::ServerFull));
    }
    server.say(1, r#"{"type":"leave"}"#);
    joined(&server.join(4, "milk", "Dewi"));
    assert_eq!(server.rooms.seat_count(), 2);
}

#[test]
fn a_seat_that_is_kept_is_one_of_them_until_it_is_given_up() {
    let mut server = Server::new(Limits {
        participants: 1,
        ..Limits::default()
    });
    server.join(1, "tea", "Ana");
    server.disconnect(1);
    let commands = server.join(2, "tea", "Budi");
    assert_eq!(commands, refused(2, ErrorCode::ServerFull));
    server.wait(Limits::default().seat_grace);
    joined(&server.join(3, "tea", "Citra"));
}

#[test]
fn the_longest_chat_pays_for_what_all_together_are_too_long() {
    let mut server = Server::storing();
    server.limits.chat_bytes = 100_000;
    server.rooms = Rooms::new(server.limits.clone());
    server.join(1, "quiet", "Ana");
    server.say(1, &chat_frame("a", "Hi"));
    server.join(2, "loud", "Budi");
    for n in 0..60 {
        server.wait(Duration::from_secs(60));
        server.say(2, &chat_frame(&format!("b-{n}"), &"x".repeat(3_800)));
    }
    let kept = |server: &mut Server, connection, room: &str| -> usize {
        let commands = server.join(connection, room, "Citra");
        let pages = after_welcome(&commands).iter().filter_map(|command| {
            let Command::Send { message, .. } = command else {
                return None;
            };
            let ServerMessage::ChatHistory { messages } = &**message else {
                return None;
            };
            Some(messages.len())
        });
        pages.sum()
    };
    assert_eq!(kept(&mut server, 3, "quiet"), 1);
    let loud = kept(&mut server, 4, "loud");
    assert!((12..=24).contains(&loud), "{loud}");
    let stored = server.store.chat(&common::words::room("loud")).len();
    assert_eq!(stored, loud, "the store forgets as well");
    server.say(2, r#"{"type":"leave"}"#);
    server.say(4, r#"{"type":"leave"}"#);
    server.join(5, "loud", "Dewi");
    for n in 0..24 {
        server.wait(Duration::from_secs(60));
        server.say(5, &chat_frame(&format!("d-{n}"), &"x".repeat(3_800)));
    }
    assert_eq!(
        kept(&mut server, 6, "loud"),
        24,
        "a room that is gone takes nothing"
    );
}

#[test]
fn a_restart_keeps_count() {
    let mut server = Server::storing();
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    server.say(1, &chat_frame("a", "Hi"));
    let limits = Limits {
        participants: 2,
        stores: true,
        ..Limits::default()
    };
    server.rooms = Rooms::restore(limits, server.store.load(), server.now);
    assert_eq!(server.rooms.seat_count(), 2);
    let commands = server.join(3, "milk", "Citra");
    assert_eq!(commands, refused(3, ErrorCode::ServerFull));
}

#[test]
fn whoever_comes_too_often_is_told_when_to_come_back() {
    let mut server = Server::with_two();
    server.connect(3);
    let commands = server.handle(Input::TooOften {
        code: ErrorCode::RateLimited,
        connection: ConnectionId(3),
        retry_after: 1_500,
    });
    let error = ServerMessage::Error {
        code: ErrorCode::RateLimited,
        detail: None,
        retry_after: Some(1_500),
    };
    let [Command::Send { message, .. }, closed] = &commands[..] else {
        panic!("{commands:?}");
    };
    assert_eq!(
        (&**message, closed),
        (&error, &close(3, Some(ErrorCode::RateLimited)))
    );
}

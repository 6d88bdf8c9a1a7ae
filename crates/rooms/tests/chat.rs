//! What people say: one order, once, kept for who comes later.

mod common;

use std::time::Duration;

use common::words::{after_welcome, chat, chat_frame, event, history, joined, room, send};
use common::{Server, back};
use protocol::{ChatId, ErrorCode, ServerMessage};
use rooms::{Command, StoreChange, Timestamp};

#[test]
fn everyone_with_a_connection_hears_it_the_sender_too() {
    let mut server = Server::with_two();
    server.join(3, "tea", "Citra");
    server.disconnect(2);
    assert_eq!(
        server.say(1, &chat_frame("a", "Hi")),
        [send([1, 3], ServerMessage::Chat(chat(1, "a", 1, "Hi")))]
    );
    assert_eq!(
        server.say(3, &chat_frame("b", "Yes")),
        [send([1, 3], ServerMessage::Chat(chat(2, "b", 3, "Yes")))]
    );
}

#[test]
fn another_room_hears_nothing_and_numbers_for_itself() {
    let mut server = Server::with_two();
    server.join(3, "coffee", "Ana");
    server.say(1, &chat_frame("a", "Hi"));
    assert_eq!(
        server.say(3, &chat_frame("a", "Hi")),
        [send([3], ServerMessage::Chat(chat(1, "a", 1, "Hi")))]
    );
}

#[test]
fn whoever_comes_later_is_told_the_history_after_the_welcome() {
    let mut server = Server::with_two();
    assert_eq!(after_welcome(&server.join(3, "tea", "Citra")).len(), 1);
    server.say(1, &chat_frame("a", "Hi"));
    server.say(2, &chat_frame("b", "Yes"));
    let commands = server.join(4, "tea", "Dewi");
    joined(&commands);
    let messages = [chat(1, "a", 1, "Hi"), chat(2, "b", 2, "Yes")];
    assert_eq!(after_welcome(&commands)[0], send([4], history(messages)));
}

#[test]
fn whoever_comes_back_is_told_what_was_said_meanwhile_before_the_missed_events() {
    let mut server = Server::with_two();
    server.say(1, &chat_frame("a", "Hi"));
    server.disconnect(2);
    server.say(1, &chat_frame("b", "Budi?"));
    server.say(1, r#"{"type":"signal","to":2,"signal":{}}"#);
    let mut resume = back(2, 1, Some(0));
    resume.chat = 1;
    let commands = server.resume(3, resume);
    let [said, missed] = after_welcome(&commands) else {
        panic!("{commands:?}")
    };
    assert_eq!(said, &send([3], history([chat(2, "b", 1, "Budi?")])));
    assert!(matches!(missed, Command::Send { to, .. } if to[0].seq == Some(1)));
}

#[test]
fn a_message_that_is_sent_again_is_taken_in_once_and_echoed_to_its_sender() {
    let mut server = Server::with_two();
    server.say(1, &chat_frame("a", "Hi"));
    server.disconnect(1);
    server.resume(3, back(1, 1, Some(1)));
    let echo = ServerMessage::Chat(chat(1, "a", 1, "Hi"));
    assert_eq!(server.say(3, &chat_frame("a", "Hi")), [send([3], echo)]);
    server.say(2, &chat_frame("b", "Yes"));
    let commands = server.join(4, "tea", "Citra");
    let told = history([chat(1, "a", 1, "Hi"), chat(2, "b", 2, "Yes")]);
    assert_eq!(after_welcome(&commands)[0], send([4], told));
}

#[test]
fn a_message_that_is_sent_again_after_long_is_dropped() {
    let mut server = Server::with_two();
    for n in 0..201 {
        server.say(1, &chat_frame(&format!("a{n}"), "Hi"));
        server.wait(Duration::from_millis(100));
    }
    assert_eq!(server.say(1, &chat_frame("a0", "Hi")), []);
    assert_eq!(server.say(1, &chat_frame("a1", "Hi")).len(), 1);
}

#[test]
fn too_much_at_once_is_refused_by_an_event_and_may_be_sent_again() {
    let mut server = Server::with_two();
    for n in 0..20 {
        assert_eq!(server.say(1, &chat_frame(&format!("a{n}"), "Hi")).len(), 1);
    }
    let refused = |seq| {
        let id = ChatId::parse("b").unwrap();
        let code = ErrorCode::ChatTooFast;
        event([(1, seq)], ServerMessage::ChatRefused { id, code })
    };
    assert_eq!(server.say(1, &chat_frame("b", "Hi")), [refused(2)]);
    assert!(
        !server.say(1, &chat_frame("a0", "Hi")).is_empty(),
        "what was taken in is echoed at any rate"
    );
    assert_eq!(
        server.say(2, &chat_frame("c", "Hi")).len(),
        1,
        "another participant has a rate of their own"
    );
    server.wait(Duration::from_millis(99));
    assert_eq!(server.say(1, &chat_frame("b", "Hi")), [refused(3)]);
    server.wait(Duration::from_millis(100));
    let mut taken = chat(22, "b", 1, "Hi");
    taken.sent_at += 199;
    assert_eq!(
        server.say(1, &chat_frame("b", "Hi")),
        [send([1, 2], ServerMessage::Chat(taken))]
    );
}

#[test]
fn the_rate_goes_with_the_seat_and_not_with_the_connection() {
    let mut server = Server::with_two();
    for n in 0..20 {
        server.say(1, &chat_frame(&format!("a{n}"), "Hi"));
    }
    server.resume(3, back(1, 1, Some(1)));
    let commands = server.say(3, &chat_frame("b", "Hi"));
    assert!(format!("{commands:?}").contains("ChatRefused"));
}

#[test]
fn a_refusal_that_was_missed_is_sent_again() {
    let mut server = Server::with_two();
    for n in 0..21 {
        server.say(1, &chat_frame(&format!("a{n}"), "Hi"));
    }
    server.disconnect(1);
    let commands = server.resume(3, back(1, 1, Some(1)));
    let last = format!("{:?}", commands.last());
    assert!(last.contains("ChatRefused") && last.contains("seq: Some(2)"));
}

#[test]
fn what_is_said_is_stored_before_it_is_told_and_dropped_with_the_history() {
    let mut server = Server::storing();
    server.join(1, "tea", "Ana");
    let commands = server.say(1, &chat_frame("a0", "Hi"));
    let message = chat(1, "a0", 1, "Hi");
    let expected = [
        Command::Store(StoreChange::PutChat {
            room: room("tea"),
            message: message.clone(),
        }),
        send([1], ServerMessage::Chat(message)),
    ];
    assert_eq!(commands, expected);
    for n in 1..200 {
        server.now = Timestamp(server.now.0 + Duration::from_millis(100));
        assert_eq!(server.say(1, &chat_frame(&format!("a{n}"), "Hi")).len(), 2);
    }
    server.now = Timestamp(server.now.0 + Duration::from_millis(100));
    let commands = server.say(1, &chat_frame("b", "Hi"));
    let drop = StoreChange::DropChat {
        room: room("tea"),
        up_to: 1,
    };
    assert_eq!(commands[1], Command::Store(drop));
    assert_eq!(
        server.store.chat(&room("tea")),
        (2..=201).collect::<Vec<_>>()
    );
}

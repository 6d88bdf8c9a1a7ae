//! What a server finds that starts where another has ended, however that ended.

mod common;

use std::time::Duration;

use common::words::{
    after_welcome, chat, chat_frame, connected, error, event, history, joined, left, publications,
    resumed, room, signal, signal_frame,
};
use common::{Server, back, token, without_stores};
use protocol::{ClientMessage, ErrorCode, ParticipantId};
use rooms::{Command, Input, StoreChange};

#[test]
fn a_server_that_does_not_store_says_nothing_of_it() {
    let mut server = Server::with_two();
    let mut commands = server.say(1, &chat_frame("a", "Hi"));
    commands.extend(server.disconnect(1));
    commands.extend(server.wait(Duration::from_secs(60)));
    commands.extend(server.say(2, r#"{"type":"leave"}"#));
    assert_eq!(without_stores(commands.clone()), commands);
}

#[test]
fn what_must_be_durable_comes_before_what_tells_of_it() {
    let mut server = Server::storing().and_two();
    let mut all = vec![
        server.join(3, "tea", "Citra"),
        server.say(3, r#"{"type":"set_publications","publications":[]}"#),
        server.say(3, &chat_frame("a", "Hi")),
        server.resume(4, back(3, 1, Some(0))),
        server.say(4, r#"{"type":"leave","may_return":true}"#),
        server.resume(5, back(4, 2, None)),
    ];
    server.disconnect(2);
    all.push(server.wait(Duration::from_millis(1_500)));
    all.push(server.wait(Duration::from_secs(60)));
    for commands in all {
        let stores = commands
            .iter()
            .filter(|command| matches!(command, Command::Store(_)))
            .count();
        assert_eq!(stores, 1, "{commands:?}");
        assert!(matches!(commands[0], Command::Store(_)), "{commands:?}");
    }
}

#[test]
fn relaying_and_pings_store_nothing() {
    let mut server = Server::storing().and_two();
    let mut commands = server.say(1, &signal_frame(2, "{}"));
    commands.extend(server.say(2, r#"{"type":"ping","received":1}"#));
    assert_eq!(without_stores(commands.clone()), commands);
}

#[test]
fn after_a_restart_everyone_comes_back_to_the_seat_and_numbers_anew() {
    let mut server = Server::storing().and_two();
    let message = ClientMessage::SetPublications {
        publications: publications(true),
    };
    server.message(1, message);
    server.say(1, &chat_frame("a", "Hi"));
    server.handle(Input::Stopping);
    assert_eq!(server.kill(), []);
    assert_eq!(
        (server.rooms.room_count(), server.rooms.seat_count()),
        (1, 2)
    );

    let commands = without_stores(server.resume(3, back(2, 1, Some(2))));
    let resumed = resumed(&commands);
    assert_eq!(
        (resumed.you, resumed.continues, resumed.generation),
        (ParticipantId(2), false, 0)
    );
    assert_eq!(resumed.token, token(3));
    let ana = &resumed.participants[0];
    assert_eq!(ana.participant.publications, publications(true));
    assert!(ana.connected, "not told otherwise yet");
    assert_eq!(
        after_welcome(&commands),
        [common::words::send([3], history([chat(1, "a", 1, "Hi")]))]
    );
    assert_eq!(
        without_stores(server.wait(Duration::from_millis(1_500))),
        [event([(3, 1)], connected(4, 1, false))]
    );
    assert_eq!(
        without_stores(server.wait(Duration::from_millis(58_500))),
        [event([(3, 2)], left(5, 1))]
    );
}

#[test]
fn what_happened_since_the_restart_is_heard_from_the_first_number() {
    let mut server = Server::storing().and_two();
    server.kill();
    server.resume(3, back(1, 1, Some(1)));
    server.say(3, &signal_frame(2, "{}"));
    let commands = without_stores(server.resume(4, back(2, 1, Some(0))));
    assert!(!resumed(&commands).continues);
    assert_eq!(after_welcome(&commands), [event([(4, 1)], signal(1, "{}"))]);
}

#[test]
fn whatever_was_received_before_a_restart_opens_the_seat_again_and_again() {
    let mut server = Server::storing().and_two();
    server.kill();
    for (attempt, received) in [(1, 9), (2, 0), (3, 1)] {
        let connection = 10 + attempt;
        let commands = server.resume(connection, back(2, attempt, Some(received)));
        assert!(!resumed(&commands).continues, "the answers are lost");
    }
}

#[test]
fn after_a_restart_the_tokens_are_as_good_as_before() {
    let mut server = Server::storing().and_two();
    server.resume(3, back(1, 1, Some(1)));
    server.say(3, r#"{"type":"ping"}"#);
    server.resume(4, back(2, 5, Some(0)));
    server.kill();
    let cannot = |connection| [error(connection, ErrorCode::CannotResume)];
    assert_eq!(server.resume(11, back(1, 9, Some(0))), cannot(11));
    assert_eq!(server.resume(12, back(2, 5, Some(0))), cannot(12));
    resumed(&server.resume(13, back(2, 6, Some(0))));
    resumed(&server.resume(14, back(3, 2, Some(0))));
}

#[test]
fn a_token_that_was_good_no_more_is_not_good_again() {
    let mut server = Server::storing().and_two();
    server.resume(3, back(1, 1, Some(1)));
    let commands = server.say(3, r#"{"type":"ping"}"#);
    assert!(matches!(commands[0], Command::Store(_)), "{commands:?}");
    server.kill();
    let cannot = [error(4, ErrorCode::CannotResume)];
    assert_eq!(server.resume(4, back(1, 2, Some(0))), cannot);
}

#[test]
fn after_a_restart_whoever_may_return_is_still_seen_by_nobody() {
    let mut server = Server::storing().and_two();
    server.say(2, r#"{"type":"leave","may_return":true}"#);
    server.kill();
    let commands = without_stores(server.resume(3, back(1, 1, Some(1))));
    assert_eq!(resumed(&commands).participants, []);
    assert_eq!(
        resumed(&server.resume(4, back(2, 1, None))).you,
        ParticipantId(2)
    );
}

#[test]
fn after_a_restart_nobody_gets_an_id_or_a_generation_that_was_used() {
    let mut server = Server::storing().and_two();
    server.say(2, r#"{"type":"leave"}"#);
    server.resume(3, back(1, 1, None));
    server.kill();
    assert_eq!(
        joined(&server.join(4, "tea", "Citra")).you,
        ParticipantId(3)
    );
    let commands = server.resume(5, back(3, 2, None));
    assert_eq!(resumed(&commands).generation, 2 << 10);
}

#[test]
fn after_a_restart_what_is_said_again_is_taken_in_once() {
    let mut server = Server::storing().and_two();
    server.say(1, &chat_frame("a", "Hi"));
    server.kill();
    server.resume(3, back(1, 1, Some(1)));
    let echo = protocol::ServerMessage::Chat(chat(1, "a", 1, "Hi"));
    assert_eq!(
        without_stores(server.say(3, &chat_frame("a", "Hi"))),
        [common::words::send([3], echo)]
    );
    let commands = format!("{:?}", server.say(3, &chat_frame("b", "Yes")));
    assert!(commands.contains("number: 2"), "{commands}");
}

#[test]
fn after_a_restart_what_is_said_again_after_long_is_dropped() {
    let mut server = Server::storing().and_two();
    let said = 1_025;
    for n in 1..=said {
        server.say(1, &chat_frame(&format!("a{n}"), "Hi"));
        server.now = rooms::Timestamp(server.now.0 + Duration::from_millis(100));
    }
    assert_eq!(
        server.store.chat_ids(&room("tea")),
        (2..=said).collect::<Vec<_>>()
    );
    server.kill();
    server.resume(3, back(1, 1, Some(1)));
    for (n, answers) in [(2, 0), (825, 0), (826, 1)] {
        let commands = without_stores(server.say(3, &chat_frame(&format!("a{n}"), "Hi")));
        assert_eq!(
            commands.len(),
            answers,
            "what is kept is echoed: {commands:?}"
        );
    }
    assert_eq!(
        server.store.chat_ids(&room("tea")).last(),
        Some(&said),
        "none was taken in"
    );
}

/// Ana says so much that is stored, and more that is not, while Citra comes and Budi loads his page again.
fn with_more_than_is_stored() -> Server {
    let mut server = Server::storing().and_two();
    server.say(1, &chat_frame("a", "Hi"));
    let stored = server.store.clone();
    server.say(1, &chat_frame("b", "Still there?"));
    server.join(3, "tea", "Citra");
    server.say(2, r#"{"type":"leave","may_return":true}"#);
    let commands = server.resume(4, back(2, 1, None));
    assert_eq!(resumed(&commands).generation, 1 << 10);
    server.store = stored;
    server
}

#[test]
fn after_a_store_that_failed_nobody_takes_what_is_new_for_what_is_known() {
    let mut server = with_more_than_is_stored();
    server.outgrow();
    let mut resume = back(1, 1, Some(1));
    resume.chat = 2;
    assert_eq!(resumed(&server.resume(11, resume)).you, ParticipantId(1));
    let commands = without_stores(server.say(11, &chat_frame("c", "Hello?")));
    let [Command::Send { message, .. }] = &commands[..] else {
        panic!("{commands:?}")
    };
    let protocol::ServerMessage::Chat(message) = message.as_ref() else {
        panic!("{message:?}")
    };
    assert!(message.number > 2, "{message:?}");
    let newcomer = joined(&server.join(12, "tea", "Citra")).you;
    assert!(newcomer > ParticipantId(3), "{newcomer}");
    let commands = server.resume(13, back(2, 2, None));
    assert!(resumed(&commands).generation > 1 << 10, "{commands:?}");
}

#[test]
fn what_a_store_that_failed_has_passed_over_stays_passed_over() {
    let mut server = with_more_than_is_stored();
    server.outgrow();
    let last = server.store.load()[0].clone();
    server.kill();
    server.resume(11, back(1, 1, Some(1)));
    server.kill();
    server.resume(12, back(11, 2, Some(0)));
    let commands = format!("{:?}", server.say(12, &chat_frame("c", "Hello?")));
    assert!(
        commands.contains("number: 4294967298"),
        "{last:?}: {commands}"
    );
}

#[test]
fn more_ids_than_are_kept_leave_the_store_at_the_start() {
    let mut server = Server::storing();
    server.join(1, "tea", "Ana");
    for number in 1..=1_026 {
        let message = chat(number, &format!("a{number}"), 1, "Hi");
        server.store.apply(StoreChange::PutChat {
            room: room("tea"),
            message,
        });
    }
    server.store.apply(StoreChange::DropChat {
        room: room("tea"),
        up_to: 826,
    });
    let drop = StoreChange::DropChatIds {
        room: room("tea"),
        up_to: 2,
    };
    assert_eq!(server.kill(), [Command::Store(drop)]);
}

#[test]
fn a_room_to_which_nobody_comes_back_vanishes_from_the_store() {
    let mut server = Server::storing().and_two();
    server.say(1, &chat_frame("a", "Hi"));
    server.kill();
    server.wait(Duration::from_secs(60));
    assert_eq!(server.rooms.room_count(), 0);
    assert!(server.store.is_empty());
}

#[test]
fn a_room_that_vanishes_and_comes_again_is_stored_in_that_order() {
    let mut server = Server::storing();
    server.join(1, "tea", "Ana");
    server.disconnect(1);
    server.connect(2);
    server.now = rooms::Timestamp(server.now.0 + Duration::from_secs(60));
    server.message(2, ClientMessage::Join(common::words::join("tea", "Budi")));
    assert_eq!(server.store.load().len(), 1);
    server.kill();
    resumed(&server.resume(3, back(2, 1, Some(0))));
}

#[test]
fn a_stored_room_without_seats_is_dropped_from_the_store() {
    let mut server = Server::storing();
    server.join(1, "tea", "Ana");
    let record = serde_json::json!({"next_id": 2, "roster": 3, "fresh_pages": 0, "last_chat": 0, "seats": []});
    server.store.apply(StoreChange::PutRoom {
        room: room("tea"),
        record: serde_json::from_value(record).expect("a record"),
    });
    let delete = StoreChange::DeleteRoom { room: room("tea") };
    assert_eq!(server.kill(), [Command::Store(delete)]);
    assert_eq!(server.rooms.room_count(), 0);
}

#[test]
fn more_chat_than_is_kept_leaves_the_store_at_the_start() {
    let mut server = Server::storing();
    server.join(1, "tea", "Ana");
    for number in 1..=203 {
        server.store.apply(StoreChange::PutChat {
            room: room("tea"),
            message: chat(number, &format!("a{number}"), 1, "Hi"),
        });
    }
    let commands = server.kill();
    let drop = StoreChange::DropChat {
        room: room("tea"),
        up_to: 3,
    };
    assert_eq!(commands, [Command::Store(drop)]);
}

#[test]
fn what_is_stored_holds_no_token() {
    let mut server = Server::storing().and_two();
    server.resume(3, back(1, 1, Some(1)));
    let text = server.store.text();
    for connection in 1..=3 {
        assert!(!text.contains(token(connection).as_str()));
    }
    let stored = format!("{:?}", server.store.load());
    assert!(stored.contains("TokenHash(…)"), "{stored}");
}

//! The rules of the rooms, one at a time.

mod common;

use common::{Server, error, joined_roster, left, name, peer_joined, publications};
use protocol::{ClientMessage, ErrorCode, ParticipantId, ServerMessage};
use rooms::{Command, Input, Limits};

#[test]
fn the_first_one_finds_an_empty_room() {
    let mut server = Server::new(Limits::default());
    let commands = server.join(1, "tea", "Ana");
    assert_eq!(joined_roster(&commands, 1), []);
    assert_eq!(server.rooms.room_count(), 1);
}

#[test]
fn a_newcomer_is_told_of_the_others_and_they_of_the_newcomer() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    let commands = server.join(3, "tea", "Citra");
    let roster = joined_roster(&commands, 3);
    assert_eq!(
        roster,
        [(ParticipantId(1), true), (ParticipantId(2), true)],
        "the newcomer is polite"
    );
    let told = Command::Send {
        to: server.ids([1, 2]),
        message: peer_joined(3, "Citra", false),
    };
    assert!(commands.contains(&told), "{commands:?}");
}

#[test]
fn a_signal_goes_to_its_receiver_with_the_sender_that_the_server_knows() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    server.join(3, "tea", "Citra");
    let commands = server.say(1, r#"{"type":"signal","to":2,"from":3,"signal":{"x":1}}"#);
    let [
        Command::Send {
            to,
            message: ServerMessage::Signal { from, signal },
        },
    ] = &commands[..]
    else {
        panic!("{commands:?}")
    };
    assert_eq!(*to, server.ids([2]));
    assert_eq!((*from, signal.as_str()), (ParticipantId(1), r#"{"x":1}"#));
}

#[test]
fn a_signal_for_someone_who_has_left_is_dropped() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    server.disconnect(2);
    assert_eq!(server.say(1, r#"{"type":"signal","to":2,"signal":{}}"#), []);
}

#[test]
fn a_signal_for_oneself_or_for_nobody_is_an_error() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "other", "Budi");
    server.join(3, "other", "Citra");
    for to in ["0", "1", "2", "99"] {
        let frame = format!(r#"{{"type":"signal","to":{to},"signal":{{}}}}"#);
        assert_eq!(
            server.say(1, &frame),
            [error(server.ids([1]), ErrorCode::BadTarget)],
            "to {to}"
        );
    }
}

#[test]
fn the_others_learn_what_a_participant_publishes() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    let publications = publications(true);
    let message = ClientMessage::SetPublications {
        publications: publications.clone(),
    };
    let commands = server.message(1, message);
    let changed = ServerMessage::PublicationsChanged {
        participant: ParticipantId(1),
        publications,
    };
    assert_eq!(
        commands,
        [Command::Send {
            to: server.ids([2]),
            message: changed.clone()
        }]
    );
    let commands = server.join(3, "tea", "Citra");
    assert!(
        format!("{commands:?}").contains("muted: true"),
        "a late one learns it too"
    );
}

#[test]
fn leaving_is_told_and_closes_the_connection() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    let commands = server.message(1, ClientMessage::Leave);
    let close = Command::Close {
        connection: server.id(1),
        code: None,
    };
    assert_eq!(
        commands,
        [
            Command::Send {
                to: server.ids([2]),
                message: left(1)
            },
            close
        ]
    );
    assert_eq!(server.disconnect(1), [], "it is told once");
}

#[test]
fn a_room_vanishes_with_the_last_one() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    server.disconnect(1);
    assert_eq!(server.rooms.room_count(), 1);
    server.disconnect(2);
    assert_eq!(
        (server.rooms.room_count(), server.rooms.connection_count()),
        (0, 0)
    );
    let commands = server.join(3, "tea", "Citra");
    assert_eq!(
        joined_roster(&commands, 3),
        [],
        "a new room of the same name starts empty"
    );
}

#[test]
fn one_too_many_is_told_that_the_room_is_full() {
    let mut server = Server::new(Limits {
        room_capacity: 2,
        ..Limits::default()
    });
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    assert_eq!(
        server.join(3, "tea", "Citra"),
        server.refused(3, ErrorCode::RoomFull)
    );
    server.disconnect(1);
    assert_eq!(
        joined_roster(&server.join(4, "tea", "Dewi"), 4).len(),
        1,
        "a seat is free again"
    );
}

#[test]
fn one_room_too_many_is_refused() {
    let mut server = Server::new(Limits {
        rooms: 1,
        ..Limits::default()
    });
    server.join(1, "tea", "Ana");
    assert_eq!(
        server.join(2, "other", "Budi"),
        server.refused(2, ErrorCode::ServerFull)
    );
    assert_eq!(joined_roster(&server.join(3, "tea", "Citra"), 3).len(), 1);
}

#[test]
fn a_second_join_changes_nothing() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    assert_eq!(
        server.join_again(1, "other", "Eve"),
        [error(server.ids([1]), ErrorCode::AlreadyJoined)]
    );
    assert_eq!(server.rooms.room_count(), 1);
}

#[test]
fn anything_before_the_join_ends_the_connection() {
    for message in [
        ClientMessage::Leave,
        ClientMessage::SetPublications {
            publications: publications(true),
        },
    ] {
        let mut server = Server::new(Limits::default());
        server.connect(1);
        assert_eq!(
            server.message(1, message),
            server.refused(1, ErrorCode::NotJoined)
        );
        assert_eq!(server.rooms.connection_count(), 0);
    }
}

#[test]
fn what_comes_after_the_end_is_not_heard() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.disconnect(1);
    assert_eq!(server.message(1, ClientMessage::Leave), []);
    assert_eq!(server.refuse(1, ErrorCode::BadMessage), []);
}

#[test]
fn a_broken_limit_ends_the_connection_and_is_told_to_the_others_as_a_departure() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    let commands = server.refuse(1, ErrorCode::TooSlow);
    let close = Command::Close {
        connection: server.id(1),
        code: Some(ErrorCode::TooSlow),
    };
    let expected = [
        error(server.ids([1]), ErrorCode::TooSlow),
        Command::Send {
            to: server.ids([2]),
            message: left(1),
        },
        close,
    ];
    assert_eq!(commands, expected);
    assert_eq!(
        server.refuse(2, ErrorCode::Unsupported),
        [error(server.ids([2]), ErrorCode::Unsupported)]
    );
}

#[test]
fn names_are_passed_on_as_they_are() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "<b>Ana</b>");
    let commands = server.join(2, "tea", "Budi");
    assert!(format!("{commands:?}").contains(name("<b>Ana</b>").as_str()));
}

#[test]
fn stopping_tells_everyone_and_nobody_of_departures() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    server.connect(3);
    let closes = [1, 2, 3].map(|connection| Command::Close {
        connection: server.id(connection),
        code: Some(ErrorCode::GoingAway),
    });
    let mut expected = vec![error(server.ids([1, 2, 3]), ErrorCode::GoingAway)];
    expected.extend(closes);
    assert_eq!(server.handle(Input::Stopping), expected);
    assert_eq!(server.disconnect(1), []);
    assert_eq!(
        (server.rooms.room_count(), server.rooms.connection_count()),
        (0, 0)
    );
}

#[test]
fn whoever_comes_while_the_server_stops_is_sent_away() {
    let mut server = Server::new(Limits::default());
    server.handle(Input::Stopping);
    let connected = Input::Connected {
        connection: server.id(1),
    };
    assert_eq!(
        server.handle(connected),
        server.refused(1, ErrorCode::GoingAway)
    );
}

//! Coming into a room, being in it, and what it tells.

mod common;

use common::words::{
    came, changed, doors, error, event, going_away, joined, name, peer, publications, signal,
    signal_frame,
};
use common::{Server, close, refused, token};
use protocol::{ClientMessage, ErrorCode, HostRule, Joined, Role, Topology};
use rooms::{Input, Limits};

#[test]
fn the_first_one_finds_an_empty_room() {
    let mut server = Server::new(Limits::default());
    let commands = server.join(1, "tea", "Ana");
    let expected = Joined {
        version: 1,
        room: common::words::room("tea"),
        you: protocol::ParticipantId(1),
        name: None,
        topology: Topology::Mesh,
        capacity: 6,
        ice: protocol::IceServers::default(),
        doors: doors(Role::Host, HostRule::Nobody),
        roster: 1,
        participants: Vec::new(),
        token: token(1),
    };
    assert_eq!(joined(&commands), &expected);
    assert_eq!(commands.len(), 1);
    assert_eq!(server.rooms.room_count(), 1);
    assert_eq!(server.rooms.seat_count(), 1);
}

#[test]
fn a_newcomer_is_told_of_the_others_and_they_of_the_newcomer() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "tea", "Budi");
    let commands = server.join(3, "tea", "Citra");
    let joined = joined(&commands);
    assert_eq!(
        joined.participants,
        [peer(1, "Ana", true), peer(2, "Budi", true)],
        "the newcomer is polite"
    );
    assert_eq!(joined.roster, 3);
    assert_eq!(
        commands[1..],
        [event([(1, 2), (2, 1)], came(3, 3, "Citra", false))]
    );
}

#[test]
fn a_signal_goes_to_its_receiver_with_the_sender_that_the_server_knows() {
    let mut server = Server::with_two();
    server.join(3, "tea", "Citra");
    let commands = server.say(1, r#"{"type":"signal","to":2,"from":3,"signal":{"x":1}}"#);
    assert_eq!(commands, [event([(2, 2)], signal(1, r#"{"x":1}"#))]);
}

#[test]
fn a_signal_for_someone_who_has_left_is_dropped() {
    let mut server = Server::with_two();
    server.say(2, r#"{"type":"leave"}"#);
    assert_eq!(server.say(1, &signal_frame(2, "{}")), []);
}

#[test]
fn a_signal_for_oneself_or_for_nobody_is_an_error() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "Ana");
    server.join(2, "other", "Budi");
    server.join(3, "other", "Citra");
    for to in [0, 1, 2, 99] {
        assert_eq!(
            server.say(1, &signal_frame(to, "{}")),
            [error(1, ErrorCode::BadTarget)],
            "to {to}"
        );
    }
}

#[test]
fn the_others_learn_what_a_participant_publishes() {
    let mut server = Server::with_two();
    let publications = publications(true);
    let message = ClientMessage::SetPublications {
        publications: publications.clone(),
    };
    assert_eq!(
        server.message(1, message),
        [event([(2, 1)], changed(3, 1, publications.clone()))]
    );
    let commands = server.join(3, "tea", "Citra");
    assert_eq!(
        joined(&commands).participants[0].participant.publications,
        publications,
        "a late one learns it too"
    );
}

#[test]
fn one_too_many_is_told_that_the_room_is_full() {
    let mut server = Server::new(Limits {
        room_capacity: 2,
        ..Limits::default()
    })
    .and_two();
    assert_eq!(
        server.join(3, "tea", "Citra"),
        refused(3, ErrorCode::RoomFull)
    );
    server.disconnect(1);
    assert_eq!(
        server.join(4, "tea", "Citra"),
        refused(4, ErrorCode::RoomFull),
        "the seat is kept for Ana"
    );
    server.wait(server.limits.seat_grace);
    assert_eq!(joined(&server.join(5, "tea", "Dewi")).participants.len(), 1);
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
        refused(2, ErrorCode::ServerFull)
    );
    assert_eq!(
        joined(&server.join(3, "tea", "Citra")).participants.len(),
        1
    );
}

#[test]
fn a_second_join_or_resume_changes_nothing() {
    let mut server = Server::with_two();
    let join = ClientMessage::Join(common::words::join("other", "Eve"));
    let resume = ClientMessage::Resume(common::back(1, 1, None));
    for message in [join, resume] {
        assert_eq!(
            server.message(1, message),
            [error(1, ErrorCode::AlreadyJoined)]
        );
    }
    assert_eq!(server.rooms.room_count(), 1);
    assert_eq!(server.rooms.seat_count(), 2);
}

#[test]
fn anything_before_the_join_ends_the_connection() {
    for frame in [
        r#"{"type":"leave"}"#,
        r#"{"type":"leave","may_return":true}"#,
        r#"{"type":"set_publications","publications":[]}"#,
        r#"{"type":"signal","to":1,"signal":{}}"#,
        r#"{"type":"chat","id":"a","text":"Hi"}"#,
        r#"{"type":"ping"}"#,
    ] {
        let mut server = Server::new(Limits::default());
        server.connect(1);
        assert_eq!(server.say(1, frame), refused(1, ErrorCode::NotJoined));
        assert_eq!(server.rooms.connection_count(), 0);
    }
}

#[test]
fn names_are_passed_on_as_they_are() {
    let mut server = Server::new(Limits::default());
    server.join(1, "tea", "<b>Ana</b>");
    let commands = server.join(2, "tea", "Budi");
    assert_eq!(
        joined(&commands).participants[0].participant.name,
        name("<b>Ana</b>")
    );
}

#[test]
fn an_error_that_keeps_the_connection_is_only_told() {
    let mut server = Server::with_two();
    assert_eq!(
        server.refuse(1, ErrorCode::Unsupported),
        [error(1, ErrorCode::Unsupported)]
    );
    assert!(server.is_live(1));
}

#[test]
fn stopping_tells_everyone_when_to_come_back_and_nobody_of_departures() {
    let mut server = Server::with_two();
    server.disconnect(2);
    server.join(3, "tea", "Citra");
    server.connect(4);
    let mut expected = Vec::new();
    for (connection, retry_after) in [(1, 0), (3, 1_000), (4, 2_000)] {
        expected.push(going_away(connection, retry_after));
        expected.push(close(connection, Some(ErrorCode::GoingAway)));
    }
    assert_eq!(server.handle(Input::Stopping), expected);
    assert_eq!(server.disconnect(1), []);
    assert_eq!(server.rooms.poll_timeout(), None);
    assert_eq!(
        (server.rooms.room_count(), server.rooms.connection_count()),
        (0, 0)
    );
}

#[test]
fn whoever_comes_while_the_server_stops_is_sent_away() {
    let mut server = Server::new(Limits::default());
    server.handle(Input::Stopping);
    assert_eq!(
        server.connect(1),
        [going_away(1, 1_000), close(1, Some(ErrorCode::GoingAway))]
    );
    assert_eq!(server.rooms.connection_count(), 0);
}

#[test]
fn a_secret_is_not_logged() {
    let mut server = Server::new(Limits::default());
    let secret = [0xa5; 32];
    let connection = rooms::ConnectionId(1);
    let input = Input::Connected {
        connection,
        secret,
        host: None,
    };
    assert!(!format!("{input:?}").contains("165"));
    server.handle(input);
    let commands = server.message(1, ClientMessage::Join(common::words::join("tea", "Ana")));
    let all = format!("{commands:?} {:?}", server.rooms);
    assert!(!all.contains("165") && !all.contains("a5a5"), "{all}");
}

//! Coming back to a seat: what is heard again, by which numbers, and with which token.

mod common;

use std::time::Duration;

use common::words::{
    after_welcome, changed, connected, doors, error, event, left, peer, pong, publications,
    resumed, signal, signal_frame,
};
use common::{Server, back, close, token};
use protocol::{ErrorCode, HostRule, ParticipantId, Resumed, Role, Topology};

#[test]
fn whoever_comes_back_finds_the_seat_as_it_was() {
    let mut server = Server::with_two();
    server.disconnect(2);
    let commands = server.resume(3, back(2, 1, Some(0)));
    let expected = Resumed {
        version: 1,
        room: common::words::room("tea"),
        you: ParticipantId(2),
        name: common::words::name("Budi"),
        topology: Topology::Mesh,
        capacity: 6,
        ice: protocol::IceServers::default(),
        doors: doors(Role::Member, HostRule::Nobody),
        roster: 2,
        participants: vec![peer(1, "Ana", true)],
        token: token(3),
        continues: true,
        counter: 0,
        generation: 0,
        hand: None,
        recording: false,
    };
    assert_eq!(resumed(&commands), &expected);
    assert_eq!(commands.len(), 1);
    assert_eq!(
        server.say(1, &signal_frame(2, "{}")),
        [event([(3, 1)], signal(1, "{}"))]
    );
}

#[test]
fn what_was_missed_is_sent_again_by_its_numbers_and_what_was_received_is_not() {
    let mut server = Server::with_two();
    for n in 1..=3 {
        server.say(1, &signal_frame(2, &format!(r#"{{"n":{n}}}"#)));
    }
    server.disconnect(2);
    server.say(1, &signal_frame(2, r#"{"n":4}"#));
    let commands = server.resume(3, back(2, 1, Some(2)));
    assert!(resumed(&commands).continues);
    assert_eq!(
        after_welcome(&commands),
        [
            event([(3, 3)], signal(1, r#"{"n":3}"#)),
            event([(3, 4)], signal(1, r#"{"n":4}"#)),
        ]
    );
    assert_eq!(
        server.say(1, &signal_frame(2, r#"{"n":5}"#)),
        [event([(3, 5)], signal(1, r#"{"n":5}"#))]
    );
}

#[test]
fn an_event_of_the_roster_that_is_sent_again_is_no_newer_than_the_list() {
    let mut server = Server::with_two();
    server.join(3, "tea", "Citra");
    server.disconnect(2);
    server.say(3, r#"{"type":"leave"}"#);
    let commands = server.resume(4, back(2, 1, Some(1)));
    let resumed = resumed(&commands);
    assert_eq!(
        (resumed.roster, &resumed.participants[..]),
        (4, &[peer(1, "Ana", true)][..])
    );
    assert_eq!(after_welcome(&commands), [event([(4, 2)], left(4, 3))]);
}

#[test]
fn what_is_acknowledged_is_not_kept() {
    let mut server = Server::with_two();
    for n in 1..=3 {
        server.say(1, &signal_frame(2, &format!(r#"{{"n":{n}}}"#)));
    }
    assert_eq!(
        server.say(2, r#"{"type":"ping","received":2}"#),
        [pong(2, 0)]
    );
    server.disconnect(2);
    let commands = server.resume(3, back(2, 1, Some(1)));
    assert!(!resumed(&commands).continues, "the second is gone");
    assert_eq!(after_welcome(&commands), []);
}

#[test]
fn whoever_has_missed_too_much_starts_anew() {
    let mut server = Server::with_two();
    server.disconnect(2);
    for _ in 0..513 {
        server.say(1, &signal_frame(2, "{}"));
    }
    let commands = server.resume(3, back(2, 1, Some(0)));
    let resumed = resumed(&commands);
    assert_eq!(
        (resumed.continues, resumed.counter, resumed.generation),
        (false, 0, 0)
    );
    assert_eq!(after_welcome(&commands), []);
    assert_eq!(
        server.say(1, &signal_frame(2, "{}")),
        [event([(3, 1)], signal(1, "{}"))]
    );
}

#[test]
fn commands_go_on_after_the_last_that_was_acted_on() {
    let mut server = Server::with_two();
    let counted = |counter: u64| {
        format!(r#"{{"type":"signal","counter":{counter},"to":1,"signal":{{"n":{counter}}}}}"#)
    };
    server.say(2, &counted(1));
    server.say(2, &counted(2));
    server.disconnect(2);
    assert_eq!(resumed(&server.resume(3, back(2, 1, Some(0)))).counter, 2);
    assert_eq!(server.say(3, &counted(2)), []);
    assert_eq!(
        server.say(3, &counted(3)),
        [event([(1, 4)], signal(2, r#"{"n":3}"#))]
    );
}

#[test]
fn a_page_without_state_starts_anew_above_every_generation() {
    let mut server = Server::with_two();
    server.say(2, r#"{"type":"signal","counter":1,"to":1,"signal":{}}"#);
    server.say(1, &signal_frame(2, "{}"));
    let mut generations = Vec::new();
    for (connection, participant) in [(3, 2), (4, 1), (5, 3)] {
        let commands = server.resume(connection, back(participant, 1, None));
        assert_eq!(after_welcome(&commands), []);
        let resumed = resumed(&commands);
        assert_eq!((resumed.continues, resumed.counter), (false, 0));
        generations.push(resumed.generation);
        if participant == 2 {
            server.say(connection, r#"{"type":"ping"}"#);
            server.disconnect(connection);
        }
        if participant == 1 {
            let commands = server.resume(6, back(3, 2, None));
            generations.push(common::words::resumed(&commands).generation);
            break;
        }
    }
    assert_eq!(generations, [1 << 10, 2 << 10, 3 << 10]);
}

#[test]
fn the_others_learn_what_is_published_after_the_return_if_it_is_something_else() {
    let mut server = Server::with_two();
    server.disconnect(2);
    let mut resume = back(2, 1, Some(0));
    resume.publications = publications(true);
    let commands = server.resume(3, resume.clone());
    let told = event([(1, 2)], changed(3, 2, publications(true)));
    assert!(commands.contains(&told), "{commands:?}");

    server.say(3, r#"{"type":"ping"}"#);
    server.disconnect(3);
    resume.token = token(3);
    resume.attempt = 2;
    assert_eq!(server.resume(4, resume).len(), 1);
}

#[test]
fn the_older_connection_is_replaced_and_does_nothing_more() {
    let mut server = Server::with_two();
    let commands = server.resume(3, back(2, 1, Some(0)));
    assert_eq!(
        commands[..2],
        [
            error(2, ErrorCode::Replaced),
            close(2, Some(ErrorCode::Replaced)),
        ]
    );
    assert_eq!(commands.len(), 3, "Ana hears nothing");
    assert_eq!(server.say(2, &signal_frame(1, "{}")), []);
    assert_eq!(server.say(2, r#"{"type":"leave"}"#), []);
    assert_eq!(server.disconnect(2), []);
    assert_eq!(server.wait(Duration::from_secs(120)), []);
    assert!(server.is_live(3));
}

#[test]
fn the_token_before_is_good_until_the_new_one_is_known_to_have_arrived() {
    let mut server = Server::with_two();
    server.disconnect(2);
    server.resume(3, back(2, 1, Some(0)));
    server.disconnect(3);
    let commands = server.resume(4, back(2, 2, Some(0)));
    assert!(resumed(&commands).continues, "the answer was lost");
    assert_eq!(
        server.resume(5, back(3, 3, Some(0))),
        [error(5, ErrorCode::CannotResume)],
        "the token of the lost answer is good no more"
    );
    server.say(4, r#"{"type":"ping"}"#);
    assert_eq!(
        server.resume(6, back(2, 3, Some(0))),
        [error(6, ErrorCode::CannotResume)]
    );
    server.disconnect(4);
    assert!(resumed(&server.resume(7, back(4, 3, Some(0)))).continues);
}

#[test]
fn a_new_start_that_the_client_has_not_heard_of_is_made_again() {
    let mut server = Server::with_two();
    for _ in 0..4 {
        server.say(1, &signal_frame(2, "{}"));
    }
    server.disconnect(2);
    // It is told to start anew, and does not hear it.
    server.resume(3, back(2, 1, None));
    server.say(1, &signal_frame(2, r#"{"n":1}"#));
    server.say(1, &signal_frame(2, r#"{"n":2}"#));
    server.disconnect(3);
    for (connection, received) in [(4, 1), (5, 4)] {
        let commands = server.resume(connection, back(2, connection, Some(received)));
        let resumed = resumed(&commands);
        assert!(
            !resumed.continues,
            "what it received is of the numbers before"
        );
        assert_eq!(
            after_welcome(&commands),
            [
                event([(connection, 1)], signal(1, r#"{"n":1}"#)),
                event([(connection, 2)], signal(1, r#"{"n":2}"#)),
            ],
            "nothing is lost of the new numbers"
        );
    }
    server.disconnect(5);
    let commands = server.resume(6, back(5, 6, Some(2)));
    assert!(resumed(&commands).continues, "this one has heard of it");
    assert_eq!(after_welcome(&commands), []);
}

#[test]
fn events_go_on_for_whoever_is_away() {
    let mut server = Server::with_two();
    server.disconnect(1);
    server.disconnect(2);
    assert_eq!(server.wait(Duration::from_millis(1_500)), []);
    let commands = server.resume(3, back(1, 1, Some(1)));
    assert_eq!(
        after_welcome(&commands),
        [event([(3, 2)], connected(4, 2, false))]
    );
    assert!(!resumed(&commands).participants[0].connected);
}

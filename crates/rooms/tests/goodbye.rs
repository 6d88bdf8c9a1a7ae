//! Leaving, being lost, and coming back from a page that was loaded again.

mod common;

use std::time::Duration;

use common::words::{
    after_welcome, came, connected, error, event, joined, left, peer, pong, publications, resumed,
    signal_frame,
};
use common::{Server, back, close, refused};
use protocol::{ErrorCode, ParticipantId};
use rooms::{Command, Limits, Timestamp};

const LEAVE: &str = r#"{"type":"leave"}"#;
const RELOAD: &str = r#"{"type":"leave","may_return":true}"#;

#[test]
fn leaving_is_told_at_once_and_closes_the_connection() {
    let mut server = Server::with_two();
    assert_eq!(
        server.say(1, LEAVE),
        [event([(2, 1)], left(3, 1)), close(1, None)]
    );
    assert_eq!(server.disconnect(1), [], "it is told once");
    assert_eq!(server.wait(Duration::from_secs(120)), []);
    assert_eq!(server.rooms.seat_count(), 1);
}

#[test]
fn a_room_vanishes_with_the_last_one() {
    let mut server = Server::with_two();
    server.say(1, LEAVE);
    assert_eq!(server.rooms.room_count(), 1);
    server.say(2, LEAVE);
    assert_eq!(
        (server.rooms.room_count(), server.rooms.connection_count()),
        (0, 0)
    );
    let commands = server.join(3, "tea", "Citra");
    let joined = joined(&commands);
    assert_eq!(joined.you, ParticipantId(1), "a new room starts anew");
}

#[test]
fn what_comes_after_the_end_is_not_heard() {
    for end in [LEAVE, RELOAD] {
        let mut server = Server::with_two();
        server.say(1, end);
        assert_eq!(server.say(1, LEAVE), []);
        assert_eq!(server.say(1, r#"{"type":"ping"}"#), []);
        assert_eq!(server.refuse(1, ErrorCode::BadMessage), []);
        assert_eq!(server.disconnect(1), []);
    }
}

#[test]
fn a_lost_connection_is_told_after_a_while_and_the_departure_after_the_grace() {
    let mut server = Server::with_two();
    assert_eq!(server.disconnect(1), []);
    assert_eq!(server.wait(Duration::from_millis(1_499)), []);
    assert_eq!(
        server.wait(Duration::from_millis(1)),
        [event([(2, 1)], connected(3, 1, false))]
    );
    assert_eq!(server.wait(Duration::from_millis(58_499)), []);
    assert_eq!(
        server.wait(Duration::from_millis(1)),
        [event([(2, 2)], left(4, 1))]
    );
    assert_eq!(server.rooms.poll_timeout(), None);
    assert_eq!(server.rooms.seat_count(), 1);
}

#[test]
fn a_grace_shorter_than_that_while_ends_in_the_departure_alone() {
    let mut server = Server::new(Limits {
        seat_grace: Duration::from_secs(1),
        ..Limits::default()
    })
    .and_two();
    server.disconnect(1);
    assert_eq!(
        server.wait(Duration::from_secs(1)),
        [event([(2, 1)], left(3, 1))]
    );
}

#[test]
fn what_was_due_is_done_before_what_comes_late() {
    let mut server = Server::with_two();
    server.disconnect(1);
    server.now = Timestamp(server.now.0 + Duration::from_secs(60));
    assert_eq!(
        server.say(2, r#"{"type":"ping"}"#),
        [event([(2, 1)], left(3, 1)), pong(2, 0)]
    );
}

#[test]
fn whoever_comes_back_in_time_was_never_gone() {
    let mut server = Server::with_two();
    server.disconnect(1);
    server.wait(Duration::from_millis(1_400));
    let commands = server.resume(3, back(1, 1, Some(1)));
    assert_eq!(commands.len(), 1, "Budi hears nothing: {commands:?}");
    assert_eq!(server.wait(Duration::from_secs(120)), []);
}

#[test]
fn whoever_comes_back_late_is_told_of() {
    let mut server = Server::with_two();
    server.disconnect(1);
    server.wait(Duration::from_millis(1_500));
    let commands = server.join(3, "tea", "Citra");
    assert!(!joined(&commands).participants[0].connected);
    let commands = server.resume(4, back(1, 1, Some(1)));
    assert!(commands.contains(&event([(2, 3), (3, 1)], connected(5, 1, true))));
    assert_eq!(server.wait(Duration::from_secs(120)), []);
}

#[test]
fn each_loss_counts_from_its_own_moment() {
    let mut server = Server::with_two();
    server.disconnect(1);
    server.wait(Duration::from_secs(1));
    server.resume(3, back(1, 1, Some(1)));
    server.disconnect(3);
    assert_eq!(server.wait(Duration::from_millis(1_499)), []);
    assert_eq!(server.wait(Duration::from_millis(1)).len(), 1);
}

#[test]
fn a_broken_limit_ends_the_connection_and_keeps_the_seat() {
    let mut server = Server::with_two();
    assert_eq!(
        server.refuse(1, ErrorCode::TooSlow),
        refused(1, ErrorCode::TooSlow)
    );
    assert!(resumed(&server.resume(3, back(1, 1, Some(1)))).continues);
}

#[test]
fn a_page_that_is_loaded_again_is_gone_and_comes_back_as_the_same() {
    let mut server = Server::with_two();
    server.join(3, "tea", "Citra");
    let commands = server.say(2, RELOAD);
    assert_eq!(
        commands,
        [event([(1, 3), (3, 1)], left(4, 2)), close(2, None)]
    );
    let commands = server.resume(4, back(2, 1, None));
    let resumed = resumed(&commands);
    assert_eq!(resumed.you, ParticipantId(2));
    assert_eq!(
        resumed.participants,
        [peer(1, "Ana", true), peer(3, "Citra", false)],
        "who came later still gives way"
    );
    assert_eq!((resumed.continues, resumed.counter), (false, 0));
    assert_eq!(
        commands[..2],
        [
            event([(1, 4)], came(5, 2, "Budi", false)),
            event([(3, 2)], came(5, 2, "Budi", true)),
        ]
    );
    assert_eq!(resumed.roster, 5);
}

#[test]
fn whoever_may_return_is_seen_by_nobody_and_hears_nothing() {
    let mut server = Server::with_two();
    server.say(2, RELOAD);
    assert_eq!(server.say(1, &signal_frame(2, "{}")), []);
    let commands = server.join(3, "tea", "Citra");
    assert_eq!(joined(&commands).participants, [peer(1, "Ana", true)]);
    let commands = server.resume(4, back(2, 1, None));
    assert_eq!(after_welcome(&commands), []);
}

#[test]
fn whoever_may_return_and_does_not_is_forgotten_without_a_word() {
    let mut server = Server::with_two();
    server.say(2, RELOAD);
    assert_eq!(server.rooms.seat_count(), 2);
    assert_eq!(server.wait(Duration::from_secs(60)), []);
    assert_eq!(server.rooms.seat_count(), 1);
    assert_eq!(
        server.resume(3, back(2, 1, None)),
        [error(3, ErrorCode::CannotResume)]
    );
}

#[test]
fn a_room_waits_for_whoever_may_return() {
    let mut server = Server::with_two();
    server.say(1, LEAVE);
    server.say(2, RELOAD);
    assert_eq!(server.rooms.room_count(), 1);
    server.wait(Duration::from_secs(60));
    assert_eq!(server.rooms.room_count(), 0);
}

#[test]
fn whoever_may_return_takes_no_place_and_may_find_none() {
    let mut server = Server::new(Limits {
        room_capacity: 2,
        ..Limits::default()
    })
    .and_two();
    server.say(2, RELOAD);
    assert!(joined(&server.join(3, "tea", "Citra")).participants.len() == 1);
    assert_eq!(
        server.resume(4, back(2, 1, None)),
        refused(4, ErrorCode::RoomFull)
    );
    server.say(3, LEAVE);
    let commands = server.resume(5, back(2, 1, None));
    assert_eq!(
        resumed(&commands).you,
        ParticipantId(2),
        "the token is as good as before"
    );
}

#[test]
fn so_many_may_return_at_most_and_the_first_is_forgotten() {
    let mut server = Server::new(Limits {
        room_capacity: 2,
        ..Limits::default()
    });
    server.join(1, "tea", "Ana");
    for connection in 2..=4 {
        server.join(connection, "tea", "Budi");
        server.wait(Duration::from_millis(1));
        server.say(connection, RELOAD);
    }
    assert_eq!(server.rooms.seat_count(), 3);
    let second = Duration::from_secs(60) - Duration::from_millis(1);
    assert_eq!(
        server.rooms.poll_timeout(),
        Some(Timestamp(server.now.0 + second)),
        "nothing is to be done for the first"
    );
    let cannot = [error(5, ErrorCode::CannotResume)];
    assert_eq!(server.resume(5, back(2, 1, None)), cannot);
    assert_eq!(
        resumed(&server.resume(6, back(3, 1, None))).you,
        ParticipantId(3)
    );
}

#[test]
fn a_goodbye_that_comes_before_the_answer_was_read_leaves_the_old_token_good() {
    let mut server = Server::with_two();
    server.disconnect(2);
    server.resume(3, back(2, 1, Some(0)));
    server.say(3, RELOAD);
    assert_eq!(
        resumed(&server.resume(4, back(2, 2, None))).you,
        ParticipantId(2)
    );
}

#[test]
fn a_page_that_said_goodbye_starts_anew_whatever_it_remembers() {
    let mut server = Server::with_two();
    server.say(2, RELOAD);
    let commands = server.resume(3, back(2, 1, Some(0)));
    let resumed = resumed(&commands);
    assert_eq!((resumed.continues, resumed.generation), (false, 1 << 10));
}

#[test]
fn what_a_page_publishes_that_comes_back_is_in_its_arrival() {
    let mut server = Server::with_two();
    server.say(2, RELOAD);
    let mut resume = back(2, 1, None);
    resume.publications = publications(true);
    let commands = server.resume(3, resume);
    let told: Vec<&Command> = commands
        .iter()
        .filter(|command| format!("{command:?}").contains("muted: true"))
        .collect();
    assert_eq!(told.len(), 1, "once, as someone who came: {told:?}");
}

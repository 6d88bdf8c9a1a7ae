//! What becomes of the seat of a program that was sent away for what it did.

mod common;

use std::time::Duration;

use common::words::{after_welcome, came, connected, error, event, joined, left, resumed};
use common::{Server, back, refused};
use protocol::{ErrorCode, ParticipantId};
use rooms::Limits;

const MOMENT: Duration = Duration::from_millis(1_500);
const GRACE: Duration = Duration::from_secs(60);

/// Ana and Budi, whose program has just been sent away.
fn with_one_sent_away() -> Server {
    let mut server = Server::with_two();
    assert_eq!(
        server.refuse(2, ErrorCode::BadMessage),
        refused(2, ErrorCode::BadMessage)
    );
    server
}

#[test]
fn whoever_is_back_at_once_goes_on_and_nobody_hears_of_it() {
    let mut server = with_one_sent_away();
    assert_eq!(server.wait(MOMENT - Duration::from_millis(1)), []);
    let commands = server.resume(3, back(2, 1, Some(0)));
    assert!(resumed(&commands).continues);
    assert_eq!(after_welcome(&commands), []);
    assert_eq!(server.wait(GRACE), []);
}

#[test]
fn whoever_is_not_back_in_a_moment_is_seen_no_more() {
    let mut server = with_one_sent_away();
    assert_eq!(server.wait(MOMENT), [event([(1, 2)], left(3, 2))]);
    assert_eq!(server.rooms.seat_count(), 2, "the seat is kept");
    assert_eq!(server.wait(GRACE), [], "and goes without a word");
    assert_eq!(server.rooms.seat_count(), 1);
}

#[test]
fn whoever_comes_back_later_is_seen_again_and_starts_anew() {
    let mut server = with_one_sent_away();
    server.wait(MOMENT);
    let commands = server.resume(3, back(2, 1, Some(0)));
    let resumed = resumed(&commands);
    assert_eq!(
        (resumed.you, resumed.continues, resumed.generation),
        (ParticipantId(2), false, 1 << 10)
    );
    assert_eq!(commands[0], event([(1, 3)], came(4, 2, "Budi", false)));
}

#[test]
fn whoever_comes_as_someone_new_finds_a_place_where_the_room_is_full() {
    let room_capacity = 2;
    let mut server = Server::new(Limits {
        room_capacity,
        ..Limits::default()
    })
    .and_two();
    server.refuse(2, ErrorCode::BadMessage);
    let commands = server.join(3, "tea", "Budi");
    assert_eq!(joined(&commands).you, ParticipantId(3));
    assert_eq!(joined(&commands).participants.len(), 1, "Ana alone");
    assert_eq!(commands[0], event([(1, 2)], left(3, 2)));
    assert_eq!(
        server.join(4, "tea", "Citra"),
        refused(4, ErrorCode::RoomFull)
    );
    assert_eq!(
        server.resume(5, back(2, 1, Some(0))),
        refused(5, ErrorCode::RoomFull)
    );
}

#[test]
fn where_there_is_room_nobody_is_hurried() {
    let mut server = with_one_sent_away();
    let commands = server.join(3, "tea", "Citra");
    assert_eq!(joined(&commands).participants.len(), 2);
    assert!(resumed(&server.resume(4, back(2, 1, Some(0)))).continues);
}

#[test]
fn a_slow_network_and_a_bad_moment_are_no_faults() {
    for code in [ErrorCode::TooSlow, ErrorCode::RateLimited] {
        let mut server = Server::with_two();
        server.refuse(2, code);
        assert_eq!(
            server.wait(MOMENT),
            [event([(1, 2)], connected(3, 2, false))]
        );
        assert!(resumed(&server.resume(3, back(2, 1, Some(0)))).continues);
    }
}

#[test]
fn a_visitor_who_is_sent_away_leaves_nothing() {
    let mut server = Server::with_two();
    server.connect(3);
    server.refuse(3, ErrorCode::BadMessage);
    assert_eq!(server.wait(2 * GRACE), []);
    assert_eq!(
        server.resume(4, back(3, 1, Some(0))),
        [error(4, ErrorCode::CannotResume)]
    );
}

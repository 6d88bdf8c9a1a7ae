//! What a client gets wrong, by accident or not, harms nobody else.

mod common;

use common::words::{chat_frame, error, event, pong, resumed, room, signal, signal_frame};
use common::{Server, back, refused, token};
use protocol::{ErrorCode, Resume, ResumeToken};
use rooms::Limits;

/// Budi's seat was taken back twice: the tokens of 2 and 3 are used, 4 is the live connection.
fn resumed_twice() -> Server {
    let mut server = Server::with_two();
    server.disconnect(2);
    server.resume(3, back(2, 1, Some(0)));
    server.say(3, r#"{"type":"ping"}"#);
    server.disconnect(3);
    server.resume(4, back(3, 2, Some(0)));
    server.say(4, r#"{"type":"ping"}"#);
    server
}

/// Nobody can come back by this, and Budi's live connection by 4 goes on.
fn cannot(server: &mut Server, resume: Resume) {
    assert_eq!(
        server.resume(9, resume),
        [error(9, ErrorCode::CannotResume)]
    );
    let commands = server.say(4, r#"{"type":"chat","id":"still-here","text":"Hi"}"#);
    assert!(!commands.is_empty(), "it can still send");
    let commands = server.say(1, &signal_frame(2, "{}"));
    assert_eq!(
        commands,
        [event([(4, 1)], signal(1, "{}"))],
        "and still receive"
    );
    assert_eq!(
        server.join(9, "tea", "Citra").len(),
        3,
        "the connection may join: it is welcomed, hears the chat, and the others are told"
    );
}

#[test]
fn a_token_that_was_used_is_good_no_more() {
    cannot(&mut resumed_twice(), back(3, 3, Some(0)));
}

#[test]
fn a_token_of_long_ago_is_good_no_more() {
    cannot(&mut resumed_twice(), back(2, 3, Some(0)));
}

#[test]
fn a_token_that_nobody_gave_opens_nothing() {
    let mut resume = back(4, 3, Some(0));
    resume.token = ResumeToken::from_secret([0xff; 32]);
    cannot(&mut resumed_twice(), resume);
}

#[test]
fn a_token_opens_no_seat_in_another_room() {
    let mut server = resumed_twice();
    server.join(5, "coffee", "Citra");
    let mut resume = back(4, 3, Some(0));
    resume.room = room("coffee");
    assert_eq!(
        server.resume(6, resume),
        [error(6, ErrorCode::CannotResume)]
    );
    let mut resume = back(4, 3, Some(0));
    resume.room = room("no-such-room");
    cannot(&mut server, resume);
}

#[test]
fn a_token_opens_nobody_elses_seat() {
    let mut server = resumed_twice();
    let commands = server.resume(8, back(1, 1, Some(1)));
    assert_eq!(resumed(&commands).you, protocol::ParticipantId(1));
    assert!(server.is_live(4));
}

#[test]
fn an_attempt_that_was_made_before_is_none() {
    for attempt in [0, 1, 2] {
        cannot(&mut resumed_twice(), back(4, attempt, Some(0)));
    }
}

#[test]
fn whoever_has_received_what_was_never_sent_cannot_resume() {
    cannot(&mut resumed_twice(), back(4, 3, Some(1)));
}

#[test]
fn a_token_cut_short_is_answered_like_every_other() {
    let mut server = resumed_twice();
    let cut = &token(4).as_str()[1..].to_owned();
    let frame = format!(
        r#"{{"type":"resume","versions":[1],"room":"tea","token":"{cut}","attempt":3,"received":0}}"#
    );
    let refusal = protocol::decode_client_message(&frame).unwrap_err();
    server.connect(9);
    assert_eq!(
        server.refuse(9, refusal.code()),
        [error(9, ErrorCode::CannotResume)]
    );
    assert!(server.is_live(4));
    assert!(server.is_live(9) || server.rooms.connection_count() == 2);
}

#[test]
fn a_token_is_worth_nothing_after_the_goodbye() {
    let mut server = resumed_twice();
    server.say(4, r#"{"type":"leave"}"#);
    assert_eq!(
        server.resume(9, back(4, 3, Some(0))),
        [error(9, ErrorCode::CannotResume)]
    );
}

#[test]
fn of_two_attempts_the_later_one_wins_whichever_comes_first() {
    let mut server = Server::with_two();
    server.disconnect(2);
    server.connect(3);
    server.connect(4);
    let first = protocol::ClientMessage::Resume(back(2, 1, Some(0)));
    let second = protocol::ClientMessage::Resume(back(2, 2, Some(0)));
    let commands = server.message(4, second);
    assert!(resumed(&commands).continues);
    assert_eq!(
        server.message(3, first),
        [error(3, ErrorCode::CannotResume)]
    );
    assert!(server.is_live(4));

    let mut server = Server::with_two();
    server.disconnect(2);
    server.resume(3, back(2, 1, Some(0)));
    let commands = server.resume(4, back(2, 2, Some(0)));
    assert_eq!(commands[..2], refused(3, ErrorCode::Replaced));
    assert!(server.is_live(4));
}

#[test]
fn a_token_used_at_once_by_two_seats_the_last_and_harms_no_other() {
    let mut server = Server::with_two();
    server.resume(3, back(2, 1, Some(0)));
    server.resume(4, back(2, 2, Some(0)));
    server.say(4, r#"{"type":"ping"}"#);
    assert_eq!(server.rooms.seat_count(), 2);
    assert_eq!(
        server.resume(5, back(3, 3, Some(0))),
        [error(5, ErrorCode::CannotResume)],
        "the token of the one that was replaced is worth nothing"
    );
    assert!(server.is_live(1) && server.is_live(4));
}

#[test]
fn a_resume_in_no_version_in_common_ends_the_connection() {
    let mut server = resumed_twice();
    let mut resume = back(4, 3, Some(0));
    resume.versions = vec![9];
    assert_eq!(
        server.resume(9, resume),
        refused(9, ErrorCode::UnsupportedVersion)
    );
    assert!(server.is_live(4));
}

#[test]
fn an_acknowledgement_of_the_future_ends_the_connection_and_not_the_seat() {
    let mut server = Server::with_two();
    assert_eq!(
        server.say(2, r#"{"type":"ping","received":1}"#),
        refused(2, ErrorCode::BadSequence)
    );
    assert!(server.is_live(1));
    assert!(resumed(&server.resume(3, back(2, 1, Some(0)))).continues);
}

#[test]
fn a_command_that_does_not_follow_ends_the_connection_and_is_not_acted_on() {
    for counter in [2, 3, u64::MAX] {
        let mut server = Server::with_two();
        for frame in [
            format!(r#"{{"type":"signal","counter":{counter},"to":1,"signal":{{}}}}"#),
            format!(r#"{{"type":"chat","counter":{counter},"id":"a","text":"Hi"}}"#),
            format!(r#"{{"type":"set_publications","counter":{counter},"publications":[]}}"#),
        ] {
            let mut server = Server::with_two();
            assert_eq!(
                server.say(2, &frame),
                refused(2, ErrorCode::BadSequence),
                "{frame}"
            );
        }
        server.say(2, r#"{"type":"signal","counter":1,"to":1,"signal":{}}"#);
        server.say(
            2,
            &format!(r#"{{"type":"signal","counter":{counter},"to":1,"signal":{{}}}}"#),
        );
        let went_on = if counter == 2 { 2 } else { 1 };
        let commands = server.resume(3, back(2, 1, Some(0)));
        assert_eq!(resumed(&commands).counter, went_on);
    }
}

#[test]
fn a_command_acts_once_however_often_it_is_sent() {
    let mut server = Server::with_two();
    let frame = r#"{"type":"signal","counter":1,"to":1,"signal":{}}"#;
    assert_eq!(server.say(2, frame), [event([(1, 2)], signal(2, "{}"))]);
    for counter in [0, 1] {
        for command in [
            r#""type":"signal","to":1,"signal":{}"#,
            r#""type":"chat","id":"a","text":"Hi""#,
            r#""type":"set_publications","publications":[]"#,
        ] {
            let frame = format!(r#"{{"counter":{counter},{command}}}"#);
            assert_eq!(server.say(2, &frame), [], "{frame}");
        }
    }
    assert_eq!(server.say(2, r#"{"type":"ping"}"#), [pong(2, 1)]);
}

#[test]
fn a_command_that_is_refused_counts_all_the_same() {
    let mut server = Server::with_two();
    let frame = r#"{"type":"signal","counter":1,"to":9,"signal":{}}"#;
    assert_eq!(server.say(2, frame), [error(2, ErrorCode::BadTarget)]);
    assert_eq!(server.say(2, frame), []);
    assert_eq!(server.say(2, r#"{"type":"ping"}"#), [pong(2, 1)]);
}

#[test]
fn commands_without_a_number_act_at_once() {
    let mut server = Server::new(Limits::default()).and_two();
    for seq in 2..4 {
        assert_eq!(
            server.say(2, &signal_frame(1, "{}")),
            [event([(1, seq)], signal(2, "{}"))]
        );
    }
    assert_eq!(server.say(2, &chat_frame("a", "Hi")).len(), 1);
    assert_eq!(server.say(2, r#"{"type":"ping"}"#), [pong(2, 0)]);
}

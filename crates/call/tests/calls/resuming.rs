//! Back at the seat: what was missed comes, what was not acknowledged goes out again, media is left alone.

use std::time::Duration;

use call::{
    Command, ConnectionState, Notice, PeerCommand, PeerInput, Reconnection, SocketInput, UserInput,
};
use protocol::{ClientFrame, ClientMessage, ErrorCode, ParticipantId, ServerMessage, Source};

use crate::common::{Browser, peer, token};

const BUDI: ParticipantId = ParticipantId(1);
const CITRA: ParticipantId = ParticipantId(2);

#[test]
fn a_resume_says_what_was_received_and_which_try_it_is() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.publications_changed(BUDI, &[Source::Camera]);
    browser.close();
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    let [ClientMessage::Resume(resume)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(resume.token, token(1));
    assert_eq!(
        (resume.attempt, resume.received, resume.chat),
        (1, Some(1), 0)
    );
    assert!(resume.publications.is_live(Source::Microphone));

    browser.close();
    browser.pass(Duration::from_secs(5));
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    let [ClientMessage::Resume(resume)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!((resume.token.clone(), resume.attempt), (token(1), 2));
    browser.resumed(vec![peer(1, "Budi")], 0, true);
    browser.pass(Reconnection::HELD);
    browser.close();
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    assert!(
        matches!(&sent[..], [ClientMessage::Resume(resume)] if resume.token == token(2)),
        "the new token: {sent:?}"
    );
}

#[test]
fn healthy_media_is_left_alone() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Connected));
    resume(&mut browser, vec![peer(1, "Budi")], 0, true);
    assert!(!touches_media(&browser.commands()));
    resume(&mut browser, vec![peer(1, "Budi")], 0, false);
    assert!(!touches_media(&browser.commands()));
}

#[test]
fn commands_are_numbered_and_the_unacknowledged_ones_are_sent_again() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    for on in [false, true, false] {
        browser.user(UserInput::SetMicrophone(on));
    }
    assert_eq!(counters(&browser.sent_frames()), [1, 2, 3]);
    browser.close();
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.resumed(vec![peer(1, "Budi")], 1, true);
    let again = browser.sent_frames();
    assert_eq!(counters(&again), [2, 3]);
    for frame in again {
        let ClientMessage::SetPublications { publications } = frame.message else {
            panic!("{frame:?}")
        };
        assert!(
            !publications.is_live(Source::Microphone),
            "nothing that was true once unmutes anyone"
        );
    }
    browser.user(UserInput::SetMicrophone(true));
    assert_eq!(counters(&browser.sent_frames()), [4]);
}

#[test]
fn a_server_that_has_lost_the_numbers_gets_new_ones() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.publications_changed(BUDI, &[Source::Camera]);
    browser.user(UserInput::SetMicrophone(false));
    browser.commands();
    resume(&mut browser, vec![peer(1, "Budi")], 0, false);
    browser.commands();
    browser.user(UserInput::SetMicrophone(true));
    assert_eq!(counters(&browser.sent_frames()), [1]);
    browser.publications_changed(BUDI, &[]);
    assert!(!browser.tile(BUDI).camera, "event 1 of the new numbers");
}

#[test]
fn an_event_that_comes_twice_acts_once_and_a_missing_one_is_asked_for() {
    let mut browser = Browser::in_call_with(vec![]);
    let joined = |roster| ServerMessage::ParticipantJoined {
        roster,
        peer: peer(1, "Budi"),
    };
    browser.frame(Some(1), joined(1));
    browser.frame(Some(1), joined(1));
    assert_eq!(browser.notices().len(), 1);
    browser.frame(
        Some(3),
        ServerMessage::ParticipantLeft {
            roster: 3,
            participant: BUDI,
        },
    );
    assert_eq!(
        browser.view().tiles.len(),
        2,
        "what does not follow is not acted on"
    );
    assert_eq!(browser.sockets_opened(), 1);
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    assert!(
        matches!(&sent[..], [ClientMessage::Resume(resume)] if resume.received == Some(1)),
        "{sent:?}"
    );
}

#[test]
fn a_stale_join_brings_nobody_back_and_a_stale_departure_takes_nobody_away() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    let stale = browser.roster();
    browser.roster();
    resume(&mut browser, vec![peer(2, "Citra")], 0, true);
    browser.event(ServerMessage::ParticipantJoined {
        roster: stale,
        peer: peer(1, "Budi"),
    });
    browser.event(ServerMessage::ParticipantLeft {
        roster: stale,
        participant: CITRA,
    });
    let tiles = browser.view().tiles;
    let names: Vec<_> = tiles.iter().map(|tile| tile.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Citra"]);
}

#[test]
fn whoever_came_meanwhile_offers_and_if_that_is_lost_the_offer_goes_out_from_here() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.roster();
    resume(&mut browser, vec![peer(1, "Budi")], 0, true);
    assert_eq!(browser.opened(), []);
    browser.offer_from(BUDI, 0);
    assert_eq!(browser.opened().len(), 1);

    let mut browser = Browser::in_call_with(vec![]);
    browser.roster();
    resume(&mut browser, vec![peer(1, "Budi")], 0, false);
    let opened = browser.opened();
    assert_eq!(opened.len(), 1);
    assert!(opened[0].1 && opened[0].0.generation == 1, "{opened:?}");
}

#[test]
fn a_seat_that_is_gone_is_taken_anew_by_itself_with_one_quiet_word() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.user(UserInput::SetMicrophone(false));
    browser.say("unsent");
    browser.close();
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.error(ErrorCode::CannotResume, None);
    let sent = browser.sent();
    let [ClientMessage::Join(join)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(join.name.as_str(), "Ana");
    assert!(!join.publications.is_live(Source::Microphone));
    browser.joined(vec![peer(3, "Budi")]);
    let commands = browser.commands();
    assert!(
        commands.iter().any(|command| matches!(command, Command::Peer { peer, command: PeerCommand::Close } if peer.participant == BUDI)),
        "{commands:?}"
    );
    assert!(commands.iter().any(|command| matches!(
        command,
        Command::Send(ClientFrame { counter: Some(1), message: ClientMessage::Chat { text, .. } }) if text.as_str() == "unsent"
    )));
    assert_eq!(browser.notices(), [Notice::Rejoined]);
    assert_eq!(browser.view().tiles.len(), 2);
}

#[test]
fn numbers_that_do_not_agree_lead_to_a_new_seat() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.error(ErrorCode::BadSequence, None);
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    assert!(matches!(&sent[..], [ClientMessage::Join(_)]), "{sent:?}");
}

#[test]
fn who_has_lost_the_server_is_marked_and_keeps_the_tile() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    for connected in [false, true] {
        let roster = browser.roster();
        browser.event(ServerMessage::ParticipantConnection {
            roster,
            participant: BUDI,
            connected,
        });
        assert_eq!(browser.tile(BUDI).away, !connected);
    }
}

fn resume(browser: &mut Browser, peers: Vec<protocol::Peer>, counter: u64, continues: bool) {
    browser.close();
    for _ in 0..1000 {
        if browser.sockets_opened() > 0 {
            browser.socket(SocketInput::Opened);
            browser.commands();
            return browser.resumed(peers, counter, continues);
        }
        browser.pass(Duration::from_millis(50));
    }
    panic!("no try is made")
}

fn touches_media(commands: &[Command]) -> bool {
    commands
        .iter()
        .any(|command| matches!(command, Command::Peer { .. }))
}

fn counters(frames: &[ClientFrame]) -> Vec<u64> {
    frames.iter().filter_map(|frame| frame.counter).collect()
}

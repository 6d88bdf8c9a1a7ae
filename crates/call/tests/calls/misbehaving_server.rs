//! A server that does not do what the protocol says: each way ends in a known state in its time, and media is not
//! touched.

use std::time::Duration;

use call::{
    Call, Command, ConnectionState, EndReason, Heartbeat, PeerInput, PhaseView, Reconnection,
    SignalingView, SocketInput,
};
use protocol::{ParticipantId, ServerFrame, ServerMessage, Source};

use crate::common::{Browser, chat_message, peer, publications};

const BUDI: ParticipantId = ParticipantId(1);

#[test]
fn it_never_answers_the_first_join() {
    let mut browser = Browser::in_green_room();
    browser.join("Ana");
    browser.socket(SocketInput::Opened);
    browser.pass(Call::JOIN_TIMEOUT - Duration::from_millis(1));
    assert_eq!(browser.view().phase, PhaseView::Joining);
    browser.pass(Duration::from_millis(1));
    assert_eq!(
        browser.view().phase,
        PhaseView::Ended(EndReason::Unreachable)
    );
}

#[test]
fn it_never_answers_a_resume() {
    let mut browser = in_call();
    browser.close();
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.pass(Reconnection::TRY);
    browser.pass(Duration::from_secs(1));
    assert_eq!(browser.sockets_opened(), 1, "the next try");
    assert_untouched(&mut browser);
}

#[test]
fn it_never_pongs() {
    let mut browser = in_call();
    browser.server_answers = false;
    browser.pass(Heartbeat::INTERVAL + Heartbeat::PATIENCE);
    assert_eq!(browser.sockets_opened(), 1);
    assert_untouched(&mut browser);
}

#[test]
fn it_closes_before_the_join() {
    let mut browser = Browser::in_green_room();
    browser.join("Ana");
    browser.close();
    assert_eq!(
        browser.view().phase,
        PhaseView::Ended(EndReason::Unreachable)
    );
}

#[test]
fn it_drops_whoever_it_has_let_in() {
    let mut browser = in_call();
    let mut drops = 0;
    for _ in 0..600 {
        if browser.sockets_opened() > 0 {
            browser.socket(SocketInput::Opened);
            browser.resumed(vec![peer(1, "Budi")], 0, true);
            browser.close();
            drops += 1;
        } else if drops == 0 {
            browser.close();
        }
        browser.pass(Duration::from_millis(100));
    }
    assert!((5..60).contains(&drops), "{drops} resumes in a minute");
    assert_untouched(&mut browser);
}

#[test]
fn it_answers_garbage() {
    let mut browser = in_call();
    browser.server_answers = false;
    for _ in 0..100 {
        browser.socket(SocketInput::Garbage);
        browser.pass(Duration::from_millis(100));
    }
    assert_eq!(browser.sockets_opened(), 1, "garbage is no life");
    assert_untouched(&mut browser);
}

#[test]
fn it_floods() {
    let mut browser = in_call();
    for number in 1..20_000 {
        browser.publications_changed(BUDI, &[Source::Microphone, Source::Camera]);
        browser.receive(ServerMessage::Chat(chat_message(
            number,
            &number.to_string(),
            1,
            "spam",
        )));
    }
    assert_eq!(browser.view().chat.lines.len(), call::Chat::MAX_LINES);
    assert!(browser.view().notices.len() <= call::NoticeBoard::MAX_NOTICES);
    assert_untouched(&mut browser);
}

#[test]
fn it_sends_events_before_it_has_let_anyone_in() {
    let mut browser = in_call();
    browser.close();
    browser.socket(SocketInput::Opened);
    browser.commands();
    for seq in [1, 7, u64::MAX] {
        browser.socket(SocketInput::Received(ServerFrame {
            seq: Some(seq),
            message: Some(ServerMessage::ParticipantLeft {
                roster: seq,
                participant: BUDI,
            }),
        }));
    }
    assert_eq!(browser.view().tiles.len(), 2);
    assert_untouched(&mut browser);
}

#[test]
fn it_lets_in_who_has_not_asked() {
    let mut browser = in_call();
    browser.resumed(vec![], 0, true);
    browser.joined(vec![]);
    assert_eq!(browser.view().tiles.len(), 2);
    assert_eq!(browser.signaling(), SignalingView::Online);
    assert_untouched(&mut browser);

    let mut browser = Browser::in_green_room();
    browser.joined(vec![]);
    assert_eq!(browser.view().phase, PhaseView::GreenRoom);
}

fn in_call() -> Browser {
    let mut browser = Browser::in_call_with(vec![protocol::Peer {
        participant: protocol::Participant {
            publications: publications(&[]),
            ..peer(1, "Budi").participant
        },
        ..peer(1, "Budi")
    }]);
    browser.peer(BUDI, PeerInput::Connection(ConnectionState::Connected));
    browser.commands();
    browser
}

/// Nothing was done to the peer connection nor to the tracks since the last look, and the call goes on.
fn assert_untouched(browser: &mut Browser) {
    let commands = browser.commands();
    assert!(
        commands.iter().all(|command| matches!(
            command,
            Command::Send(_) | Command::OpenSocket | Command::CloseSocket | Command::Remember(_)
        )),
        "{commands:?}"
    );
    assert_eq!(
        browser.tile(BUDI).connection,
        call::TileConnection::Connected
    );
    assert!(matches!(browser.view().phase, PhaseView::InCall { .. }));
}

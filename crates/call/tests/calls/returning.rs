//! The page is loaded again: the seat is taken up where it was left.

use std::time::Duration;

use call::{
    Command, EndReason, MediaInput, PhaseView, SeatMemory, SocketInput, SourceView, UserInput,
};
use protocol::{ClientMessage, DisplayName, ErrorCode};

use crate::common::{Browser, peer, room, token};

#[test]
fn a_seat_is_remembered_with_the_wishes_and_forgotten_on_leaving() {
    let mut browser = Browser::in_green_room();
    browser.media(MediaInput::Captured { request: 0 });
    assert_eq!(remembered(&mut browser), None);
    browser.enter("Ana", vec![]);
    assert_eq!(remembered(&mut browser), Some(memory(0, true, true)));
    browser.user(UserInput::SetMicrophone(false));
    assert_eq!(remembered(&mut browser), Some(memory(0, false, true)));
    browser.close();
    browser.socket(SocketInput::Opened);
    assert_eq!(
        remembered(&mut browser),
        Some(memory(1, false, true)),
        "a page that comes after must count on"
    );
    browser.resumed(vec![], 0, true);
    browser.commands();
    browser.user(UserInput::Leave);
    assert!(browser.commands().contains(&Command::Remember(None)));
}

#[test]
fn a_page_that_is_loaded_again_resumes_and_offers_to_everyone() {
    let mut browser = Browser::returning(memory(4, true, false));
    assert_eq!(browser.view().phase, PhaseView::Joining);
    let commands = browser.commands();
    assert!(commands.contains(&Command::OpenSocket));
    assert!(commands.contains(&Command::Capture {
        request: 0,
        microphone: true,
        camera: false
    }));
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    let [ClientMessage::Resume(resume)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!((resume.attempt, resume.received), (5, None));
    browser.resumed(vec![peer(1, "Budi")], 0, false);
    let opened = browser.opened();
    assert_eq!(opened.len(), 1);
    assert!(opened[0].1 && opened[0].0.generation == 1024, "{opened:?}");
    assert_eq!(browser.view().tiles.len(), 2);
    assert_eq!(browser.notices(), []);
}

#[test]
fn what_was_muted_before_is_not_even_captured_after() {
    let mut browser = Browser::returning(memory(0, false, false));
    browser.socket(SocketInput::Opened);
    browser.resumed(vec![], 0, false);
    let commands = browser.commands();
    assert!(
        !commands
            .iter()
            .any(|command| matches!(command, Command::Capture { .. })),
        "{commands:?}"
    );
    assert_eq!(browser.view().local.microphone, SourceView::Off);
}

#[test]
fn a_tab_that_comes_too_late_asks_before_it_walks_in() {
    let mut browser = Browser::returning(memory(0, false, true));
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.error(ErrorCode::CannotResume, None);
    assert_eq!(browser.view().phase, PhaseView::GreenRoom);
    let commands = browser.commands();
    assert!(commands.contains(&Command::CloseSocket));
    assert!(commands.contains(&Command::Remember(None)));
    assert_eq!(
        browser.view().local.microphone,
        SourceView::Off,
        "as it was left"
    );
    browser.pass(Duration::from_secs(60));
    assert_eq!(browser.sockets_opened(), 0);
    browser.join("Ana");
    assert_eq!(browser.sockets_opened(), 1);
}

#[test]
fn a_server_that_is_away_for_a_moment_is_tried_again_before_the_person_is_bothered() {
    let mut browser = Browser::returning(memory(0, true, true));
    browser.close();
    browser.pass(Duration::from_secs(1));
    browser.close();
    browser.pass(Duration::from_secs(5));
    assert_eq!(browser.view().phase, PhaseView::Joining);
    browser.pass(Duration::from_secs(15));
    assert_eq!(
        browser.view().phase,
        PhaseView::Ended(EndReason::Unreachable)
    );
}

#[test]
fn the_seat_of_another_room_is_not_taken() {
    let mut other = memory(0, false, true);
    other.room = protocol::RoomId::parse("coffee").unwrap();
    let browser = Browser::returning(other);
    assert_eq!(browser.view().phase, PhaseView::GreenRoom);
}

fn memory(attempt: u64, microphone: bool, camera: bool) -> SeatMemory {
    SeatMemory {
        room: room(),
        name: DisplayName::parse("Ana").unwrap(),
        token: token(1),
        attempt,
        microphone,
        camera,
    }
}

/// The memory that the call asked for last.
fn remembered(browser: &mut Browser) -> Option<SeatMemory> {
    let commands = browser.commands().into_iter();
    let mut last = commands.filter_map(|command| match command {
        Command::Remember(memory) => Some(memory),
        _ => None,
    });
    last.next_back().flatten()
}

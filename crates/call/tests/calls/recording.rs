//! Recording: everyone knows, and the file is closed whatever happens.

use std::time::Duration;

use call::{
    Command, Input, MediaInput, Notice, PICTURE_SIZE, PageInput, PeerInput, PhaseView, Place,
    RecordingInput, RecordingOf, RecordingProblem, RecordingView, StreamKey, Tile, UserInput,
    recorded_scene, recorded_sounds, scene,
};
use protocol::{
    Act, ClientMessage, DisplayName, ErrorCode, ParticipantAct, ParticipantId, Peer, ServerMessage,
    Source,
};

use crate::common::{Browser, peer};

const YOU: ParticipantId = ParticipantId(9);
const BUDI: ParticipantId = ParticipantId(1);
const CITRA: ParticipantId = ParticipantId(2);
const ON: ClientMessage = ClientMessage::SetRecording { on: true };
const OFF: ClientMessage = ClientMessage::SetRecording { on: false };

#[test]
fn everyone_is_told_when_it_begins_and_when_it_ends() {
    let mut browser = in_call();
    browser.user(UserInput::Record(RecordingOf::Call));
    assert_eq!(browser.commands(), [Command::Record(true)]);
    assert!(!browser.tile(YOU).recording, "a file is being chosen");
    said(&mut browser, RecordingInput::Started);
    assert_eq!(browser.sent(), [ON]);
    assert!(browser.tile(YOU).recording);

    browser.user(UserInput::StopRecording);
    let commands = browser.commands();
    assert_eq!(commands.first(), Some(&Command::Record(false)));
    assert!(matches!(&commands[1..], [Command::Send(frame)] if frame.message == OFF));
    assert!(!browser.tile(YOU).recording);
    said(&mut browser, RecordingInput::Saved);
    assert_eq!(browser.view().recording, RecordingView::Idle);
    assert_eq!(browser.notices(), [Notice::RecordingSaved]);
}

#[test]
fn nothing_is_turned_on_by_it() {
    let mut browser = in_call();
    browser.user(UserInput::SetMicrophone(false));
    browser.user(UserInput::SetCamera(false));
    browser.commands();
    let local = browser.view().local;
    browser.user(UserInput::Record(RecordingOf::Own));
    said(&mut browser, RecordingInput::Started);
    browser.user(UserInput::StopRecording);
    said(&mut browser, RecordingInput::Saved);
    assert_eq!(browser.view().local, local);
    let only_records = |command: &Command| match command {
        Command::Record(_) => true,
        Command::Send(frame) => [ON, OFF].contains(&frame.message),
        _ => false,
    };
    let commands = browser.commands();
    assert!(commands.iter().all(only_records), "{commands:?}");
}

#[test]
fn it_begins_in_the_call_alone_and_while_the_others_can_be_told() {
    let mut browser = Browser::in_green_room();
    browser.commands();
    browser.user(UserInput::Record(RecordingOf::Call));
    assert_eq!(browser.commands(), []);
    let mut browser = in_call();
    browser.close();
    browser.commands();
    browser.user(UserInput::Record(RecordingOf::Call));
    assert_eq!(browser.commands(), []);
    let offline = Notice::RecordingFailed(RecordingProblem::Offline);
    assert_eq!(browser.notices(), [offline]);
}

#[test]
fn whoever_leaves_or_closes_the_page_ends_it() {
    let mut browser = recording();
    browser.user(UserInput::Leave);
    assert!(browser.commands().contains(&Command::Record(false)));
    assert_eq!(browser.view().recording, RecordingView::Stopping);

    for reload in [false, true] {
        let mut browser = recording();
        browser.page(PageInput::Hiding { reload });
        let commands = browser.commands();
        assert_eq!(commands.first(), Some(&Command::Record(false)));
        let off = commands.iter().position(|command| is_sent(command, &OFF));
        let leave = ClientMessage::Leave { may_return: true };
        let goodbye = commands.iter().position(|command| is_sent(command, &leave));
        assert!(off.is_some(), "the others are told: {commands:?}");
        assert!(goodbye.is_none() || off < goodbye, "{commands:?}");
    }
}

#[test]
fn a_disk_that_fails_is_told_and_the_mark_goes() {
    let mut browser = recording();
    said(&mut browser, RecordingInput::Failed(RecordingProblem::Disk));
    assert_eq!(browser.sent(), [OFF]);
    let notice = Notice::RecordingFailed(RecordingProblem::Disk);
    assert_eq!(browser.notices().first(), Some(&notice));
    assert!(notice.stays());
}

#[test]
fn what_memory_cannot_hold_ends_it_and_is_told() {
    let mut browser = recording();
    said(&mut browser, RecordingInput::Holds { bytes: 1 << 20 });
    assert_eq!(browser.commands(), []);
    said(&mut browser, RecordingInput::Holds { bytes: 1 << 40 });
    assert_eq!(browser.commands().first(), Some(&Command::Record(false)));
    assert_eq!(browser.notices(), [Notice::RecordingFull]);
}

#[test]
fn it_goes_on_offline_and_the_others_are_told_when_that_is_over() {
    let mut browser = recording();
    browser.close();
    browser.commands();
    browser.user(UserInput::StopRecording);
    assert_eq!(browser.commands(), [Command::Record(false)]);
    said(&mut browser, RecordingInput::Saved);
    back(&mut browser, true, true);
    assert_eq!(browser.sent(), [OFF]);
    browser.pass(Duration::from_secs(60));
    browser.close();
    back(&mut browser, true, false);
    assert_eq!(browser.sent(), [], "once");
}

#[test]
fn a_seat_that_forgot_is_told_again_and_a_mark_of_an_earlier_page_is_taken_back() {
    let mut browser = recording();
    browser.close();
    back(&mut browser, false, false);
    assert_eq!(browser.sent(), [ON]);
    let mut browser = in_call();
    browser.close();
    back(&mut browser, false, true);
    assert_eq!(browser.sent(), [OFF]);
}

#[test]
fn the_server_is_told_again_when_it_takes_no_more_at_once() {
    let mut browser = recording();
    browser.error(ErrorCode::RecordingTooFast, None);
    assert_eq!(browser.sent(), []);
    browser.pass(Duration::from_secs(2));
    assert_eq!(browser.sent(), [ON]);
}

#[test]
fn who_records_is_marked_and_told_also_to_those_who_come_late() {
    let mut browser = in_call();
    marks(&mut browser, BUDI, true);
    assert!(browser.tile(BUDI).recording);
    assert_eq!(browser.notices(), [Notice::RecordingStarted(name("Budi"))]);
    marks(&mut browser, BUDI, false);
    assert!(!browser.tile(BUDI).recording);
    assert_eq!(browser.notices(), [Notice::RecordingEnded(name("Budi"))]);

    let browser = Browser::in_call_with(vec![records("Budi")]);
    assert!(browser.tile(BUDI).recording);
    assert_eq!(browser.notices(), [Notice::RecordingStarted(name("Budi"))]);
}

#[test]
fn a_recording_that_began_while_one_was_away_is_told() {
    let mut browser = in_call();
    browser.close();
    browser.socket(call::SocketInput::Opened);
    browser.resumed(vec![records("Budi")], 0, true);
    let told = Notice::RecordingStarted(name("Budi"));
    assert!(browser.notices().contains(&told));
}

#[test]
fn the_picture_is_the_call_as_it_is_laid_out_or_oneself_alone() {
    let browser = in_call();
    let view = browser.view();
    let (width, height) = PICTURE_SIZE;
    let drawn = |of| {
        let drawn: Vec<ParticipantId> = recorded_scene(&view, of)
            .iter()
            .map(|(tile, place)| {
                let right = u32::try_from(place.left + place.width).unwrap();
                let bottom = u32::try_from(place.top + place.height).unwrap();
                assert!(right <= width && bottom <= height);
                tile.participant
            })
            .collect();
        drawn
    };
    assert_eq!(drawn(RecordingOf::Call), [YOU, BUDI]);
    assert_eq!(drawn(RecordingOf::Own), [YOU]);

    let mut browser = browser;
    browser.user(UserInput::ShowSelf(false));
    let view = browser.view();
    let shown = |of| recorded_scene(&view, of).len();
    assert_eq!(
        shown(RecordingOf::Call),
        1,
        "what is hidden is not recorded"
    );
    assert_eq!(shown(RecordingOf::Own), 1);
}

#[test]
fn whoever_is_heard_is_recorded_and_nobody_else() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi"), peer(2, "Citra")]);
    let sounds = |browser: &Browser, of| recorded_sounds(&browser.view(), of);
    assert_eq!(sounds(&browser, RecordingOf::Call), [], "nothing comes yet");
    for other in [BUDI, CITRA] {
        browser.peer(other, PeerInput::TrackAdded);
        let of = [Source::Microphone, Source::Screen, Source::ScreenAudio];
        browser.publications_changed(other, &of);
    }
    let all = [
        StreamKey::Remote(BUDI),
        StreamKey::RemoteScreen(BUDI),
        StreamKey::Remote(CITRA),
        StreamKey::RemoteScreen(CITRA),
    ];
    assert_eq!(sounds(&browser, RecordingOf::Call), all);
    assert_eq!(sounds(&browser, RecordingOf::Own), []);

    browser.user(UserInput::MuteForMe {
        tile: browser.tile(CITRA).key(),
        muted: true,
    });
    browser.publications_changed(BUDI, &[]);
    let act = Act::Participant(ParticipantAct::Mute, BUDI);
    browser.event(ServerMessage::Acted { by: CITRA, act });
    assert_eq!(
        sounds(&browser, RecordingOf::Call),
        all[2..],
        "of the call, however loud one plays it oneself"
    );
}

#[test]
fn ones_own_screen_has_the_stage_of_the_recorded_picture() {
    let mut browser = in_call();
    browser.user(UserInput::ShareScreen(true));
    let request = browser
        .commands()
        .into_iter()
        .find_map(|command| match command {
            Command::CaptureScreen { request } => Some(request),
            _ => None,
        });
    let request = request.unwrap();
    let drawn = |browser: &Browser, of| {
        let kinds = |(tile, place): (Tile, Place)| (tile.stream, place.width > 640);
        let drawn: Vec<_> = recorded_scene(&browser.view(), of)
            .into_iter()
            .map(kinds)
            .collect();
        drawn
    };
    assert_eq!(
        drawn(&browser, RecordingOf::Call).len(),
        2,
        "not shared yet"
    );
    browser.media(MediaInput::ScreenCaptured {
        request,
        audio: false,
    });
    let of_call = drawn(&browser, RecordingOf::Call);
    assert_eq!(of_call.len(), 3);
    assert_eq!(of_call[0], (Some(StreamKey::LocalScreen), true));
    assert!(
        of_call[1..].iter().all(|(_, is_wide)| !is_wide),
        "{of_call:?}"
    );
    let small = scene(&browser.view()).len();
    assert_eq!(
        small, 2,
        "nobody wants to see it in a small window above it"
    );
    let of_own = drawn(&browser, RecordingOf::Own);
    assert_eq!(of_own.len(), 1);
    assert_eq!(of_own[0].0, Some(StreamKey::Local));
    browser.user(UserInput::ShareScreen(false));
    assert_eq!(drawn(&browser, RecordingOf::Call).len(), 2);
}

#[test]
fn whoever_has_left_is_told_that_the_file_is_closed() {
    let mut browser = in_call();
    browser.user(UserInput::Record(RecordingOf::Call));
    said(&mut browser, RecordingInput::Started);
    browser.user(UserInput::Leave);
    said(&mut browser, RecordingInput::Saved);
    assert_eq!(browser.view().phase, PhaseView::Left);
    assert_eq!(browser.notices(), [Notice::RecordingSaved]);
}

#[test]
fn a_recording_without_sound_is_told_of() {
    let mut browser = in_call();
    browser.user(UserInput::Record(RecordingOf::Call));
    said(&mut browser, RecordingInput::Started);
    said(&mut browser, RecordingInput::Silent);
    assert_eq!(browser.notices(), [Notice::RecordingSilent]);
}

fn in_call() -> Browser {
    Browser::in_call_with(vec![peer(1, "Budi")])
}

fn recording() -> Browser {
    let mut browser = in_call();
    browser.user(UserInput::Record(RecordingOf::Call));
    said(&mut browser, RecordingInput::Started);
    browser.commands();
    browser
}

fn said(browser: &mut Browser, input: RecordingInput) {
    browser.handle(Input::Recording(input));
}

fn marks(browser: &mut Browser, participant: ParticipantId, recording: bool) {
    let roster = browser.roster();
    browser.event(ServerMessage::ParticipantRecording {
        roster,
        participant,
        recording,
    });
}

/// The lost connection to the server is there again, which says whether it `continues` and whether it believes that
/// one records.
fn back(browser: &mut Browser, continues: bool, recording: bool) {
    browser.socket(call::SocketInput::Opened);
    browser.commands();
    browser.resumed_as(vec![peer(1, "Budi")], 1, continues, recording);
}

fn is_sent(command: &Command, message: &ClientMessage) -> bool {
    matches!(command, Command::Send(frame) if frame.message == *message)
}

fn records(name: &str) -> Peer {
    let mut peer = peer(1, name);
    peer.participant.recording = true;
    peer
}

fn name(name: &str) -> DisplayName {
    DisplayName::parse(name).unwrap()
}

//! What a person chooses for themselves: layout, volume, data use.

use call::{
    Command, DataUse, Layout, MediaInput, PeerCommand, SourceView, StreamKey, TileKey, TileKind,
    UserInput, Volume,
};
use protocol::{ClientMessage, ErrorCode, ParticipantId, Source};

use crate::common::{Browser, peer};

const BUDI: ParticipantId = ParticipantId(1);
const CITRA: ParticipantId = ParticipantId(2);
const YOU: ParticipantId = ParticipantId(9);

#[test]
fn a_shared_screen_has_a_tile_of_its_own_and_takes_the_stage() {
    let mut browser = in_call();
    browser.publications_changed(BUDI, &[Source::Microphone, Source::Screen]);
    let view = browser.view();
    let keys: Vec<TileKey> = view.tiles.iter().map(call::Tile::key).collect();
    assert_eq!(
        keys,
        [camera(YOU), camera(BUDI), screen(BUDI), camera(CITRA)]
    );
    assert_eq!(view.stage.stage, [screen(BUDI)]);
    assert_eq!(view.stage.strip, [camera(YOU), camera(BUDI), camera(CITRA)]);
    assert_eq!(view.people.len(), 3);
    assert_eq!(view.people_tiles().len(), 3);
    let tile = &view.tiles[2];
    assert!(tile.camera && !tile.microphone && !tile.you);
    browser.publications_changed(BUDI, &[Source::Microphone]);
    assert_eq!(browser.view().stage.stage.len(), 3);
    assert_eq!(browser.view().stage.strip, []);
}

#[test]
fn the_sound_of_a_screen_is_that_of_its_tile() {
    let mut browser = in_call();
    browser.publications_changed(BUDI, &[Source::Screen, Source::ScreenAudio]);
    browser.peer(BUDI, call::PeerInput::TrackAdded);
    let view = browser.view();
    let tile = view.tiles.iter().find(|tile| tile.key() == screen(BUDI));
    let tile = tile.expect("the screen has a tile");
    assert!(tile.microphone);
    assert_eq!(tile.stream, Some(StreamKey::RemoteScreen(BUDI)));
    assert!(!browser.tile(BUDI).microphone);
}

#[test]
fn one_pins_and_hides_and_chooses() {
    let mut browser = in_call();
    browser.user(UserInput::Pin(camera(CITRA)));
    assert_eq!(browser.view().stage.stage, [camera(CITRA)]);
    browser.user(UserInput::Unpin);
    assert_eq!(browser.view().stage.stage.len(), 3);
    browser.user(UserInput::ShowSelf(false));
    assert_eq!(browser.view().stage.stage, [camera(BUDI), camera(CITRA)]);
    browser.user(UserInput::SetLayout(Layout::Spotlight));
    assert_eq!(browser.view().stage.stage, [camera(BUDI)]);
    browser.user(UserInput::Pin(camera(CITRA)));
    browser.participant_left(CITRA);
    let stage = browser.view().stage;
    assert_eq!((stage.pinned, stage.stage), (None, vec![camera(BUDI)]));
}

#[test]
fn in_a_room_anew_nobody_is_pinned_or_quiet_who_was_not() {
    let mut browser = in_call();
    browser.user(UserInput::Pin(camera(BUDI)));
    volume(&mut browser, camera(BUDI), 10);
    browser.error(ErrorCode::GoingAway, None);
    browser.close();
    browser.pass(std::time::Duration::from_secs(1));
    browser.socket(call::SocketInput::Opened);
    browser.error(ErrorCode::CannotResume, None);
    browser.joined(vec![peer(1, "Dewi")]);
    assert_eq!(browser.tile(BUDI).name.as_str(), "Dewi");
    assert_eq!(browser.tile(BUDI).volume, Volume::default());
    assert_eq!(browser.view().stage.pinned, None);
}

#[test]
fn everyone_has_a_volume_of_their_own() {
    let mut browser = in_call();
    volume(&mut browser, camera(BUDI), 150);
    browser.user(UserInput::MuteForMe {
        tile: camera(CITRA),
        muted: true,
    });
    assert_eq!(browser.tile(BUDI).volume.percent, 150);
    assert!(browser.tile(CITRA).volume.muted);
    assert!(!browser.tile(BUDI).volume.muted);
    browser.participant_left(BUDI);
    browser.participant_joined(peer(1, "Budi"));
    assert_eq!(browser.tile(BUDI).volume, Volume::default());
}

#[test]
fn there_is_no_volume_for_what_is_not_there() {
    let mut browser = in_call();
    volume(&mut browser, camera(YOU), 10);
    volume(&mut browser, screen(BUDI), 10);
    assert_eq!(browser.tile(YOU).volume, Volume::default());
    browser.publications_changed(BUDI, &[Source::Screen, Source::ScreenAudio]);
    let tiles = browser.view().tiles;
    let screen = tiles.iter().find(|tile| tile.key() == screen(BUDI));
    assert_eq!(screen.map(|tile| tile.volume), Some(Volume::default()));
}

#[test]
fn audio_only_turns_the_camera_off_and_takes_no_picture() {
    let mut browser = in_call();
    browser.publications_changed(BUDI, &[Source::Microphone, Source::Camera]);
    browser.peer(
        BUDI,
        call::PeerInput::Connection(call::ConnectionState::Connected),
    );
    browser.commands();
    browser.user(UserInput::SetDataUse(DataUse::AudioOnly));
    let commands = browser.commands();
    assert!(commands.contains(&Command::StopTrack {
        source: Source::Camera
    }));
    assert!(peer_commands(&commands).contains(&PeerCommand::ReceiveVideo(false)));
    assert!(!browser.tile(BUDI).camera && browser.tile(BUDI).microphone);
    assert_eq!(browser.view().local.camera, SourceView::Off);

    browser.user(UserInput::SetDataUse(DataUse::Full));
    let commands = browser.commands();
    assert!(peer_commands(&commands).contains(&PeerCommand::ReceiveVideo(true)));
    assert_eq!(
        browser.view().local.camera,
        SourceView::Off,
        "no gesture for it"
    );
    assert!(browser.tile(BUDI).camera);
}

#[test]
fn whoever_turns_the_camera_on_wants_video() {
    let mut browser = in_call();
    browser.user(UserInput::SetDataUse(DataUse::AudioOnly));
    browser.user(UserInput::SetCamera(true));
    browser.media(MediaInput::Captured { request: 1 });
    let local = browser.view().local;
    assert_eq!(
        (local.camera, local.data_use),
        (SourceView::On, DataUse::Low)
    );
}

#[test]
fn a_connection_that_comes_later_takes_no_picture_either() {
    let mut browser = in_call();
    browser.user(UserInput::SetDataUse(DataUse::AudioOnly));
    browser.commands();
    let connected = call::PeerInput::Connection(call::ConnectionState::Connected);
    browser.peer(BUDI, connected.clone());
    let commands = browser.commands();
    assert!(peer_commands(&commands).contains(&PeerCommand::ReceiveVideo(false)));
    browser.peer(BUDI, connected);
    assert_eq!(peer_commands(&browser.commands()), [], "once");
}

#[test]
fn holding_to_talk_is_told_to_the_others() {
    let mut browser = in_call();
    browser.user(UserInput::SetMicrophone(false));
    browser.sent();
    browser.user(UserInput::HoldToTalk(true));
    assert_eq!(live(&mut browser), [true]);
    assert!(browser.view().local.holds_to_talk);
    browser.page(call::PageInput::Blurred);
    assert_eq!(live(&mut browser), [false]);
    assert!(!browser.view().local.holds_to_talk);
}

#[test]
fn whatever_hides_the_release_of_the_key_ends_the_hold() {
    for input in [
        call::PageInput::Blurred,
        call::PageInput::Hidden,
        call::PageInput::Shown,
        call::PageInput::Hiding { reload: true },
        call::PageInput::Hiding { reload: false },
    ] {
        let mut browser = in_call();
        browser.user(UserInput::SetMicrophone(false));
        browser.user(UserInput::HoldToTalk(true));
        assert!(browser.view().local.holds_to_talk);
        browser.page(input);
        assert!(!browser.view().local.holds_to_talk, "{input:?}");
    }
    let mut browser = in_call();
    browser.user(UserInput::SetMicrophone(false));
    browser.user(UserInput::HoldToTalk(true));
    browser.user(UserInput::Leave);
    browser.user(UserInput::Rejoin);
    assert!(!browser.view().local.holds_to_talk);
}

#[test]
fn there_is_nobody_to_talk_to_in_the_green_room() {
    let mut browser = Browser::in_green_room();
    browser.media(MediaInput::Captured { request: 0 });
    browser.user(UserInput::SetMicrophone(false));
    browser.user(UserInput::HoldToTalk(true));
    assert_eq!(browser.view().local.microphone, SourceView::Off);
}

fn in_call() -> Browser {
    Browser::in_call_with(vec![peer(1, "Budi"), peer(2, "Citra")])
}

fn camera(participant: ParticipantId) -> TileKey {
    TileKey {
        participant,
        kind: TileKind::Camera,
    }
}

fn screen(participant: ParticipantId) -> TileKey {
    TileKey {
        participant,
        kind: TileKind::Screen,
    }
}

fn volume(browser: &mut Browser, tile: TileKey, percent: u8) {
    browser.user(UserInput::SetVolume { tile, percent });
}

fn peer_commands(commands: &[Command]) -> Vec<PeerCommand> {
    let of_peer = |command: &Command| match command {
        Command::Peer { command, .. } => Some(command.clone()),
        _ => None,
    };
    commands.iter().filter_map(of_peer).collect()
}

/// Whether the microphone was said to be live, each time that something was said of it.
fn live(browser: &mut Browser) -> Vec<bool> {
    let of_message = |message| match message {
        ClientMessage::SetPublications { publications } => {
            Some(publications.is_live(Source::Microphone))
        }
        _ => None,
    };
    browser.sent().into_iter().filter_map(of_message).collect()
}

//! What comes of whoever was muted or removed, which nothing but this side can keep away.

use std::time::Duration;

use call::{Command, PeerCommand, SocketInput, SourceView, TileKey, TileKind};
use protocol::{Act, ParticipantAct, ParticipantId, Role, RoomAct, ServerMessage, Source};

use crate::common::{Browser, peer, publications};
use crate::doors::{BUDI, YOU, acted, in_call, role_changed};

#[test]
fn someone_else_who_is_muted_is_not_heard_until_they_say_that_they_unmuted() {
    let mut browser = in_call(Role::Host);
    browser.publications_changed(BUDI, &[Source::Microphone]);
    assert_eq!(browser.tile(BUDI).volume.heard(), 100);
    browser.publications_changed(BUDI, &[]);
    assert_eq!(
        browser.tile(BUDI).volume.heard(),
        100,
        "whoever mutes themselves can be heard again without the server"
    );
    acted(&mut browser, YOU, ParticipantAct::Mute, BUDI);
    assert_eq!(browser.tile(BUDI).volume.heard(), 0);
    browser.publications_changed(BUDI, &[Source::Camera]);
    assert_eq!(browser.tile(BUDI).volume.heard(), 0);
    browser.publications_changed(BUDI, &[Source::Microphone]);
    assert_eq!(browser.tile(BUDI).volume.heard(), 100);
}

#[test]
fn whoever_was_muted_before_one_came_is_not_heard_either() {
    let mut budi = peer(1, "Budi");
    budi.participant.silenced = true;
    let mut browser = Browser::in_call_with(vec![budi]);
    assert_eq!(browser.tile(BUDI).volume.heard(), 0);
    browser.publications_changed(BUDI, &[Source::Microphone]);
    assert_eq!(browser.tile(BUDI).volume.heard(), 100);
}

#[test]
fn a_mute_of_which_one_has_not_heard_holds_all_the_same() {
    let mut browser = in_call(Role::Member);
    let mut comes_back = |silenced| {
        browser.close();
        browser.pass(Duration::from_secs(1));
        browser.socket(SocketInput::Opened);
        let mut budi = peer(1, "Budi");
        budi.participant.silenced = silenced;
        browser.resumed(vec![budi], 0, false);
        browser.tile(BUDI).volume.heard()
    };
    assert_eq!(comes_back(true), 0);
    assert_eq!(comes_back(false), 100);
}

#[test]
fn whoever_has_unmuted_meanwhile_is_heard_when_one_hears_late_of_the_mute() {
    let mut browser = in_call(Role::Member);
    browser.close();
    browser.pass(Duration::from_secs(1));
    browser.socket(SocketInput::Opened);
    let mut budi = peer(1, "Budi");
    budi.participant.publications = publications(&[Source::Microphone]);
    browser.resumed(vec![budi], 0, true);
    // It was done before the roster became what one was told first.
    acted(&mut browser, YOU, ParticipantAct::Mute, BUDI);
    assert_eq!(browser.tile(BUDI).volume.heard(), 100);
}

#[test]
fn the_sound_of_a_screen_is_heard_while_it_is_shared_whoever_is_muted() {
    let mut browser = in_call(Role::Host);
    let screen = TileKey {
        participant: BUDI,
        kind: TileKind::Screen,
    };
    let heard = |browser: &Browser| {
        let tiles = browser.view().tiles.into_iter();
        let mut screens = tiles.filter(|tile| tile.key() == screen);
        screens.next().map(|tile| tile.volume.heard())
    };
    browser.publications_changed(BUDI, &[Source::Screen]);
    assert_eq!(heard(&browser), Some(0), "what is not shared is not heard");
    browser.publications_changed(BUDI, &[Source::Screen, Source::ScreenAudio]);
    acted(&mut browser, YOU, ParticipantAct::Mute, BUDI);
    assert_eq!(browser.tile(BUDI).volume.heard(), 0);
    assert_eq!(heard(&browser), Some(100));
    role_changed(&mut browser, BUDI, Role::Viewer);
    assert_eq!(heard(&browser), Some(0));
}

#[test]
fn everyone_but_the_host_is_silent_after_mute_all() {
    let mut browser = in_call(Role::Member);
    browser.participant_joined(peer(2, "Citra"));
    browser.event(ServerMessage::Acted {
        by: BUDI,
        act: Act::Room(RoomAct::MuteAll),
    });
    assert_eq!(browser.view().local.microphone, SourceView::Off);
    assert_eq!(browser.tile(BUDI).volume.heard(), 100);
    assert_eq!(browser.tile(ParticipantId(2)).volume.heard(), 0);
}

#[test]
fn whoever_was_removed_is_cut_off_and_takes_up_nothing_again() {
    let mut browser = in_call(Role::Member);
    acted(&mut browser, ParticipantId(2), ParticipantAct::Remove, BUDI);
    browser.participant_left(BUDI);
    let closed = browser.commands().into_iter().any(|command| {
        matches!(command, Command::Peer { peer, command: PeerCommand::Close } if peer.participant == BUDI)
    });
    assert!(closed, "the connection is");
    for generation in 0..3 {
        browser.offer_from(BUDI, generation);
    }
    assert_eq!(browser.commands(), []);
    assert_eq!(browser.view().tiles.len(), 1);
}

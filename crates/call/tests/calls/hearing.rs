//! Who speaks, as a person sees it, and what they are told of their own microphone.

use std::time::Duration;

use call::{AudioLevel, Input, Layout, Levels, MediaInput, Notice, UserInput};
use protocol::{ParticipantId, Source};

use crate::common::{Browser, peer};

const BUDI: ParticipantId = ParticipantId(1);
const CITRA: ParticipantId = ParticipantId(2);
const YOU: ParticipantId = ParticipantId(9);

#[test]
fn whoever_speaks_has_a_ring_and_the_spotlight() {
    let mut browser = in_call();
    browser.user(UserInput::SetLayout(Layout::Spotlight));
    hear(&mut browser, 5, &[(CITRA, 80)], 1500);
    assert!(browser.tile(CITRA).speaking && !browser.tile(BUDI).speaking);
    assert_eq!(browser.view().stage.stage[0].participant, CITRA);
    assert_eq!(browser.view().people, [YOU, CITRA, BUDI]);
    browser.pass(Duration::from_secs(1));
    assert!(!browser.tile(CITRA).speaking);
    assert_eq!(browser.view().stage.stage[0].participant, CITRA);
    browser.pass(Duration::from_secs(5));
    assert_eq!(browser.view().people, [YOU, BUDI, CITRA]);
}

#[test]
fn ones_own_ring_is_lit_and_the_spotlight_is_not_on_oneself() {
    let mut browser = in_call();
    browser.user(UserInput::SetLayout(Layout::Spotlight));
    hear(&mut browser, 200, &[], 3000);
    assert!(browser.tile(YOU).speaking);
    assert_eq!(browser.view().stage.stage[0].participant, BUDI);
}

#[test]
fn whoever_is_muted_does_not_speak() {
    let mut browser = in_call();
    browser.publications_changed(BUDI, &[Source::Camera]);
    browser.user(UserInput::SetMicrophone(false));
    hear(&mut browser, 200, &[(BUDI, 80)], 2000);
    assert!(!browser.tile(BUDI).speaking && !browser.tile(YOU).speaking);
    hear(&mut browser, 5, &[(CITRA, 80)], 500);
    browser.publications_changed(CITRA, &[]);
    assert!(!browser.tile(CITRA).speaking, "muted within a word");
}

#[test]
fn strangers_are_not_heard() {
    let mut browser = in_call();
    hear(&mut browser, 5, &[(ParticipantId(77), 500)], 3000);
    assert_eq!(browser.view().people.len(), 3);
}

#[test]
fn whoever_speaks_muted_is_told_and_told_no_more_once_unmuted() {
    let mut browser = in_call();
    browser.user(UserInput::SetMicrophone(false));
    hear(&mut browser, 100, &[], 1000);
    assert_eq!(browser.notices(), [Notice::YouAreMuted]);
    browser.user(UserInput::SetMicrophone(true));
    assert_eq!(browser.notices(), []);
}

#[test]
fn holding_to_talk_is_unmuting() {
    let mut browser = in_call();
    browser.user(UserInput::SetMicrophone(false));
    hear(&mut browser, 100, &[], 1000);
    browser.user(UserInput::HoldToTalk(true));
    assert_eq!(browser.notices(), []);
    hear(&mut browser, 100, &[], 20_000);
    assert_eq!(browser.notices(), []);
    assert!(browser.tile(YOU).speaking);
}

#[test]
fn a_microphone_without_a_sound_is_told_until_there_is_one() {
    let mut browser = in_call();
    hear(&mut browser, 0, &[], 6000);
    assert_eq!(browser.notices(), [Notice::MicrophoneSilent]);
    browser.pass(Duration::from_secs(60));
    assert_eq!(browser.notices(), [Notice::MicrophoneSilent]);
    hear(&mut browser, 1, &[], 100);
    assert_eq!(browser.notices(), []);
}

#[test]
fn a_microphone_that_another_program_has_is_told_as_that() {
    let mut browser = in_call();
    browser.media(MediaInput::Interrupted {
        source: Source::Microphone,
        interrupted: true,
    });
    hear(&mut browser, 0, &[], 10_000);
    assert_eq!(browser.notices(), [Notice::MicrophoneInterrupted]);
}

#[test]
fn in_the_green_room_nobody_is_told_that_they_are_muted() {
    let mut browser = Browser::in_green_room();
    browser.media(MediaInput::Captured { request: 0 });
    browser.user(UserInput::SetMicrophone(false));
    hear(&mut browser, 100, &[], 5000);
    assert_eq!(browser.notices(), []);
}

/// Everyone has their microphone on.
fn in_call() -> Browser {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi"), peer(2, "Citra")]);
    for participant in [BUDI, CITRA] {
        browser.publications_changed(participant, &[Source::Microphone]);
    }
    browser
}

/// Lets `millis` go by, with these levels every tenth of a second.
fn hear(browser: &mut Browser, own: u16, others: &[(ParticipantId, u16)], millis: u64) {
    let level = AudioLevel::from_thousandths;
    for _ in 0..millis / 100 {
        browser.handle(Input::Levels(Levels {
            own: Some(level(own)),
            others: others.iter().map(|(id, own)| (*id, level(*own))).collect(),
        }));
        browser.pass(Duration::from_millis(100));
    }
}

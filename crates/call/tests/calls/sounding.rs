//! Which sounds tell of the others.

use std::time::Duration;

use call::{
    AudioLevel, Command, Input, Levels, LocalView, MediaInput, PageInput, Sound, UserInput,
};
use protocol::{ChatText, Hand, ParticipantId, ServerMessage};

use crate::common::{Browser, chat_message, peer};

const YOU: ParticipantId = ParticipantId(9);
const BUDI: ParticipantId = ParticipantId(1);
const CITRA: ParticipantId = ParticipantId(2);

#[test]
fn each_event_has_its_sound() {
    let mut browser = in_call();
    browser.participant_joined(peer(2, "Citra"));
    assert_eq!(sounds(&mut browser), [Sound::Joined]);
    browser.event(ServerMessage::Chat(chat_message(1, "a", 1, "hi")));
    assert_eq!(sounds(&mut browser), [Sound::Message]);
    browser.participant_left(BUDI);
    assert_eq!(sounds(&mut browser), [Sound::Left]);
    raises(&mut browser, 9, CITRA);
    assert_eq!(sounds(&mut browser), [Sound::Hand]);
}

#[test]
fn whoever_is_there_already_makes_no_sound() {
    let mut browser = Browser::in_green_room();
    browser.user(UserInput::SetSounds(true));
    browser.enter("Ana", vec![peer(1, "Budi"), peer(2, "Citra")]);
    assert_eq!(sounds(&mut browser), []);
}

#[test]
fn ones_own_acts_make_no_sound() {
    let mut browser = in_call();
    browser.user(UserInput::SetHand(true));
    raises(&mut browser, 9, YOU);
    browser.user(UserInput::SendChat(ChatText::parse("hi").unwrap()));
    browser.event(ServerMessage::Chat(chat_message(1, "a", 9, "hi")));
    assert_eq!(sounds(&mut browser), []);
}

#[test]
fn a_message_that_is_read_at_once_makes_no_sound() {
    let mut browser = in_call();
    browser.user(UserInput::ShowChat(true));
    browser.event(ServerMessage::Chat(chat_message(1, "a", 1, "hi")));
    assert_eq!(sounds(&mut browser), []);
}

#[test]
fn a_message_in_a_chat_that_is_open_in_a_hidden_tab_has_its_sound() {
    let mut browser = in_call();
    browser.user(UserInput::ShowChat(true));
    browser.page(PageInput::Hidden);
    browser.event(ServerMessage::Chat(chat_message(1, "a", 1, "hi")));
    assert_eq!(sounds(&mut browser), [Sound::Message]);
    assert_eq!(browser.view().chat.unread, 1);
    browser.page(PageInput::Shown);
    assert_eq!(browser.view().chat.unread, 0);
}

#[test]
fn a_hand_that_is_up_already_and_one_that_goes_down_make_no_sound() {
    let mut browser = in_call();
    raises(&mut browser, 9, BUDI);
    sounds(&mut browser);
    raises(&mut browser, 10, BUDI);
    browser.event(ServerMessage::ParticipantHand {
        roster: 11,
        participant: BUDI,
        hand: None,
    });
    assert_eq!(sounds(&mut browser), []);
}

#[test]
fn many_at_once_are_one_sound() {
    let mut browser = in_call();
    for id in 2..30 {
        browser.participant_joined(peer(id, "Citra"));
    }
    assert_eq!(sounds(&mut browser), [Sound::Joined]);
}

#[test]
fn who_wants_no_sounds_hears_none() {
    let mut browser = in_call();
    browser.user(UserInput::SetSounds(false));
    browser.participant_joined(peer(2, "Citra"));
    assert_eq!(sounds(&mut browser), []);
}

#[test]
fn the_level_of_ones_microphone_is_shown_before_the_call_while_it_is_on() {
    let mut browser = Browser::in_green_room();
    let level = |browser: &mut Browser| {
        browser.handle(Input::Levels(Levels {
            own: Some(AudioLevel::from_thousandths(1000)),
            others: Vec::new(),
        }));
        browser.view().local.level
    };
    assert_eq!(level(&mut browser), None, "not captured yet");
    browser.media(MediaInput::Captured { request: 0 });
    assert_eq!(level(&mut browser), Some(LocalView::LEVELS));
    browser.user(UserInput::SetMicrophone(false));
    assert_eq!(level(&mut browser), None, "muted");
    browser.user(UserInput::SetMicrophone(true));
    browser.enter("Ana", vec![]);
    assert_eq!(level(&mut browser), None, "in the call");
}

fn in_call() -> Browser {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.user(UserInput::SetSounds(true));
    browser
}

fn raises(browser: &mut Browser, number: u64, participant: ParticipantId) {
    browser.event(ServerMessage::ParticipantHand {
        roster: number,
        participant,
        hand: Some(Hand(number)),
    });
}

/// What was played, and so long a pause that what comes next could be.
fn sounds(browser: &mut Browser) -> Vec<Sound> {
    let commands = browser.commands();
    browser.pass(Duration::from_secs(1));
    let played = commands.into_iter().filter_map(|command| match command {
        Command::Play(sound) => Some(sound),
        _ => None,
    });
    played.collect()
}

//! Hands, and what people show for a moment.

use std::time::Duration;

use call::{Notice, UserInput};
use protocol::{ClientMessage, ErrorCode, Hand, ParticipantId, Reaction, ServerMessage};

use crate::common::{Browser, peer};

const YOU: ParticipantId = ParticipantId(9);
const BUDI: ParticipantId = ParticipantId(1);

#[test]
fn a_hand_is_up_at_once_and_told_once() {
    let mut browser = in_call();
    browser.user(UserInput::SetHand(true));
    browser.user(UserInput::SetHand(true));
    assert_eq!(browser.sent(), [ClientMessage::SetHand { raised: true }]);
    assert!(browser.view().hand_raised);
    browser.user(UserInput::SetHand(false));
    assert_eq!(browser.sent(), [ClientMessage::SetHand { raised: false }]);
    assert!(!browser.view().hand_raised);
}

#[test]
fn hands_are_first_in_the_list_in_the_order_in_which_they_were_raised() {
    let mut browser = in_call();
    raises(&mut browser, 2, YOU);
    raises(&mut browser, 1, BUDI);
    assert_eq!(browser.view().people, [BUDI, YOU]);
    assert!(browser.view().tiles.iter().all(|tile| tile.hand));
    browser.event(ServerMessage::ParticipantHand {
        roster: 3,
        participant: BUDI,
        hand: None,
    });
    assert_eq!(browser.view().people, [YOU, BUDI]);
}

#[test]
fn a_hand_of_someone_else_is_told_and_a_stale_one_changes_nothing() {
    let mut browser = in_call();
    raises(&mut browser, 2, BUDI);
    let notices = browser.view().notices;
    let name =
        |notice: &Notice| matches!(notice, Notice::HandRaised(name) if name.as_str() == "Budi");
    assert!(notices.iter().any(|(_, notice)| name(notice)));
    browser.event(ServerMessage::ParticipantHand {
        roster: 1,
        participant: BUDI,
        hand: None,
    });
    assert!(browser.tile(BUDI).hand, "stale");
}

#[test]
fn a_hand_that_the_server_refuses_is_as_it_was() {
    let mut browser = in_call();
    browser.user(UserInput::SetHand(true));
    browser.error(ErrorCode::HandTooFast, None);
    let view = browser.view();
    assert!(!view.hand_raised);
    let told = |notice: &Notice| *notice == Notice::TooManyGestures;
    assert!(view.notices.iter().any(|(_, notice)| told(notice)));
}

#[test]
fn a_reaction_is_shown_for_a_while_to_everyone() {
    let mut browser = in_call();
    browser.user(UserInput::React(Reaction::Heart));
    let reaction = Reaction::Heart;
    assert_eq!(browser.sent(), [ClientMessage::React { reaction }]);
    browser.receive(ServerMessage::Reaction {
        from: BUDI,
        reaction: Reaction::Clapping,
    });
    let shown: Vec<_> = browser
        .view()
        .reactions
        .iter()
        .map(|shown| (shown.from, shown.reaction))
        .collect();
    let expected = [(YOU, Reaction::Heart), (BUDI, Reaction::Clapping)];
    assert_eq!(shown, expected);
    browser.pass(Duration::from_secs(5));
    assert_eq!(browser.view().reactions, []);
}

#[test]
fn nobody_reacts_offline_or_from_outside_the_room() {
    let mut browser = in_call();
    browser.receive(ServerMessage::Reaction {
        from: ParticipantId(7),
        reaction: Reaction::Sad,
    });
    browser.close();
    browser.commands();
    browser.user(UserInput::React(Reaction::Sad));
    assert_eq!(browser.sent(), []);
    assert_eq!(browser.view().reactions, []);
}

fn in_call() -> Browser {
    Browser::in_call_with(vec![peer(1, "Budi")])
}

fn raises(browser: &mut Browser, number: u64, participant: ParticipantId) {
    let roster = 3 - number;
    browser.event(ServerMessage::ParticipantHand {
        roster,
        participant,
        hand: Some(Hand(number)),
    });
}

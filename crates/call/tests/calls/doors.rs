//! Coming to a room that does not let everyone in, and what hosts do.

use std::time::Duration;

use call::{
    Command, Deed, DeedRefused, EndReason, Input, MediaInput, Notice, PageInput, PasswordView,
    PhaseView, SignalingView, SocketInput, Sound, SourceView, UserInput, offered_acts,
};
use protocol::{
    Act, ClientMessage, DeviceMark, DisplayName, EntryPass, ErrorCode, Knock, KnockId,
    ParticipantAct, ParticipantId, Role, RoomPassword, RoomRules, ServerMessage, Source,
};

use crate::common::{Browser, chat_message, peer, token};

pub(crate) const YOU: ParticipantId = ParticipantId(9);
pub(crate) const BUDI: ParticipantId = ParticipantId(1);
const ONLINE: SignalingView = SignalingView::Online;

#[test]
fn a_locked_room_is_waited_for_until_a_host_lets_in() {
    let mut browser = waiting();
    assert_eq!(
        browser.view().phase,
        PhaseView::Waiting { signaling: ONLINE }
    );
    assert_eq!(browser.view().tiles, []);
    browser.pass(Duration::from_secs(600));
    assert!(
        !browser.pings().is_empty(),
        "the server knows that one is there"
    );
    browser.joined(vec![peer(1, "Budi")]);
    assert!(matches!(browser.view().phase, PhaseView::InCall { .. }));
    assert_eq!(browser.view().tiles.len(), 2);
}

#[test]
fn whoever_waits_keeps_the_place_through_a_lost_connection() {
    let mut browser = waiting();
    browser.close();
    browser.pass(Duration::from_secs(1));
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    let [ClientMessage::Resume(resume)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!((resume.token.clone(), resume.attempt), (token(3), 1));
    assert_eq!(resume.received, None);
    browser.receive(ServerMessage::Waiting { token: token(3) });
    assert!(matches!(browser.view().phase, PhaseView::Waiting { .. }));
    browser.close();
    browser.pass(Duration::from_secs(1));
    browser.socket(SocketInput::Opened);
    browser.joined(vec![]);
    assert!(
        matches!(browser.view().phase, PhaseView::InCall { .. }),
        "a host has said yes meanwhile"
    );
}

#[test]
fn a_place_that_is_gone_is_asked_for_again() {
    let mut browser = waiting();
    browser.close();
    browser.pass(Duration::from_secs(1));
    browser.socket(SocketInput::Opened);
    browser.sent();
    browser.error(ErrorCode::CannotResume, None);
    assert!(matches!(&browser.sent()[..], [ClientMessage::Join(_)]));
}

#[test]
fn what_is_told_of_the_room_before_one_is_let_in_is_nothing() {
    let mut browser = waiting();
    browser.participant_joined(peer(1, "Budi"));
    browser.receive(ServerMessage::Chat(chat_message(1, "a", 1, "Hi")));
    assert_eq!(browser.opened(), []);
    browser.pass(Duration::from_secs(60));
    browser.joined(vec![]);
    assert_eq!(browser.view().tiles.len(), 1);
    assert_eq!(browser.view().chat.lines.len(), 0);
}

#[test]
fn whoever_is_turned_away_is_told() {
    for code in [ErrorCode::Denied, ErrorCode::Removed, ErrorCode::Ended] {
        let mut browser = waiting();
        browser.error(code, None);
        let reason = EndReason::Refused(code);
        assert_eq!(browser.view().phase, PhaseView::Ended(reason));
    }
}

#[test]
fn a_page_that_goes_while_it_waits_says_so() {
    let mut browser = waiting();
    browser.page(PageInput::Hiding { reload: true });
    let may_return = false;
    assert_eq!(browser.sent(), [ClientMessage::Leave { may_return }]);
}

#[test]
fn whoever_loses_the_seat_of_a_room_that_was_locked_meanwhile_waits() {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.close();
    browser.pass(Duration::from_secs(1));
    browser.socket(SocketInput::Opened);
    browser.error(ErrorCode::CannotResume, None);
    browser.receive(ServerMessage::Waiting { token: token(3) });
    assert!(matches!(browser.view().phase, PhaseView::Waiting { .. }));
    assert_eq!(browser.view().tiles, [], "nobody is seen or heard");
    browser.joined(vec![peer(1, "Budi")]);
    assert_eq!(browser.view().tiles.len(), 2);
}

#[test]
fn the_password_is_asked_for_and_kept_for_later() {
    let mut browser = Browser::in_green_room();
    browser.join("Ana");
    browser.socket(SocketInput::Opened);
    browser.error(ErrorCode::PasswordNeeded, None);
    assert_eq!(browser.view().phase, PhaseView::GreenRoom);
    assert_eq!(browser.view().password, PasswordView::Needed);
    let join = |browser: &mut Browser, password: &str| {
        browser.user(UserInput::Join {
            name: DisplayName::parse("Ana").unwrap(),
            password: RoomPassword::parse(password).ok(),
        });
        browser.sent();
        browser.socket(SocketInput::Opened);
        password_sent(&browser.sent())
    };
    assert_eq!(join(&mut browser, "salah"), Some("salah".to_owned()));
    browser.error(ErrorCode::WrongPassword, None);
    assert_eq!(browser.view().password, PasswordView::Wrong);
    assert_eq!(join(&mut browser, "rahasia"), Some("rahasia".to_owned()));
    browser.joined(vec![]);
    assert_eq!(browser.view().password, PasswordView::NotNeeded);

    browser.close();
    browser.pass(Duration::from_secs(1));
    browser.socket(SocketInput::Opened);
    browser.sent();
    browser.error(ErrorCode::CannotResume, None);
    assert_eq!(password_sent(&browser.sent()), Some("rahasia".to_owned()));
}

#[test]
fn an_invite_and_the_mark_of_the_browser_are_shown_at_the_door() {
    let mut browser = Browser::in_green_room();
    let pass = EntryPass::parse("invite").ok();
    let device = DeviceMark::parse("AZaz09-_AZaz09-_AZaz09").ok();
    browser.user(UserInput::Bring {
        pass: pass.clone(),
        device: device.clone(),
    });
    browser.join("Ana");
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    let [ClientMessage::Join(join)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!((&join.entry.pass, &join.entry.device), (&pass, &device));
}

#[test]
fn a_host_asks_for_what_makes_invites() {
    let mut browser = in_call(Role::Member);
    browser.user(UserInput::AskHostPass);
    assert_eq!(browser.sent(), []);
    let mut browser = in_call(Role::Host);
    browser.user(UserInput::AskHostPass);
    assert_eq!(browser.sent(), [ClientMessage::AskHostPass]);
    let pass = EntryPass::parse("h.abc").unwrap();
    browser.receive(ServerMessage::HostPass {
        pass: pass.clone(),
        lifetime: 600,
    });
    assert_eq!(browser.view().host_pass, Some(pass));
    browser.user(UserInput::AskHostPass);
    assert_eq!(browser.view().host_pass, None, "until a fresh one is there");
}

#[test]
fn a_host_is_offered_what_can_be_done_to_someone() {
    use ParticipantAct::*;
    let mut browser = in_call(Role::Host);
    let offered = |browser: &Browser| offered_acts(&browser.view(), BUDI);
    assert_eq!(
        offered(&browser),
        [AskToUnmute, MakeHost, HandOver, MakeViewer, Remove]
    );
    browser.publications_changed(BUDI, &[Source::Microphone, Source::Camera, Source::Screen]);
    assert_eq!(
        offered(&browser),
        [
            Mute, StopCamera, StopScreen, MakeHost, HandOver, MakeViewer, Remove
        ]
    );
    browser.publications_changed(BUDI, &[]);
    role_changed(&mut browser, BUDI, Role::Viewer);
    assert_eq!(offered(&browser), [MakeMember, MakeHost, HandOver, Remove]);
    role_changed(&mut browser, BUDI, Role::Host);
    assert_eq!(offered(&browser), [AskToUnmute]);
    assert_eq!(offered_acts(&browser.view(), YOU), []);
    role_changed(&mut browser, YOU, Role::Member);
    assert_eq!(offered(&browser), []);
}

#[test]
fn only_a_host_acts() {
    let act = Act::Participant(ParticipantAct::Mute, BUDI);
    let mut browser = in_call(Role::Member);
    browser.user(UserInput::Act(act.clone()));
    assert_eq!(browser.sent(), []);
    let mut browser = in_call(Role::Host);
    browser.user(UserInput::Act(act.clone()));
    assert_eq!(browser.sent(), [ClientMessage::Act(act)]);
}

#[test]
fn whoever_is_muted_by_a_host_is_muted_at_once_and_told_by_whom() {
    let mut browser = in_call(Role::Member);
    acted(&mut browser, BUDI, ParticipantAct::Mute, YOU);
    assert_eq!(browser.view().local.microphone, SourceView::Off);
    assert_eq!(browser.notices(), [Notice::Deed(budi(), Deed::MutedYou)]);
    browser.user(UserInput::SetMicrophone(true));
    assert_eq!(browser.view().local.microphone, SourceView::On);
}

#[test]
fn holding_to_talk_ends_when_a_host_mutes() {
    let mut browser = in_call(Role::Member);
    browser.user(UserInput::SetMicrophone(false));
    browser.user(UserInput::HoldToTalk(true));
    assert!(browser.view().local.holds_to_talk);
    acted(&mut browser, BUDI, ParticipantAct::Mute, YOU);
    assert!(!browser.view().local.holds_to_talk);
}

#[test]
fn a_host_who_asks_to_unmute_unmutes_nobody() {
    let mut browser = in_call(Role::Member);
    browser.user(UserInput::SetMicrophone(false));
    acted(&mut browser, BUDI, ParticipantAct::AskToUnmute, YOU);
    assert_eq!(browser.view().local.microphone, SourceView::Off);
    let asks = Notice::Deed(budi(), Deed::AsksYouToUnmute);
    browser.pass(Duration::from_secs(60));
    assert_eq!(browser.notices(), [asks], "until the person has decided");
    browser.user(UserInput::SetMicrophone(true));
    assert_eq!(browser.notices(), []);
}

#[test]
fn camera_and_screen_are_stopped() {
    let mut browser = in_call(Role::Member);
    acted(&mut browser, BUDI, ParticipantAct::StopCamera, YOU);
    assert_eq!(browser.view().local.camera, SourceView::Off);
    browser.user(UserInput::ShareScreen(true));
    assert_ne!(browser.view().local.screen, SourceView::Off);
    acted(&mut browser, BUDI, ParticipantAct::StopScreen, YOU);
    assert_eq!(browser.view().local.screen, SourceView::Off);
}

#[test]
fn a_viewer_sends_nothing_and_is_not_heard() {
    let mut browser = in_call(Role::Viewer);
    assert_eq!(browser.view().local.microphone, SourceView::Off);
    assert_eq!(browser.view().local.camera, SourceView::Off);
    browser.user(UserInput::SetMicrophone(true));
    browser.user(UserInput::SetCamera(true));
    browser.user(UserInput::ShareScreen(true));
    let local = browser.view().local;
    assert_eq!(
        [local.microphone, local.camera, local.screen],
        [SourceView::Off; 3]
    );
    role_changed(&mut browser, BUDI, Role::Viewer);
    assert_eq!(browser.tile(BUDI).volume.heard(), 0);
    role_changed(&mut browser, BUDI, Role::Member);
    assert_eq!(browser.tile(BUDI).volume.heard(), 100);
}

#[test]
fn a_viewer_who_may_speak_again_is_turned_on_by_nobody_else() {
    let mut browser = in_call(Role::Member);
    role_changed(&mut browser, YOU, Role::Viewer);
    role_changed(&mut browser, YOU, Role::Member);
    assert_eq!(browser.view().local.microphone, SourceView::Off);
    browser.user(UserInput::SetMicrophone(true));
    assert_eq!(browser.view().local.microphone, SourceView::On);
}

#[test]
fn whoever_becomes_host_is_told_and_by_whom() {
    let mut browser = in_call(Role::Member);
    role_changed(&mut browser, YOU, Role::Host);
    assert_eq!(browser.notices(), [Notice::YouAreHost]);
    let mut browser = in_call(Role::Member);
    role_changed(&mut browser, YOU, Role::Host);
    acted(&mut browser, BUDI, ParticipantAct::MakeHost, YOU);
    assert_eq!(browser.notices(), [Notice::Deed(budi(), Deed::MadeYouHost)]);
}

#[test]
fn a_host_sees_who_asks_to_come_in_and_hears_it() {
    let mut browser = in_call(Role::Host);
    browser.user(UserInput::SetSounds(true));
    browser.commands();
    let knock = Knock {
        id: KnockId(1),
        name: DisplayName::parse("Citra").unwrap(),
    };
    let knocks = vec![knock.clone()];
    browser.event(ServerMessage::Knocks {
        knocks: knocks.clone(),
    });
    assert_eq!(browser.view().doors.knocks, knocks);
    assert!(browser.commands().contains(&Command::Play(Sound::Hand)));
    role_changed(&mut browser, YOU, Role::Member);
    assert_eq!(browser.view().doors.knocks, [], "that is for hosts");
}

#[test]
fn what_becomes_of_the_doors_is_told() {
    let mut browser = in_call(Role::Member);
    let mut changes = |locked, has_password| {
        let roster = browser.roster();
        browser.event(ServerMessage::RoomRules {
            roster,
            by: Some(BUDI),
            rules: RoomRules {
                locked,
                has_password,
                ..RoomRules::default()
            },
        });
        browser.notices().pop()
    };
    let deed = |deed| Some(Notice::Deed(budi(), deed));
    assert_eq!(changes(true, false), deed(Deed::Locked));
    assert_eq!(changes(true, true), deed(Deed::SetPassword));
    assert_eq!(changes(false, true), deed(Deed::Unlocked));
    assert_eq!(changes(false, false), deed(Deed::RemovedPassword));
}

#[test]
fn what_was_said_before_the_chat_was_cleared_is_gone() {
    let mut browser = in_call(Role::Member);
    browser.receive(ServerMessage::Chat(chat_message(1, "a", 1, "Hi")));
    browser.receive(ServerMessage::Chat(chat_message(2, "b", 1, "Later")));
    browser.event(ServerMessage::ChatCleared { by: BUDI, up_to: 1 });
    let lines = browser.view().chat.lines;
    assert_eq!(
        lines.iter().map(|line| line.number).collect::<Vec<_>>(),
        [2]
    );
    browser.receive(ServerMessage::Chat(chat_message(3, "c", 1, "Again")));
    assert_eq!(browser.view().chat.lines.len(), 2);
}

#[test]
fn what_the_server_does_not_do_is_told() {
    let mut browser = in_call(Role::Host);
    browser.error(ErrorCode::NoPlace, None);
    assert_eq!(
        browser.notices(),
        [Notice::DeedRefused(DeedRefused::NoPlace)]
    );
}

#[test]
fn whoever_is_removed_has_left_nothing_running() {
    let mut browser = in_call(Role::Member);
    browser.commands();
    browser.error(ErrorCode::Removed, None);
    let reason = EndReason::Refused(ErrorCode::Removed);
    assert_eq!(browser.view().phase, PhaseView::Ended(reason));
    browser.pass(Duration::from_secs(120));
    assert_eq!(
        browser.sockets_opened(),
        0,
        "and does not come back by itself"
    );
}

fn waiting() -> Browser {
    let mut browser = Browser::in_green_room();
    browser.media(MediaInput::Captured { request: 0 });
    browser.join("Ana");
    browser.socket(SocketInput::Opened);
    browser.sent();
    browser.receive(ServerMessage::Waiting { token: token(3) });
    browser
}

pub(crate) fn in_call(role: Role) -> Browser {
    let mut browser = Browser::in_green_room();
    browser.doors.role = role;
    browser.handle(Input::Media(MediaInput::Captured { request: 0 }));
    browser.enter("Ana", vec![peer(1, "Budi")]);
    browser.commands();
    browser
}

pub(crate) fn acted(
    browser: &mut Browser,
    by: ParticipantId,
    act: ParticipantAct,
    to: ParticipantId,
) {
    let act = Act::Participant(act, to);
    browser.event(ServerMessage::Acted { by, act });
}

pub(crate) fn role_changed(browser: &mut Browser, participant: ParticipantId, role: Role) {
    let roster = browser.roster();
    browser.event(ServerMessage::ParticipantRole {
        roster,
        participant,
        role,
    });
}

fn password_sent(sent: &[ClientMessage]) -> Option<String> {
    let [ClientMessage::Join(join)] = sent else {
        panic!("{sent:?}")
    };
    let password = join.entry.password.as_ref()?;
    Some(password.as_str().to_owned())
}

fn budi() -> DisplayName {
    DisplayName::parse("Budi").unwrap()
}

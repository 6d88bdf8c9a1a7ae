//! Chat as a person sees it: in order, once, whatever happens to the connection.

use std::time::Duration;

use call::{Chat, Notice, SocketInput, UserInput};
use protocol::{ChatId, ClientMessage, ErrorCode, ParticipantId, ServerMessage};

use crate::common::{Browser, chat_message};

#[test]
fn what_is_said_waits_until_the_server_has_sent_it_to_everyone() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.say("a");
    browser.say("b");
    assert_eq!(browser.chat(), ["a…", "b…"]);
    let first = chats(&mut browser);
    assert_eq!(first.len(), 1, "one at a time");
    echo(&mut browser, 1, &first[0], "a");
    assert_eq!(browser.chat(), ["a", "b…"]);
    let second = chats(&mut browser);
    echo(&mut browser, 2, &second[0], "b");
    assert_eq!(browser.chat(), ["a", "b"]);
}

#[test]
fn what_is_said_offline_is_kept_and_sent_in_order() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.close();
    browser.say("a");
    browser.say("b");
    assert_eq!(chats(&mut browser), Vec::<ChatId>::new());
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.resumed(vec![], 0, true);
    let first = chats(&mut browser);
    assert_eq!(first.len(), 1);
    echo(&mut browser, 1, &first[0], "a");
    assert_eq!(browser.chat(), ["a", "b…"]);
}

#[test]
fn a_message_whose_fate_is_unknown_is_sent_again_by_the_same_id() {
    for continues in [true, false] {
        let mut browser = Browser::in_call_with(vec![]);
        browser.say("a");
        let first = chats(&mut browser);
        browser.close();
        browser.socket(SocketInput::Opened);
        browser.commands();
        browser.resumed(vec![], 0, continues);
        assert_eq!(chats(&mut browser), first, "{continues}");
    }
}

#[test]
fn what_arrived_before_the_drop_is_not_sent_again() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.say("a");
    let sent = chats(&mut browser);
    browser.close();
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.resumed(vec![], 1, true);
    assert_eq!(
        chats(&mut browser),
        Vec::<ChatId>::new(),
        "the server has it"
    );
    history(&mut browser, &[(1, sent[0].as_str(), 9)]);
    assert_eq!(browser.chat(), ["1"]);
}

#[test]
fn unsent_chat_outlives_even_a_new_seat() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.say("a");
    let first = chats(&mut browser);
    browser.close();
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.error(ErrorCode::CannotResume, None);
    browser.commands();
    browser.joined(vec![]);
    assert_eq!(chats(&mut browser), first);
}

#[test]
fn history_is_read_once_and_is_news_only_to_who_was_away() {
    let mut browser = Browser::in_call_with(vec![]);
    history(&mut browser, &[(1, "x", 1), (2, "y", 1)]);
    assert_eq!(browser.view().chat.unread, 0);
    browser.close();
    browser.socket(SocketInput::Opened);
    let sent = browser.sent();
    assert!(
        matches!(&sent[..], [ClientMessage::Resume(resume)] if resume.chat == 2),
        "{sent:?}"
    );
    browser.resumed(vec![], 0, true);
    history(&mut browser, &[(2, "y", 1), (3, "z", 1)]);
    assert_eq!(browser.chat(), ["1", "2", "3"]);
    assert_eq!(browser.view().chat.unread, 1);
    browser.user(UserInput::ShowChat(true));
    assert_eq!(browser.view().chat.unread, 0);
}

#[test]
fn too_much_at_once_is_told_and_sent_a_little_later() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.say("a");
    let sent = chats(&mut browser);
    browser.event(ServerMessage::ChatRefused {
        id: sent[0].clone(),
        code: ErrorCode::ChatTooFast,
    });
    assert_eq!(browser.notices(), [Notice::ChatTooFast]);
    assert_eq!(browser.chat(), ["a…"]);
    assert_eq!(chats(&mut browser), Vec::<ChatId>::new());
    browser.pass(Chat::PAUSE);
    assert_eq!(chats(&mut browser), sent);
}

#[test]
fn what_the_server_will_not_take_is_offered_to_the_person_again() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.say("a");
    browser.say("b");
    let sent = chats(&mut browser);
    browser.event(ServerMessage::ChatRefused {
        id: sent[0].clone(),
        code: ErrorCode::Unknown,
    });
    assert_eq!(browser.chat(), ["a!", "b…"]);
    let next = chats(&mut browser);
    assert_ne!(next, sent, "the next one is not held up");
    echo(&mut browser, 1, &next[0], "b");
    browser.user(UserInput::RetryChat(sent[0].clone()));
    assert_eq!(browser.chat(), ["b", "a…"]);
    assert_eq!(chats(&mut browser), sent);
    browser.event(ServerMessage::ChatRefused {
        id: sent[0].clone(),
        code: ErrorCode::Unknown,
    });
    browser.user(UserInput::DiscardChat(sent[0].clone()));
    assert_eq!(browser.chat(), ["b"]);
}

#[test]
fn a_message_for_which_the_server_closes_is_not_sent_again_by_itself() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.say("a");
    chats(&mut browser);
    browser.error(ErrorCode::BadChat, None);
    browser.close();
    browser.socket(SocketInput::Opened);
    browser.commands();
    browser.joined(vec![]);
    assert_eq!(chats(&mut browser), Vec::<ChatId>::new());
    assert_eq!(browser.chat(), ["a!"]);
}

#[test]
fn a_message_that_everybody_has_forgotten_does_not_wait_for_ever() {
    let mut browser = Browser::in_call_with(vec![]);
    browser.say("a");
    browser.pass(Duration::from_secs(6));
    assert_eq!(
        browser.chat(),
        Vec::<String>::new(),
        "the server has acted on it"
    );
}

fn echo(browser: &mut Browser, number: u64, id: &ChatId, text: &str) {
    browser.receive(ServerMessage::Chat(chat_message(
        number,
        id.as_str(),
        9,
        text,
    )));
}

fn history(browser: &mut Browser, of: &[(u64, &str, u32)]) {
    let messages = of
        .iter()
        .map(|(number, id, from)| {
            chat_message(*number, id, ParticipantId(*from).0, &number.to_string())
        })
        .collect();
    browser.receive(ServerMessage::ChatHistory { messages });
}

/// The ids of the chat messages that were sent since the last look.
fn chats(browser: &mut Browser) -> Vec<ChatId> {
    let sent = browser.sent().into_iter();
    let ids = sent.filter_map(|message| match message {
        ClientMessage::Chat { id, .. } => Some(id),
        _ => None,
    });
    ids.collect()
}

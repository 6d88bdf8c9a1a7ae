use super::*;

const YOU: ParticipantId = ParticipantId(1);

#[test]
fn one_message_is_on_its_way_at_a_time_in_the_order_of_writing() {
    let mut chat = chat_with(&["a", "b"]);
    let (first, text) = chat.next_to_send(at(0)).unwrap();
    assert_eq!(text.as_str(), "a");
    chat.sent(1);
    assert_eq!(chat.next_to_send(at(0)), None);
    chat.received(message(1, &first, 1, "a"), YOU, true);
    assert_eq!(chat.next_to_send(at(0)).unwrap().1.as_str(), "b");
    assert_eq!(texts(&chat), ["a", "b"]);
}

#[test]
fn what_was_refused_is_sent_again_after_a_pause_and_first() {
    let mut chat = chat_with(&["a", "b"]);
    let (id, _) = chat.next_to_send(at(0)).unwrap();
    chat.sent(1);
    chat.refused(&id, at(0));
    assert_eq!(chat.next_to_send(at(0)), None);
    assert_eq!(chat.deadline(), Some(at(1)));
    assert_eq!(chat.next_to_send(at(1)).unwrap().0, id);
}

#[test]
fn a_message_that_comes_twice_is_there_once() {
    let mut chat = Chat::new(1);
    let id = ChatId::parse("x").unwrap();
    for _ in 0..2 {
        chat.received(message(1, &id, 2, "hi"), YOU, true);
    }
    assert_eq!(texts(&chat), ["hi"]);
    assert_eq!(chat.view().unread, 1);
}

#[test]
fn what_was_on_its_way_is_sent_again_after_a_restart_and_leaves_when_it_turns_out_to_have_arrived()
{
    let mut chat = chat_with(&["a"]);
    let (id, _) = chat.next_to_send(at(0)).unwrap();
    chat.sent(1);
    chat.restart();
    assert_eq!(chat.next_to_send(at(0)).unwrap().0, id, "by the same id");
    chat.received(message(7, &id, 1, "a"), ParticipantId(5), false);
    assert_eq!(chat.next_to_send(at(0)), None);
    assert_eq!(texts(&chat), ["a"]);
    assert!(
        chat.view().lines[0].you,
        "also under another participant's id"
    );
}

#[test]
fn what_was_read_before_a_full_rejoin_is_not_shown_twice() {
    let mut chat = Chat::new(1);
    let id = ChatId::parse("x").unwrap();
    chat.received(message(5, &id, 2, "hi"), YOU, true);
    chat.rejoin();
    chat.received(message(5, &id, 2, "hi"), ParticipantId(9), false);
    assert_eq!(texts(&chat), ["hi"]);
    assert_eq!(chat.last(), 5);
}

#[test]
fn what_was_acted_on_without_a_trace_is_not_sent_for_ever() {
    let mut chat = chat_with(&["a", "b"]);
    chat.sent(4);
    chat.acknowledged(3);
    assert_eq!(chat.next_to_send(at(0)), None);
    chat.acknowledged(4);
    assert_eq!(chat.next_to_send(at(0)).unwrap().1.as_str(), "b");
}

#[test]
fn what_the_server_will_not_take_waits_for_the_person_and_holds_up_nothing() {
    let mut chat = chat_with(&["a", "b", "c"]);
    let (id, _) = chat.next_to_send(at(0)).unwrap();
    chat.sent(1);
    chat.failed(&id);
    assert_eq!(chat.view().lines[0].state, LineState::Failed);
    assert_eq!(chat.next_to_send(at(0)).unwrap().1.as_str(), "b");
    chat.restart();
    assert_eq!(chat.next_to_send(at(0)).unwrap().1.as_str(), "b");

    chat.retry(&id);
    assert_eq!(texts(&chat), ["b", "c", "a"]);
    assert_eq!(chat.view().lines[2].state, LineState::Waiting);
    chat.discard(&id);
    assert_eq!(texts(&chat), ["b", "c", "a"], "it is sent again");
}

#[test]
fn what_the_server_takes_offence_at_is_what_is_on_its_way() {
    let mut chat = chat_with(&["a", "b"]);
    chat.sent_failed();
    assert_eq!(chat.view().lines[0].state, LineState::Waiting);
    let (id, _) = chat.next_to_send(at(0)).unwrap();
    chat.sent(1);
    chat.sent_failed();
    assert_eq!(chat.view().lines[0].state, LineState::Failed);
    chat.discard(&id);
    assert_eq!(texts(&chat), ["b"]);
}

#[test]
fn files_stand_where_they_came_and_outlive_old_words() {
    let mut chat = Chat::new(1);
    let say = |chat: &mut Chat, number: u64| {
        let id = ChatId::parse(&number.to_string()).unwrap();
        chat.received(message(number, &id, 2, "hi"), YOU, true);
    };
    say(&mut chat, 1);
    chat.show_file(FileId(7), name(), false, 5);
    say(&mut chat, 2);
    assert_eq!(texts(&chat), ["hi", "0000000000000007", "hi"]);
    assert_eq!(chat.view().unread, 3);
    for number in 3..2 * Chat::MAX_LINES as u64 {
        say(&mut chat, number);
    }
    assert_eq!(chat.view().lines.len(), Chat::MAX_LINES);
    assert_eq!(texts(&chat)[0], "0000000000000007");
    chat.hide_file(FileId(7));
    assert_eq!(texts(&chat)[0], "hi");
}

#[test]
fn only_what_others_say_while_the_chat_is_closed_is_unread() {
    let mut chat = Chat::new(1);
    let say = |chat: &mut Chat, number: u64, from: u32, live: bool| {
        let id = ChatId::parse(&number.to_string()).unwrap();
        chat.received(message(number, &id, from, "hi"), YOU, live);
    };
    say(&mut chat, 1, 2, false);
    say(&mut chat, 2, 1, true);
    assert_eq!(chat.view().unread, 0, "history and one's own");
    say(&mut chat, 3, 2, true);
    assert_eq!(chat.view().unread, 1);
    chat.set_open(true);
    say(&mut chat, 4, 2, true);
    assert_eq!(chat.view().unread, 0);
}

#[test]
fn a_chat_that_is_open_in_a_hidden_tab_is_not_read() {
    let mut chat = Chat::new(1);
    let say = |chat: &mut Chat, number: u64| {
        let id = ChatId::parse(&number.to_string()).unwrap();
        chat.received(message(number, &id, 2, "hi"), YOU, true);
    };
    chat.set_open(true);
    chat.set_hidden(true);
    say(&mut chat, 1);
    assert_eq!(chat.unread(), 1);
    chat.set_hidden(false);
    assert_eq!(chat.unread(), 0);
    say(&mut chat, 2);
    assert_eq!(chat.unread(), 0);

    chat.set_open(false);
    say(&mut chat, 3);
    chat.set_hidden(true);
    chat.set_hidden(false);
    assert_eq!(chat.unread(), 1, "the tab is seen, but not the chat");
}

#[test]
fn a_flood_is_not_copied_message_by_message() {
    let mut chat = Chat::new(1);
    let say = |chat: &mut Chat, number: u64| {
        let id = ChatId::parse(&number.to_string()).unwrap();
        chat.received(message(number, &id, 2, "hi"), YOU, true);
    };
    for number in 1..=Chat::MAX_LINES as u64 + 1 {
        say(&mut chat, number);
    }
    let place = chat.view().lines.as_ptr();
    for number in 1..=100 {
        say(&mut chat, Chat::MAX_LINES as u64 + 1 + number);
    }
    assert_eq!(chat.view().lines.as_ptr(), place);
    let shown = chat.view();
    say(&mut chat, 5000);
    assert_eq!(shown.lines.len(), Chat::MAX_LINES);
    assert_ne!(
        shown,
        chat.view(),
        "what is shown does not change by itself"
    );
}

#[test]
fn both_ends_are_bounded() {
    let mut chat = Chat::new(1);
    let taken = (0..500)
        .take_while(|_| chat.write(name(), ChatText::parse("x").unwrap()))
        .count();
    assert_eq!(taken, Chat::MAX_WAITING);
    assert!(chat.view().full);
    let mut chat = Chat::new(1);
    for number in 1..2 * Chat::MAX_LINES as u64 {
        let id = ChatId::parse(&number.to_string()).unwrap();
        chat.received(message(number, &id, 2, "hi"), YOU, true);
    }
    assert_eq!(chat.view().lines.len(), Chat::MAX_LINES);
}

fn chat_with(texts: &[&str]) -> Chat {
    let mut chat = Chat::new(1);
    for text in texts {
        assert!(chat.write(name(), ChatText::parse(text).unwrap()));
    }
    chat
}

fn message(number: u64, id: &ChatId, from: u32, text: &str) -> ChatMessage {
    ChatMessage {
        number,
        id: id.clone(),
        from: ParticipantId(from),
        name: name(),
        text: ChatText::parse(text).unwrap(),
        sent_at: 0,
    }
}

fn texts(chat: &Chat) -> Vec<String> {
    let lines = chat.view().lines;
    lines
        .iter()
        .map(|line| match &line.body {
            ChatBody::Text(text) => text.as_str().to_owned(),
            ChatBody::File(file) => file.to_string(),
        })
        .collect()
}

fn name() -> DisplayName {
    DisplayName::parse("Ana").unwrap()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp(Duration::from_secs(seconds))
}

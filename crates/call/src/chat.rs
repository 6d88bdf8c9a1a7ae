use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use protocol::{ChatId, ChatMessage, ChatText, DisplayName, ParticipantId};

use crate::random::Random;
use crate::{ChatLine, ChatView, Timestamp};

/// The chat of a call: what was said, in the one order of the room, and what waits to be sent.
///
/// One message is on its way at a time, so that what a person wrote stays in its order whatever is refused or lost.
#[derive(Clone, Debug)]
pub struct Chat {
    lines: VecDeque<ChatLine>,
    /// The number of the last message of the room, 0 before the first.
    last: u64,
    waiting: VecDeque<Waiting>,
    /// Nothing is sent before: the server has asked for a pause.
    pause: Timestamp,
    unread: u32,
    open: bool,
    ids: Random,
    shown: Arc<Vec<ChatLine>>,
}

#[derive(Clone, Debug)]
struct Waiting {
    line: ChatLine,
    /// On its way, as the command with this number.
    sent_as: Option<u64>,
}

impl Chat {
    /// The most messages that are kept to be read.
    pub const MAX_LINES: usize = 1000;

    /// The most messages that wait to be sent.
    pub const MAX_WAITING: usize = 100;

    /// How long to wait after the server has refused a message because it came too fast.
    pub const PAUSE: Duration = Duration::from_secs(1);

    /// Starts without a word; the ids of what is written are made from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            lines: VecDeque::new(),
            last: 0,
            waiting: VecDeque::new(),
            pause: Timestamp::default(),
            unread: 0,
            open: false,
            ids: Random::new(seed),
            shown: Arc::default(),
        }
    }

    /// Takes what the person has written; false if too much waits already.
    pub fn write(&mut self, name: DisplayName, text: ChatText) -> bool {
        if self.is_full() {
            return false;
        }
        let id = format!("{:016x}{:016x}", self.ids.next(), self.ids.next());
        let Ok(id) = ChatId::parse(&id) else {
            return false;
        };
        let line = ChatLine {
            id,
            name,
            you: true,
            text,
            sent_at: None,
        };
        self.waiting.push_back(Waiting {
            line,
            sent_as: None,
        });
        self.show();
        true
    }

    /// Returns what is to be sent next, if it may be sent now.
    #[must_use]
    pub fn next_to_send(&self, now: Timestamp) -> Option<(ChatId, ChatText)> {
        let first = self.waiting.front()?;
        let may_go = first.sent_as.is_none() && self.pause <= now;
        may_go.then(|| (first.line.id.clone(), first.line.text.clone()))
    }

    /// Notes that the oldest of what waits is on its way as the command `counter`.
    pub fn sent(&mut self, counter: u64) {
        if let Some(first) = self.waiting.front_mut() {
            first.sent_as = Some(counter);
        }
    }

    /// Returns when there is something to send after a pause.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let first = self.waiting.front()?;
        (first.sent_as.is_none() && self.pause > Timestamp::default()).then_some(self.pause)
    }

    /// Takes in a message of the room, said just now or before; one that is known already changes nothing.
    pub fn received(&mut self, message: ChatMessage, you: ParticipantId, live: bool) {
        let own = self
            .waiting
            .iter()
            .position(|waiting| waiting.line.id == message.id);
        let mine = own.is_some() || message.from == you;
        if let Some(index) = own {
            self.waiting.remove(index);
        }
        if message.number > self.last {
            self.last = message.number;
            if self.lines.iter().all(|line| line.id != message.id) {
                self.add(message, mine, live);
            }
        }
        self.show();
    }

    /// Notes that the server did not take the message `id`: it is sent again after a pause.
    pub fn refused(&mut self, id: &ChatId, now: Timestamp) {
        if let Some(waiting) = self
            .waiting
            .iter_mut()
            .find(|waiting| waiting.line.id == *id)
        {
            waiting.sent_as = None;
            self.pause = now + Self::PAUSE;
        }
    }

    /// Notes that the server has acted on every command up to `counter`, and that all its answers have come.
    ///
    /// A message that it neither sent out nor refused was taken in so long ago that nobody has it any more.
    pub fn acknowledged(&mut self, counter: u64) {
        let answered = |waiting: &Waiting| waiting.sent_as.is_some_and(|sent| sent <= counter);
        if self.waiting.front().is_some_and(answered) {
            self.waiting.pop_front();
            self.show();
        }
    }

    /// Notes that commands are numbered anew: what was on its way may not have arrived, and is sent again.
    pub fn restart(&mut self) {
        for waiting in &mut self.waiting {
            waiting.sent_as = None;
        }
    }

    /// Notes that the person is in the room anew: its history comes as a whole, perhaps with other numbers.
    pub fn rejoin(&mut self) {
        self.restart();
        self.last = 0;
    }

    /// Opens or closes the chat; what is on the screen is read.
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
        self.unread = 0;
    }

    /// Returns the number of the last message of the room, 0 before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Returns how many messages of others came while the chat was closed.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.unread
    }

    /// Returns what the person sees.
    #[must_use]
    pub fn view(&self) -> ChatView {
        ChatView {
            lines: Arc::clone(&self.shown),
            unread: self.unread,
            full: self.is_full(),
        }
    }

    fn add(&mut self, message: ChatMessage, mine: bool, live: bool) {
        self.lines.push_back(ChatLine {
            id: message.id,
            name: message.name,
            you: mine,
            text: message.text,
            sent_at: Some(message.sent_at),
        });
        if self.lines.len() > Self::MAX_LINES {
            self.lines.pop_front();
        }
        if live && !mine && !self.open {
            self.unread = self.unread.saturating_add(1);
        }
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= Self::MAX_WAITING
    }

    fn show(&mut self) {
        let waiting = self.waiting.iter().map(|waiting| &waiting.line);
        self.shown = Arc::new(self.lines.iter().chain(waiting).cloned().collect());
    }
}

#[cfg(test)]
mod tests {
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
            .map(|line| line.text.as_str().to_owned())
            .collect()
    }

    fn name() -> DisplayName {
        DisplayName::parse("Ana").unwrap()
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp(Duration::from_secs(seconds))
    }
}

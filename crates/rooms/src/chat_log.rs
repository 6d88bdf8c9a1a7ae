use std::collections::VecDeque;

use protocol::{ChatId, ChatMessage, ChatText, Participant};

use crate::Timestamp;
use crate::chat_pages::escaped_bytes;
use crate::known_ids::KnownIds;

/// What was said in a room: one order for all, the last of it kept.
#[derive(Debug, Default)]
pub(crate) struct ChatLog {
    /// The number of the last message, 0 before the first.
    last: u64,
    history: VecDeque<ChatMessage>,
    bytes: usize,
    known: KnownIds,
}

/// What is known of the id of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken<'a> {
    /// No message of this id was taken in.
    No,
    /// Taken in as this.
    As(&'a ChatMessage),
    /// Taken in, and not kept any more.
    Forgotten,
}

/// The numbers of the last message that is not kept any more, and of the last whose id is not known any more; 0 before
/// the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gone {
    pub(crate) messages: u64,
    pub(crate) ids: u64,
}

impl ChatLog {
    pub(crate) const MAX_MESSAGES: usize = 200;
    pub(crate) const MAX_BYTES: usize = 256 * 1024;

    /// Makes the log that this is left of: the number of the last message, or a higher one, ids with the numbers of
    /// their messages, and messages.
    pub(crate) fn restore(last: u64, ids: Vec<(u64, ChatId)>, history: Vec<ChatMessage>) -> Self {
        let mut log = Self::default();
        for (number, id) in ids {
            log.known.insert(number, &id);
        }
        for message in history {
            // The order is the store's; a message twice in it is one message.
            if message.number > log.last {
                log.push(message);
            }
        }
        log.last = last.max(log.known.last());
        log
    }

    pub(crate) fn taken(&self, id: &ChatId) -> Taken<'_> {
        let Some(number) = self.known.number_of(id) else {
            return Taken::No;
        };
        let index = self.index_after(number - 1);
        match self.history.get(index) {
            Some(message) if message.id == *id => Taken::As(message),
            Some(_) | None => Taken::Forgotten,
        }
    }

    /// Takes in what `from` said, as the next message.
    pub(crate) fn take(
        &mut self,
        id: ChatId,
        text: ChatText,
        from: &Participant,
        now: Timestamp,
    ) -> ChatMessage {
        let message = ChatMessage {
            number: self.last + 1,
            id,
            from: from.id,
            name: from.name.clone(),
            text,
            sent_at: now.as_millis(),
        };
        self.push(message.clone());
        message
    }

    /// The number of the last message, 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// What is kept with a number above `number`.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = &ChatMessage> {
        self.history.range(self.index_after(number)..)
    }

    /// Forgets what was said; the numbers and the ids go on.
    pub(crate) fn clear(&mut self) {
        self.history.clear();
        self.bytes = 0;
    }

    /// Up to where nothing is kept any more.
    pub(crate) fn gone(&self) -> Gone {
        Gone {
            messages: self
                .history
                .front()
                .map_or(self.last, |message| message.number - 1),
            ids: self.known.gone(),
        }
    }

    /// About what is kept takes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Keeps the later half.
    pub(crate) fn forget_half(&mut self) {
        self.shorten(usize::MAX, self.bytes / 2);
    }

    fn push(&mut self, message: ChatMessage) {
        self.last = message.number;
        self.known.insert(message.number, &message.id);
        self.bytes += kept_bytes(&message);
        self.history.push_back(message);
        self.shorten(Self::MAX_MESSAGES, Self::MAX_BYTES);
    }

    fn shorten(&mut self, messages: usize, bytes: usize) {
        while self.history.len() > messages || self.bytes > bytes {
            if let Some(dropped) = self.history.pop_front() {
                self.bytes -= kept_bytes(&dropped);
            }
        }
    }

    fn index_after(&self, number: u64) -> usize {
        self.history
            .partition_point(|message| message.number <= number)
    }
}

/// About what a message takes in JSON: everyone who comes in is sent all that is kept, and it must find a place in
/// their outbox.
fn kept_bytes(message: &ChatMessage) -> usize {
    const MESSAGE: usize = 200;
    MESSAGE + escaped_bytes(message.text.as_str())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use protocol::{DisplayName, Engine, ParticipantId, Publications, Role};

    use super::*;

    #[test]
    fn numbers_what_is_said_from_one() {
        let mut log = ChatLog::default();
        let message = log.take(
            id(7),
            text("Hi"),
            &ana(),
            Timestamp(Duration::from_millis(9)),
        );
        let expected = ChatMessage {
            number: 1,
            id: id(7),
            from: ana().id,
            name: ana().name,
            text: text("Hi"),
            sent_at: 9,
        };
        assert_eq!(message, expected);
        assert_eq!(log.taken(&id(7)), Taken::As(&expected));
        assert_eq!(log.taken(&id(8)), Taken::No);
        assert_eq!(say(&mut log, 8, "Yes").number, 2);
        assert_eq!(kept(&log, 0), [1, 2]);
        assert_eq!(kept(&log, 1), [2]);
        assert!(kept(&log, 9).is_empty());
        assert_eq!(log.gone(), gone(0, 0));
    }

    #[test]
    fn keeps_so_many_messages_at_most() {
        let mut log = ChatLog::default();
        for n in 1..=203 {
            say(&mut log, n, "Hi");
        }
        assert_eq!(kept(&log, 0), (4..=203).collect::<Vec<_>>());
        assert_eq!(log.gone(), gone(3, 0));
        assert_eq!(log.taken(&id(3)), Taken::Forgotten);
        assert!(matches!(log.taken(&id(4)), Taken::As(_)));
    }

    #[test]
    fn keeps_so_many_bytes_at_most() {
        let mut log = ChatLog::default();
        for n in 1..=100 {
            say(&mut log, n, &"é".repeat(4_000));
        }
        // 262,144 bytes over 8,200 a message.
        assert_eq!(kept(&log, 0), (70..=100).collect::<Vec<_>>());
        for n in 101..=200 {
            say(&mut log, n, &"\"".repeat(4_000));
        }
        assert_eq!(
            kept(&log, 0),
            (170..=200).collect::<Vec<_>>(),
            "by what they take in JSON"
        );
    }

    #[test]
    fn knows_the_ids_of_more_messages_than_it_keeps() {
        let mut log = ChatLog::default();
        for n in 1..=1_025 {
            say(&mut log, n, "Hi");
        }
        assert_eq!(log.taken(&id(1)), Taken::No, "that is long ago");
        assert_eq!(log.taken(&id(2)), Taken::Forgotten);
        assert_eq!(log.gone(), gone(825, 1));
    }

    #[test]
    fn what_was_stored_is_what_was_kept() {
        let mut log = ChatLog::default();
        for n in 1..=5 {
            say(&mut log, n, "Hi");
        }
        let stored: Vec<ChatMessage> = log.after(2).cloned().collect();
        let twice = stored.iter().chain(&stored).cloned().collect();
        let ids = (2..=5).map(|n| (n, id(n))).collect();
        let mut restored = ChatLog::restore(5, ids, twice);
        assert_eq!(kept(&restored, 0), [3, 4, 5]);
        assert_eq!(restored.taken(&id(1)), Taken::No);
        assert_eq!(restored.taken(&id(2)), Taken::Forgotten);
        assert!(matches!(restored.taken(&id(3)), Taken::As(_)));
        assert_eq!(restored.gone(), gone(2, 1));
        assert_eq!(
            say(&mut restored, 6, "Yes").number,
            6,
            "the numbers go on where they were"
        );
    }

    #[test]
    fn the_numbers_go_on_after_the_last_id_where_no_message_is_kept() {
        let mut restored = ChatLog::restore(0, vec![(7, id(7))], Vec::new());
        assert_eq!(restored.gone(), gone(7, 6));
        assert_eq!(say(&mut restored, 8, "Yes").number, 8);
    }

    #[test]
    fn no_number_is_given_that_was_passed_over() {
        let mut restored = ChatLog::restore(9, vec![(7, id(7))], Vec::new());
        assert_eq!(restored.gone(), gone(9, 6));
        assert_eq!(say(&mut restored, 8, "Yes").number, 10);
        assert_eq!(restored.gone(), gone(9, 6));
    }

    fn say(log: &mut ChatLog, n: u64, words: &str) -> ChatMessage {
        log.take(id(n), text(words), &ana(), Timestamp::default())
    }

    fn kept(log: &ChatLog, after: u64) -> Vec<u64> {
        log.after(after).map(|message| message.number).collect()
    }

    fn gone(messages: u64, ids: u64) -> Gone {
        Gone { messages, ids }
    }

    fn id(n: u64) -> ChatId {
        ChatId::parse(&format!("m-{n}")).unwrap()
    }

    fn text(words: &str) -> ChatText {
        ChatText::parse(words).unwrap()
    }

    fn ana() -> Participant {
        Participant {
            id: ParticipantId(1),
            name: DisplayName::parse("Ana").unwrap(),
            publications: Publications::default(),
            engine: Engine::Other,
            hand: None,
            recording: false,
            silenced: false,
            role: Role::Member,
        }
    }
}

use std::collections::{BTreeMap, VecDeque};

use protocol::{ChatId, ChatMessage, ChatText, Hand, ParticipantId, Peer, Publications, Role};

use super::client::Frame;

/// What a page knows, until it is loaded again.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) you: Option<ParticipantId>,
    pub(super) received: Option<u64>,
    pub(super) counter: u64,
    /// Commands that are not known to have been acted on.
    pub(crate) outbox: VecDeque<Frame>,
    pub(super) roster: u64,
    pub(crate) peers: BTreeMap<ParticipantId, Peer>,
    pub(crate) publications: Publications,
    /// The own hand, as the server has told of it.
    pub(crate) hand: Option<Hand>,
    pub(crate) recording: bool,
    pub(crate) role: Role,
    pub(crate) chat: BTreeMap<u64, ChatId>,
    /// What was said and not heard yet.
    pub(crate) unheard: BTreeMap<ChatId, ChatText>,
    pub(super) refused: Vec<ChatId>,
    pub(crate) signals: Vec<u64>,
}

impl Page {
    /// True if everything that it has sent is known to have arrived.
    pub(crate) fn is_settled(&self) -> bool {
        self.outbox.is_empty() && self.unheard.is_empty()
    }

    pub(super) fn last_chat(&self) -> u64 {
        self.chat.keys().next_back().copied().unwrap_or_default()
    }

    pub(super) fn hear_chat(&mut self, message: &ChatMessage) {
        let last = self.last_chat();
        if message.number <= last {
            let known = self.chat.get(&message.number);
            assert_eq!(known, Some(&message.id), "an echo");
        } else {
            assert!(
                last == 0 || message.number == last + 1,
                "a gap after {last}: {message:?}"
            );
            let twice = self.chat.values().any(|id| *id == message.id);
            assert!(!twice, "doubled: {message:?}");
            self.chat.insert(message.number, message.id.clone());
        }
        self.unheard.remove(&message.id);
    }
}

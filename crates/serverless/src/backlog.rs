use std::collections::VecDeque;

use protocol::{ChatMessage, OpaqueSignal, ServerMessage, write_numbered_event};

/// What the call was told and has not acknowledged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backlog {
    /// The number of the last event.
    seq: u64,
    events: VecDeque<(u64, String)>,
    /// The number of the last chat message.
    chat: u64,
    said: VecDeque<ChatMessage>,
}

impl Backlog {
    /// How many chat messages are kept for a call whose connection is lost.
    const CHAT: usize = 200;

    /// Numbers an event; returns its frame.
    pub(crate) fn event(&mut self, message: &ServerMessage<OpaqueSignal>) -> String {
        self.seq += 1;
        let mut frame = String::new();
        write_numbered_event(&mut frame, self.seq, &json(message));
        self.events.push_back((self.seq, frame.clone()));
        frame
    }

    /// Numbers a chat message.
    pub(crate) fn chat(&mut self, message: ChatMessage) -> ChatMessage {
        self.chat += 1;
        let message = ChatMessage {
            number: self.chat,
            ..message
        };
        self.said.push_back(message.clone());
        if self.said.len() > Self::CHAT {
            self.said.pop_front();
        }
        message
    }

    /// Everything up to the event with the number `received` has arrived.
    pub(crate) fn acknowledge(&mut self, received: u64) {
        self.events.retain(|(seq, _)| *seq > received);
    }

    /// The frames of the events that have not arrived.
    pub(crate) fn events(&self) -> impl Iterator<Item = &String> {
        self.events.iter().map(|(_, frame)| frame)
    }

    /// What was said after the message with the number `last`.
    pub(crate) fn chat_after(&self, last: u64) -> Vec<ChatMessage> {
        let after = self.said.iter().filter(|message| message.number > last);
        after.cloned().collect()
    }
}

/// Writes a message as the call reads it.
pub(crate) fn json(message: &ServerMessage<OpaqueSignal>) -> String {
    serde_json::to_string(message).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use protocol::{ChatId, ChatText, DisplayName, ParticipantId};

    use super::*;

    #[test]
    fn what_has_arrived_is_not_kept() {
        let mut backlog = Backlog::default();
        let event = ServerMessage::Pong { counter: 0 };
        assert_eq!(
            backlog.event(&event),
            r#"{"seq":1,"type":"pong","counter":0}"#
        );
        backlog.event(&event);
        backlog.acknowledge(1);
        assert_eq!(backlog.events().count(), 1);
        backlog.acknowledge(2);
        assert_eq!(backlog.events().count(), 0);
    }

    #[test]
    fn the_last_messages_are_kept() {
        let mut backlog = Backlog::default();
        let message = ChatMessage {
            number: 0,
            id: ChatId::parse("a").unwrap(),
            from: ParticipantId(1),
            name: DisplayName::parse("Ana").unwrap(),
            text: ChatText::parse("Halo").unwrap(),
            sent_at: 0,
        };
        for number in 1..=300 {
            assert_eq!(backlog.chat(message.clone()).number, number);
        }
        assert_eq!(backlog.chat_after(0).len(), Backlog::CHAT);
        assert_eq!(backlog.chat_after(299).len(), 1);
    }
}

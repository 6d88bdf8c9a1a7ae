use std::collections::VecDeque;

use protocol::{ClientFrame, ClientMessage, Publications};

/// The commands that the server has not acknowledged: numbered in order, and sent again after a reconnect.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    commands: VecDeque<ClientFrame>,
    last: u64,
}

impl Outbox {
    /// The most commands that wait.
    pub const CAPACITY: usize = 2048;

    /// Numbers `command` and keeps it until it is acknowledged; `None` if there is no place for it.
    pub fn push(&mut self, command: ClientMessage) -> Option<ClientFrame> {
        if self.commands.len() >= Self::CAPACITY {
            return None;
        }
        self.last += 1;
        let frame = ClientFrame {
            counter: Some(self.last),
            message: command,
        };
        self.commands.push_back(frame.clone());
        Some(frame)
    }

    /// Forgets what the server has acted on, up to the command `counter`.
    pub fn acknowledge(&mut self, counter: u64) {
        while self
            .commands
            .front()
            .is_some_and(|frame| frame.counter <= Some(counter))
        {
            self.commands.pop_front();
        }
    }

    /// Returns what must be sent again, oldest first.
    ///
    /// Publications that have not arrived are out of date by then: each says `publications`.
    pub fn unacknowledged(&mut self, publications: &Publications) -> Vec<ClientFrame> {
        for frame in &mut self.commands {
            if let ClientMessage::SetPublications { publications: old } = &mut frame.message {
                *old = publications.clone();
            }
        }
        self.commands.iter().cloned().collect()
    }

    /// Returns how many commands wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.commands.len()
    }

    /// True if nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// Drops everything and counts from 1 again; tells whether anything was dropped.
    pub fn restart(&mut self) -> bool {
        let dropped = !self.commands.is_empty();
        *self = Self::default();
        dropped
    }
}

#[cfg(test)]
mod tests {
    use protocol::{ParticipantId, Publication, Signal, SignalBody, Source, StreamId};

    use super::*;

    #[test]
    fn commands_are_numbered_and_kept_until_they_are_acknowledged() {
        let mut outbox = Outbox::default();
        let sent: Vec<_> = (0..3).filter_map(|_| outbox.push(signal())).collect();
        assert_eq!(counters(&sent), [1, 2, 3]);
        outbox.acknowledge(2);
        let again = outbox.unacknowledged(&Publications::default());
        assert_eq!(counters(&again), [3], "with the same number");
        outbox.acknowledge(3);
        assert!(outbox.is_empty());
        assert_eq!(
            counters(&outbox.push(signal()).into_iter().collect::<Vec<_>>()),
            [4]
        );
    }

    #[test]
    fn publications_that_are_sent_again_are_those_of_now() {
        let mut outbox = Outbox::default();
        outbox.push(ClientMessage::SetPublications {
            publications: Publications::default(),
        });
        let publications = Publications::try_from(vec![Publication {
            source: Source::Camera,
            muted: false,
            stream: StreamId::parse("s").unwrap(),
        }])
        .unwrap();
        let again = outbox.unacknowledged(&publications);
        assert_eq!(
            again[0].message,
            ClientMessage::SetPublications { publications }
        );
    }

    #[test]
    fn is_bounded() {
        let mut outbox = Outbox::default();
        let taken = (0..2 * Outbox::CAPACITY)
            .take_while(|_| outbox.push(signal()).is_some())
            .count();
        assert_eq!(taken, Outbox::CAPACITY);
    }

    #[test]
    fn a_restart_counts_anew() {
        let mut outbox = Outbox::default();
        assert!(!outbox.restart());
        outbox.push(signal());
        assert!(outbox.restart());
        assert_eq!(
            counters(&outbox.push(signal()).into_iter().collect::<Vec<_>>()),
            [1]
        );
    }

    fn counters(frames: &[ClientFrame]) -> Vec<u64> {
        frames.iter().filter_map(|frame| frame.counter).collect()
    }

    fn signal() -> ClientMessage {
        let candidate = protocol::Candidate {
            candidate: String::new(),
            sdp_mid: None,
            sdp_m_line_index: None,
            username_fragment: None,
        };
        ClientMessage::Signal {
            to: ParticipantId(1),
            signal: Signal {
                generation: 0,
                negotiation: 0,
                body: SignalBody::Candidate(candidate),
            },
        }
    }
}

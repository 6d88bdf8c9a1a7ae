use std::collections::VecDeque;

use protocol::{ClientMessage, ParticipantId};

/// Messages that wait while there is no connection to the server.
///
/// It holds [`Outbox::CAPACITY`] messages; the oldest signals go first when there are more, since a negotiation that
/// old starts over anyway.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    held: VecDeque<ClientMessage>,
}

impl Outbox {
    /// The most messages that are held.
    pub const CAPACITY: usize = 512;

    /// Holds `message` until the next flush.
    ///
    /// Publications say the whole of what they say: new ones take the place of those that are held.
    pub fn hold(&mut self, message: ClientMessage) {
        if matches!(message, ClientMessage::SetPublications { .. }) {
            self.held
                .retain(|held| !matches!(held, ClientMessage::SetPublications { .. }));
        }
        if self.held.len() == Self::CAPACITY {
            let oldest_signal = self
                .held
                .iter()
                .position(|held| matches!(held, ClientMessage::Signal { .. }));
            self.held.remove(oldest_signal.unwrap_or(0));
        }
        self.held.push_back(message);
    }

    /// Takes out everything that is held, oldest first.
    pub fn flush(&mut self) -> impl Iterator<Item = ClientMessage> + use<'_> {
        self.held.drain(..)
    }

    /// Drops what is held for someone who is gone.
    pub fn forget(&mut self, participant: ParticipantId) {
        self.held
            .retain(|held| !matches!(held, ClientMessage::Signal { to, .. } if *to == participant));
    }

    /// Drops everything that is held.
    pub fn clear(&mut self) {
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Candidate, Publications, Signal, SignalBody};

    use super::*;

    #[test]
    fn keeps_the_order() {
        let mut outbox = Outbox::default();
        outbox.hold(signal(1, "a"));
        outbox.hold(signal(2, "b"));
        assert_eq!(
            outbox.flush().collect::<Vec<_>>(),
            [signal(1, "a"), signal(2, "b")]
        );
        assert_eq!(outbox.flush().count(), 0, "nothing is sent twice");
    }

    #[test]
    fn forgets_what_was_for_someone_who_is_gone() {
        let mut outbox = Outbox::default();
        outbox.hold(signal(1, "a"));
        outbox.hold(signal(2, "b"));
        outbox.forget(ParticipantId(1));
        assert_eq!(outbox.flush().collect::<Vec<_>>(), [signal(2, "b")]);
    }

    #[test]
    fn holds_only_the_last_publications() {
        let mut outbox = Outbox::default();
        let publications = ClientMessage::SetPublications {
            publications: Publications::default(),
        };
        outbox.hold(publications.clone());
        outbox.hold(signal(1, "a"));
        outbox.hold(publications.clone());
        assert_eq!(
            outbox.flush().collect::<Vec<_>>(),
            [signal(1, "a"), publications]
        );
    }

    #[test]
    fn is_bounded_and_never_drops_publications_for_a_signal() {
        let mut outbox = Outbox::default();
        outbox.hold(ClientMessage::SetPublications {
            publications: Publications::default(),
        });
        for index in 0..2 * Outbox::CAPACITY {
            outbox.hold(signal(1, &index.to_string()));
        }
        let held: Vec<_> = outbox.flush().collect();
        assert_eq!(held.len(), Outbox::CAPACITY);
        assert!(matches!(held[0], ClientMessage::SetPublications { .. }));
        assert_eq!(
            held[Outbox::CAPACITY - 1],
            signal(1, &(2 * Outbox::CAPACITY - 1).to_string())
        );
    }

    fn signal(to: u32, candidate: &str) -> ClientMessage {
        let candidate = Candidate {
            candidate: candidate.to_owned(),
            sdp_mid: None,
            sdp_m_line_index: None,
            username_fragment: None,
        };
        let signal = Signal {
            generation: 0,
            body: SignalBody::Candidate(candidate),
        };
        ClientMessage::Signal {
            to: ParticipantId(to),
            signal,
        }
    }
}

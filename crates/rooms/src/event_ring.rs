use std::collections::VecDeque;
use std::sync::Arc;

use protocol::{DisplayName, OpaqueSignal, Publications, ServerMessage};

type Event = Arc<ServerMessage<OpaqueSignal>>;

/// The events of one seat that are not acknowledged yet, numbered from 1 without a gap.
///
/// An empty one holds no memory of its own: most seats are idle most of the time.
#[derive(Debug, Default)]
pub(crate) struct EventRing {
    /// The number of the last event that is not in `events` any more.
    gone: u64,
    /// With what each takes: whoever drops it need not read it again.
    events: VecDeque<(Event, usize)>,
    bytes: usize,
}

/// What a ring has of the events after a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// All of them.
    All,
    /// Some have fallen out.
    Incomplete,
    /// No event has this number yet.
    Future,
}

impl EventRing {
    pub(crate) const MAX_EVENTS: usize = 512;
    pub(crate) const MAX_BYTES: usize = 256 * 1024;

    /// Numbers one more event, and keeps it in place of the oldest where there is no room.
    pub(crate) fn push(&mut self, event: Event) -> u64 {
        let bytes = kept_bytes(&event);
        self.bytes += bytes;
        self.events.push_back((event, bytes));
        while self.events.len() > Self::MAX_EVENTS || self.bytes > Self::MAX_BYTES {
            self.drop_oldest();
        }
        self.last()
    }

    /// The number of the last event, 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.gone + self.events.len() as u64
    }

    pub(crate) fn since(&self, received: u64) -> Since {
        if received > self.last() {
            Since::Future
        } else if received < self.gone {
            Since::Incomplete
        } else {
            Since::All
        }
    }

    /// Drops every event up to `received`; false if there was none of that number yet.
    pub(crate) fn acknowledge(&mut self, received: u64) -> bool {
        if received > self.last() {
            return false;
        }
        while self.gone < received {
            self.drop_oldest();
        }
        true
    }

    /// What is kept, with its numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Event)> {
        (self.gone + 1..).zip(self.events.iter().map(|(event, _)| event))
    }

    fn drop_oldest(&mut self) {
        let Some((_, bytes)) = self.events.pop_front() else {
            return;
        };
        self.gone += 1;
        self.bytes -= bytes;
        if self.events.is_empty() {
            self.events = VecDeque::new();
        }
    }
}

/// About what an event takes in memory.
fn kept_bytes(event: &ServerMessage<OpaqueSignal>) -> usize {
    const EVENT: usize = 256;
    EVENT
        + match event {
            ServerMessage::Signal { signal, .. } => signal.as_str().len(),
            ServerMessage::ParticipantJoined { peer, .. } => {
                peer.participant.name.as_str().len()
                    + publications_bytes(&peer.participant.publications)
            }
            ServerMessage::PublicationsChanged { publications, .. } => {
                publications_bytes(publications)
            }
            ServerMessage::ChatRefused { id, .. } => id.as_str().len(),
            ServerMessage::Knocks { knocks } => {
                knocks.iter().map(|knock| named_bytes(&knock.name)).sum()
            }
            ServerMessage::Bans { bans } => bans.iter().map(|ban| named_bytes(&ban.name)).sum(),
            ServerMessage::ParticipantLeft { .. }
            | ServerMessage::ParticipantConnection { .. }
            | ServerMessage::ParticipantHand { .. }
            | ServerMessage::ParticipantRecording { .. }
            | ServerMessage::ParticipantRole { .. }
            | ServerMessage::RoomRules { .. }
            | ServerMessage::Acted { .. }
            | ServerMessage::ChatCleared { .. }
            // No events, so never kept.
            | ServerMessage::Joined(_)
            | ServerMessage::Resumed(_)
            | ServerMessage::Waiting { .. }
            | ServerMessage::Reaction { .. }
            | ServerMessage::Chat(_)
            | ServerMessage::ChatHistory { .. }
            | ServerMessage::Pong { .. }
            | ServerMessage::HostPass { .. }
            | ServerMessage::IceServers(_)
            | ServerMessage::Error { .. } => 0,
        }
}

fn named_bytes(name: &DisplayName) -> usize {
    const ENTRY: usize = 32;
    ENTRY + name.as_str().len()
}

fn publications_bytes(publications: &Publications) -> usize {
    const PUBLICATION: usize = 64;
    publications
        .iter()
        .map(|publication| PUBLICATION + publication.stream.as_str().len())
        .sum()
}

#[cfg(test)]
mod tests {
    use protocol::{ClientMessage, ParticipantId, decode_client_message};

    use super::*;

    #[test]
    fn numbers_from_one_and_keeps_what_is_not_acknowledged() {
        let mut ring = ring_of(3, 10);
        assert_eq!(ring.last(), 3);
        assert!(ring.acknowledge(1));
        assert_eq!(numbers(&ring), [2, 3]);
        assert!(ring.acknowledge(1), "twice does no harm");
        assert_eq!(numbers(&ring), [2, 3]);
        assert!(!ring.acknowledge(4), "nothing has this number yet");
        assert_eq!(numbers(&ring), [2, 3]);
        assert_eq!(ring.push(signal(10)), 4);
    }

    #[test]
    fn knows_whether_it_has_everything_after_a_number() {
        let mut ring = ring_of(5, 10);
        ring.acknowledge(2);
        let since = [0, 1, 2, 4, 5, 6].map(|received| ring.since(received));
        use Since::{All, Future, Incomplete};
        assert_eq!(since, [Incomplete, Incomplete, All, All, All, Future]);
        assert_eq!(EventRing::default().since(0), All);
    }

    #[test]
    fn holds_so_many_events_at_most() {
        let ring = ring_of(EventRing::MAX_EVENTS + 3, 2);
        assert_eq!(ring.events.len(), EventRing::MAX_EVENTS);
        assert_eq!(ring.iter().next().unwrap().0, 4, "the oldest went");
    }

    #[test]
    fn holds_so_many_bytes_at_most() {
        let ring = ring_of(100, 60_000);
        assert_eq!(ring.events.len(), 4);
        assert!(ring.bytes <= EventRing::MAX_BYTES);
        assert_eq!(ring.last(), 100);
    }

    #[test]
    fn an_event_that_is_too_large_by_itself_is_numbered_and_not_kept() {
        let mut ring = ring_of(1, EventRing::MAX_BYTES);
        assert_eq!((ring.last(), ring.since(0)), (1, Since::Incomplete));
        assert_eq!(ring.push(signal(10)), 2);
        assert_eq!(ring.since(1), Since::All);
    }

    #[test]
    fn an_empty_one_holds_no_memory() {
        assert_eq!(EventRing::default().events.capacity(), 0);
        let mut ring = ring_of(100, 60);
        ring.acknowledge(100);
        assert_eq!((ring.events.capacity(), ring.bytes), (0, 0));
        assert_eq!(ring.push(signal(10)), 101, "the numbers go on");
    }

    fn ring_of(events: usize, bytes: usize) -> EventRing {
        let mut ring = EventRing::default();
        for _ in 0..events {
            ring.push(signal(bytes));
        }
        ring
    }

    fn numbers(ring: &EventRing) -> Vec<u64> {
        ring.iter().map(|(number, _)| number).collect()
    }

    fn signal(bytes: usize) -> Event {
        let text = "x".repeat(bytes);
        let frame = format!(r#"{{"type":"signal","to":1,"signal":{{"x":"{text}"}}}}"#);
        let ClientMessage::Signal { signal, .. } = decode_client_message(&frame).unwrap().message
        else {
            panic!("{frame}")
        };
        let from = ParticipantId(1);
        Arc::new(ServerMessage::Signal { from, signal })
    }
}

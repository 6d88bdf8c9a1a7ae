use std::sync::Arc;
use std::time::Duration;

use protocol::{
    Act, OpaqueSignal, Participant, ParticipantAct, ParticipantId, Peer, Publications,
    ServerMessage, Source,
};

use crate::event_ring::EventRing;
use crate::record::SeatRecord;
use crate::rights::may_publish;
use crate::room::DeviceHash;
use crate::silence::{silenced, sources_of};
use crate::token_hash::TokenHash;
use crate::tokens::Tokens;
use crate::{ConnectionId, Delivery, MessageRate, Timestamp};

/// How long the others are not told that someone's connection is lost: most come back within it.
pub(crate) const TOLD_AFTER: Duration = Duration::from_millis(1_500);

const CHAT_PER_SECOND: u32 = 10;
const CHAT_BURST: u32 = 20;

const ACTS_PER_SECOND: u32 = 10;
const ACTS_BURST: u32 = 60;

const MARKS_PER_SECOND: u32 = 5;
const MARKS_BURST: u32 = 10;

/// A participant's place in a room; it outlives the connection.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) participant: Participant,
    pub(crate) presence: Presence,
    pub(crate) tokens: Tokens,
    /// What TURN servers know the participant by.
    pub(crate) subject: Box<str>,
    /// The mark of the browser, if it has one.
    pub(crate) device: Option<DeviceHash>,
    /// Who it is in the words of whoever vouches.
    pub(crate) vouched: Option<Box<str>>,
    /// What hosts have done of which the participant may not have heard: it holds for what they say they publish.
    pub(crate) orders: Vec<Order>,
    /// Counts the connections that have taken this seat.
    pub(crate) epoch: u64,
    /// The last attempt to resume that was accepted.
    pub(crate) attempt: u64,
    pub(crate) events: EventRing,
    /// The number of the last command that was acted on.
    pub(crate) counter: u64,
    pub(crate) chat_rate: MessageRate,
    /// For hands, recordings and reactions together.
    pub(crate) mark_rate: MessageRate,
    /// For what a host does to others.
    pub(crate) act_rate: MessageRate,
}

/// Where a participant is, as the server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Connected {
        connection: ConnectionId,
    },
    /// The connection was lost, of which the others may have been told.
    Away {
        since: Timestamp,
        told: bool,
    },
    /// The connection was closed for what the program did, which may come back or give the seat up without a word.
    Faulted {
        since: Timestamp,
    },
    /// Said goodbye, and may come back: the others see nobody.
    Hidden {
        since: Timestamp,
    },
}

/// That a host has muted a participant, or stopped what they show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) by: ParticipantId,
    pub(crate) act: ParticipantAct,
}

/// What the number of a command says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// The next one, or one without a number.
    New,
    /// It was acted on already.
    Repeated,
    /// One before it is missing.
    Gap,
}

impl Seat {
    pub(crate) fn new(
        participant: Participant,
        connection: ConnectionId,
        token: TokenHash,
        now: Timestamp,
    ) -> Self {
        Self {
            participant,
            presence: Presence::Connected { connection },
            tokens: Tokens::new(token),
            subject: token.subject(),
            device: None,
            vouched: None,
            orders: Vec::new(),
            epoch: 0,
            attempt: 0,
            events: EventRing::default(),
            counter: 0,
            chat_rate: chat_rate(now),
            mark_rate: mark_rate(now),
            act_rate: act_rate(now),
        }
    }

    /// Makes the seat of someone who has yet to come back after a restart.
    pub(crate) fn restore(record: SeatRecord, now: Timestamp) -> Self {
        Self {
            participant: Participant {
                id: record.id,
                name: record.name,
                publications: record.publications,
                engine: record.engine,
                hand: record.hand,
                recording: record.recording,
                silenced: record.silenced,
                role: record.role,
            },
            presence: if record.visible {
                Presence::Away {
                    since: now,
                    told: false,
                }
            } else {
                Presence::Hidden { since: now }
            },
            tokens: Tokens::restore(record.token, record.previous_token),
            subject: record.subject.unwrap_or_else(|| record.token.subject()),
            device: record.device,
            vouched: record.vouched,
            orders: Vec::new(),
            epoch: record.epoch,
            attempt: record.attempt,
            events: EventRing::default(),
            counter: 0,
            chat_rate: chat_rate(now),
            mark_rate: mark_rate(now),
            act_rate: act_rate(now),
        }
    }

    pub(crate) fn record(&self) -> SeatRecord {
        let Participant {
            id,
            name,
            publications,
            engine,
            hand,
            recording,
            silenced,
            role,
        } = self.participant.clone();
        let (token, previous_token) = self.tokens.hashes();
        SeatRecord {
            id,
            name,
            publications,
            engine,
            token,
            previous_token,
            subject: Some(self.subject.clone()),
            device: self.device.clone(),
            vouched: self.vouched.clone(),
            epoch: self.epoch,
            attempt: self.attempt,
            visible: self.is_visible(),
            hand,
            recording,
            silenced,
            role,
        }
    }

    pub(crate) fn connection(&self) -> Option<ConnectionId> {
        match self.presence {
            Presence::Connected { connection } => Some(connection),
            Presence::Away { .. } | Presence::Faulted { .. } | Presence::Hidden { .. } => None,
        }
    }

    /// True if the others see the participant.
    pub(crate) fn is_visible(&self) -> bool {
        match self.presence {
            Presence::Connected { .. } | Presence::Away { .. } | Presence::Faulted { .. } => true,
            Presence::Hidden { .. } => false,
        }
    }

    /// True unless the others were told that the connection is lost.
    pub(crate) fn seems_connected(&self) -> bool {
        match self.presence {
            Presence::Connected { .. } | Presence::Faulted { .. } => true,
            Presence::Away { told, .. } => !told,
            Presence::Hidden { .. } => false,
        }
    }

    /// When something happens to the seat if nobody comes back to it.
    pub(crate) fn deadline(&self, grace: Duration) -> Option<Timestamp> {
        match self.presence {
            Presence::Connected { .. } => None,
            Presence::Away { since, told: false } | Presence::Faulted { since } => {
                Some(since.after(TOLD_AFTER.min(grace)))
            }
            Presence::Away { since, told: true } | Presence::Hidden { since } => {
                Some(since.after(grace))
            }
        }
    }

    /// The participant as `receiver` sees it: of two, the one who came later gives way.
    pub(crate) fn as_peer_of(&self, receiver: &Participant) -> Peer {
        Peer {
            participant: self.participant.clone(),
            polite: receiver.id > self.participant.id,
            connected: self.seems_connected(),
        }
    }

    /// Numbers an event for this seat and keeps it; says where it goes at once, if anywhere.
    pub(crate) fn hear(&mut self, event: &Arc<ServerMessage<OpaqueSignal>>) -> Option<Delivery> {
        if !self.is_visible() {
            return None;
        }
        let seq = self.events.push(Arc::clone(event));
        self.connection().map(|connection| Delivery {
            connection,
            seq: Some(seq),
        })
    }

    /// Counts a command.
    pub(crate) fn count(&mut self, counter: Option<u64>) -> Counted {
        match counter {
            None => Counted::New,
            Some(counter) if counter <= self.counter => Counted::Repeated,
            Some(counter) if counter - 1 == self.counter => {
                self.counter = counter;
                Counted::New
            }
            Some(_) => Counted::Gap,
        }
    }

    /// Notes what a host has done, which holds until the participant publishes something after it.
    pub(crate) fn order(&mut self, order: Order) {
        self.orders.retain(|earlier| earlier.act != order.act);
        self.orders.push(order);
    }

    /// What the participant publishes who says `publications`, and may not have heard of what hosts have done.
    pub(crate) fn obeying(&self, publications: Publications) -> Publications {
        if !may_publish(self.participant.role) {
            return Publications::default();
        }
        let orders = self.orders.iter();
        orders.fold(publications, |publications, order| {
            silenced(&publications, sources_of(order.act)).unwrap_or(publications)
        })
    }

    /// Takes in what the participant publishes: whoever says that their microphone is on may be heard again.
    pub(crate) fn publish(&mut self, publications: Publications) {
        self.participant.silenced &= !publications.is_live(Source::Microphone);
        self.participant.publications = publications;
    }

    /// Numbers events and commands from 1 again; what hosts have done is told again.
    pub(crate) fn start_anew(&mut self) {
        self.events = EventRing::default();
        self.counter = 0;
        for Order { by, act } in self.orders.clone() {
            let act = Act::Participant(act, self.participant.id);
            let _ = self.hear(&Arc::new(ServerMessage::Acted { by, act }));
        }
    }
}

fn chat_rate(now: Timestamp) -> MessageRate {
    MessageRate::new(CHAT_PER_SECOND, CHAT_BURST, now.0)
}

fn act_rate(now: Timestamp) -> MessageRate {
    MessageRate::new(ACTS_PER_SECOND, ACTS_BURST, now.0)
}

fn mark_rate(now: Timestamp) -> MessageRate {
    MessageRate::new(MARKS_PER_SECOND, MARKS_BURST, now.0)
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Engine, ErrorCode, Hand, ResumeToken, Role};

    use super::*;

    const CONNECTION: ConnectionId = ConnectionId(7);
    const GRACE: Duration = Duration::from_secs(60);

    #[test]
    fn events_are_numbered_and_kept_unless_nobody_sees_the_seat() {
        let since = Timestamp::default();
        let check = |presence, kept, seq: Option<u64>| {
            let mut seat = seat();
            seat.presence = presence;
            let to = seat.hear(&Arc::new(refusal()));
            assert_eq!(to.and_then(|delivery| delivery.seq), seq, "{presence:?}");
            assert_eq!(seat.events.last(), kept, "{presence:?}");
        };
        let connection = CONNECTION;
        check(Presence::Connected { connection }, 1, Some(1));
        check(Presence::Away { since, told: true }, 1, None);
        check(Presence::Hidden { since }, 0, None);
    }

    #[test]
    fn a_seat_waits_only_without_a_connection() {
        let since = Timestamp(Duration::from_secs(100));
        let check = |presence, grace, expected: Option<u64>| {
            let mut seat = seat();
            seat.presence = presence;
            let deadline = seat.deadline(grace).map(Timestamp::as_millis);
            assert_eq!(deadline, expected, "{presence:?}");
        };
        let (connection, second) = (CONNECTION, Duration::from_secs(1));
        check(Presence::Connected { connection }, GRACE, None);
        check(Presence::Away { since, told: false }, GRACE, Some(101_500));
        check(Presence::Away { since, told: false }, second, Some(101_000));
        check(Presence::Faulted { since }, GRACE, Some(101_500));
        check(Presence::Away { since, told: true }, GRACE, Some(160_000));
        check(Presence::Hidden { since }, GRACE, Some(160_000));
    }

    #[test]
    fn a_command_is_new_once() {
        let mut seat = seat();
        let counted = [
            None,
            Some(1),
            Some(1),
            Some(0),
            Some(3),
            Some(2),
            Some(u64::MAX),
        ];
        use Counted::{Gap, New, Repeated};
        assert_eq!(
            counted.map(|counter| seat.count(counter)),
            [New, New, Repeated, Repeated, Gap, New, Gap]
        );
        assert_eq!(seat.counter, 2);
    }

    #[test]
    fn what_is_stored_is_a_seat_without_events() {
        let mut seat = seat();
        seat.hear(&Arc::new(refusal()));
        seat.epoch = 3;
        seat.attempt = 4;
        seat.participant.hand = Some(Hand(5));
        seat.participant.recording = true;
        let restored = Seat::restore(seat.record(), Timestamp::default());
        assert_eq!(restored.record(), seat.record());
        assert_eq!(restored.events.last(), 0);
        assert!(restored.seems_connected(), "nobody was told otherwise");
    }

    fn refusal() -> ServerMessage<OpaqueSignal> {
        ServerMessage::ChatRefused {
            id: protocol::ChatId::parse("a").unwrap(),
            code: ErrorCode::ChatTooFast,
        }
    }

    fn seat() -> Seat {
        let participant = Participant {
            id: ParticipantId(1),
            name: DisplayName::parse("Ana").unwrap(),
            publications: Publications::default(),
            engine: Engine::default(),
            hand: None,
            recording: false,
            silenced: false,
            role: Role::Host,
        };
        let token = TokenHash::of(&ResumeToken::from_secret([1; 32]));
        Seat::new(participant, CONNECTION, token, Timestamp::default())
    }
}

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::{
    DisplayName, HostRule, Join, OpaqueSignal, Participant, ParticipantId, Peer, Publications,
    Role, RoomId, ServerMessage,
};

use crate::chat_log::ChatLog;
use crate::command_queue::Parcel;
use crate::record::{RoomRecord, StoredRoom};
use crate::rights::may_publish;
use crate::seat::{Presence, Seat};
use crate::token_hash::TokenHash;
use crate::{ConnectionId, Delivery, PasswordHash, Timestamp};

mod bans;
mod doors;
mod knocks;
mod marks;

pub(crate) use bans::{Bans, DeviceHash};
pub(crate) use knocks::{KnockPresence, Knocker, Knocks};

/// The most pages that are counted, so that their generations fit their type.
const MAX_FRESH_PAGES: u32 = u32::MAX / GENERATIONS_A_PAGE;

/// How many generations each page has to itself.
const GENERATIONS_A_PAGE: u32 = 1 << 10;

/// One room: its seats in the order of joining, and what was said in it.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) name: RoomId,
    pub(crate) chat: ChatLog,
    /// True if whoever comes has to be let in.
    pub(crate) is_locked: bool,
    pub(crate) password: Option<PasswordHash>,
    pub(crate) host_rule: HostRule,
    /// True if the last host has left and there was nobody to follow: the next member does.
    pub(crate) wants_host: bool,
    pub(crate) knocks: Knocks,
    pub(crate) bans: Bans,
    next_id: u32,
    /// Rises with each change that the others are told of.
    roster: u64,
    /// How many pages have come back without anything of the call.
    fresh_pages: u32,
    /// How many hands were raised.
    hands: u64,
    // Boxed: most rooms have few seats, and the tree allocates for eleven.
    seats: BTreeMap<ParticipantId, Box<Seat>>,
}

/// Someone who is given a seat.
#[derive(Debug)]
pub(crate) struct Entrant {
    pub(crate) join: Join,
    pub(crate) role: Role,
    /// What the participant is called here, whatever they say.
    pub(crate) given_name: Option<DisplayName>,
    /// Who it is in the words of whoever vouches.
    pub(crate) subject: Option<Box<str>>,
}

/// What is known of the receiver of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// In the room, connected or about to be.
    Here,
    /// Was in the room: leaving races with signaling.
    Gone,
    /// Nobody in the room ever had this id.
    Never,
}

impl Room {
    pub(crate) fn new(name: RoomId, host_rule: HostRule) -> Self {
        Self {
            name,
            chat: ChatLog::default(),
            is_locked: false,
            password: None,
            host_rule,
            wants_host: false,
            knocks: Knocks::default(),
            bans: Bans::default(),
            next_id: 1,
            roster: 0,
            fresh_pages: 0,
            hands: 0,
            seats: BTreeMap::new(),
        }
    }

    /// Makes the room of which a server has stored this.
    pub(crate) fn restore(stored: StoredRoom, now: Timestamp) -> Self {
        let record = stored.record;
        let seats = record
            .seats
            .into_iter()
            .map(|seat| (seat.id, Box::new(Seat::restore(seat, now))))
            .collect();
        Self {
            name: stored.room,
            chat: ChatLog::restore(record.last_chat, stored.chat_ids, stored.chat),
            is_locked: record.locked,
            password: record.password,
            host_rule: record.host_rule,
            wants_host: record.wants_host,
            knocks: Knocks::default(),
            bans: record.bans,
            next_id: record.next_id,
            roster: record.roster,
            fresh_pages: record.fresh_pages,
            hands: record.hands,
            seats,
        }
    }

    pub(crate) fn record(&self) -> RoomRecord {
        RoomRecord {
            next_id: self.next_id,
            roster: self.roster,
            fresh_pages: self.fresh_pages,
            last_chat: self.chat.last(),
            hands: self.hands,
            locked: self.is_locked,
            password: self.password.clone(),
            host_rule: self.host_rule,
            wants_host: self.wants_host,
            bans: self.bans.clone(),
            seats: self.seats.values().map(|seat| seat.record()).collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.seats.is_empty()
    }

    /// True if there is no place for one more whom the others see.
    pub(crate) fn is_full(&self, capacity: u32) -> bool {
        let visible = self.seats.values().filter(|seat| seat.is_visible()).count();
        visible >= capacity as usize
    }

    pub(crate) fn roster(&self) -> u64 {
        self.roster
    }

    pub(crate) fn seats(&self) -> impl Iterator<Item = &Seat> {
        self.seats.values().map(Box::as_ref)
    }

    pub(crate) fn seat_at(&self, id: ParticipantId) -> Option<&Seat> {
        self.seats.get(&id).map(Box::as_ref)
    }

    pub(crate) fn seat_mut(&mut self, id: ParticipantId) -> Option<&mut Seat> {
        self.seats.get_mut(&id).map(Box::as_mut)
    }

    /// The seat that this token opens.
    pub(crate) fn seat_of(&self, token: TokenHash) -> Option<&Seat> {
        self.seats()
            .find(|seat| seat.tokens.numbering(token).is_some())
    }

    /// Gives a seat to whoever comes by `connection`, and returns who that is.
    pub(crate) fn take_seat(
        &mut self,
        connection: ConnectionId,
        entrant: Entrant,
        token: TokenHash,
        now: Timestamp,
    ) -> Participant {
        let id = ParticipantId(self.next_id);
        self.next_id += 1;
        let Entrant {
            join,
            role,
            given_name,
            subject,
        } = entrant;
        let participant = Participant {
            id,
            name: given_name.unwrap_or(join.name),
            publications: if may_publish(role) {
                join.publications
            } else {
                Publications::default()
            },
            engine: join.engine,
            hand: None,
            recording: false,
            silenced: false,
            role,
        };
        let mut seat = Seat::new(participant.clone(), connection, token, now);
        seat.device = join.entry.device.as_ref().map(DeviceHash::of);
        seat.vouched = subject;
        self.seats.insert(id, Box::new(seat));
        participant
    }

    pub(crate) fn remove(&mut self, id: ParticipantId) -> Option<Box<Seat>> {
        self.seats.remove(&id)
    }

    /// Of more than `most` seats that nobody sees, the one that has been so for longest.
    pub(crate) fn superfluous(&self, most: u32) -> Option<ParticipantId> {
        let hidden = || {
            self.seats().filter_map(|seat| match seat.presence {
                Presence::Hidden { since } => Some((since, seat.participant.id)),
                Presence::Connected { .. } | Presence::Away { .. } | Presence::Faulted { .. } => {
                    None
                }
            })
        };
        let (_, oldest) = hidden().min()?;
        (hidden().count() > most as usize).then_some(oldest)
    }

    /// A seat whose program was sent away for what it did.
    pub(crate) fn faulted(&self) -> Option<ParticipantId> {
        let is_faulted = |seat: &&Seat| matches!(seat.presence, Presence::Faulted { .. });
        Some(self.seats().find(is_faulted)?.participant.id)
    }

    pub(crate) fn receiver(&self, id: ParticipantId) -> Receiver {
        match self.seats.get(&id) {
            Some(seat) if seat.is_visible() => Receiver::Here,
            Some(_) => Receiver::Gone,
            None if (1..self.next_id).contains(&id.0) => Receiver::Gone,
            None => Receiver::Never,
        }
    }

    /// Everyone but `participant`, as that one sees them.
    pub(crate) fn peers_of(&self, participant: &Participant) -> Vec<Peer> {
        self.seats()
            .filter(|seat| seat.is_visible() && seat.participant.id != participant.id)
            .map(|seat| seat.as_peer_of(participant))
            .collect()
    }

    /// The connections of everyone who has one.
    pub(crate) fn connections(&self) -> Vec<Delivery> {
        self.seats()
            .filter_map(Seat::connection)
            .map(Delivery::unnumbered)
            .collect()
    }

    /// A generation above every one that the room has used.
    pub(crate) fn fresh_generation(&mut self) -> u32 {
        self.fresh_pages = self.fresh_pages.saturating_add(1).min(MAX_FRESH_PAGES);
        self.fresh_pages * GENERATIONS_A_PAGE
    }

    /// Changes the roster, and tells everyone but `subject` by a message of the new version.
    pub(crate) fn tell(
        &mut self,
        subject: ParticipantId,
        message: impl FnOnce(u64) -> ServerMessage<OpaqueSignal>,
    ) -> Parcel {
        self.roster += 1;
        let message = Arc::new(message(self.roster));
        let to = self.hear(&message, |seat| seat.participant.id != subject);
        (to, message)
    }

    /// Tells everyone else that `newcomer` came: who came before gives no way, who came later does.
    pub(crate) fn tell_arrival(&mut self, newcomer: &Participant) -> [Parcel; 2] {
        self.roster += 1;
        let (roster, id) = (self.roster, newcomer.id);
        [false, true].map(|polite| {
            let peer = Peer {
                participant: newcomer.clone(),
                polite,
                connected: true,
            };
            let message = Arc::new(ServerMessage::ParticipantJoined { roster, peer });
            let to = self.hear(&message, |seat| {
                let other = seat.participant.id;
                other != id && (other > id) == polite
            });
            (to, message)
        })
    }

    fn hear(
        &mut self,
        message: &Arc<ServerMessage<OpaqueSignal>>,
        who: impl Fn(&Seat) -> bool,
    ) -> Vec<Delivery> {
        let mut to = Vec::with_capacity(self.seats.len());
        let hearers = self.seats.values_mut().filter(|seat| who(seat));
        to.extend(hearers.filter_map(|seat| seat.hear(message)));
        to
    }
}

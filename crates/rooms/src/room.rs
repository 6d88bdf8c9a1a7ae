use std::collections::BTreeMap;

use protocol::{Join, Participant, ParticipantId, Peer, Publications};

use crate::ConnectionId;

/// One room: who is in it, in the order of joining.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    next_id: u32,
    seats: BTreeMap<ParticipantId, Seat>,
}

#[derive(Clone, Debug)]
struct Seat {
    connection: ConnectionId,
    participant: Participant,
}

/// What is known of the receiver of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// In the room, by this connection.
    Here(ConnectionId),
    /// Was in the room: leaving races with signaling.
    Gone,
    /// Nobody in the room ever had this id.
    Never,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self {
            next_id: 1,
            seats: BTreeMap::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.seats.is_empty()
    }

    pub(crate) fn is_full(&self, capacity: u32) -> bool {
        self.seats.len() >= capacity as usize
    }

    /// Gives a seat to whoever comes by `connection`, and returns who that is.
    pub(crate) fn seat(&mut self, connection: ConnectionId, join: Join) -> Participant {
        let id = ParticipantId(self.next_id);
        self.next_id += 1;
        let participant = Participant {
            id,
            name: join.name,
            publications: join.publications,
        };
        self.seats.insert(
            id,
            Seat {
                connection,
                participant: participant.clone(),
            },
        );
        participant
    }

    pub(crate) fn vacate(&mut self, id: ParticipantId) {
        self.seats.remove(&id);
    }

    pub(crate) fn publish(&mut self, id: ParticipantId, publications: Publications) {
        if let Some(seat) = self.seats.get_mut(&id) {
            seat.participant.publications = publications;
        }
    }

    pub(crate) fn receiver(&self, id: ParticipantId) -> Receiver {
        match self.seats.get(&id) {
            Some(seat) => Receiver::Here(seat.connection),
            None if (1..self.next_id).contains(&id.0) => Receiver::Gone,
            None => Receiver::Never,
        }
    }

    /// Everyone but `id`, as `id` sees them: whoever came later gives way.
    pub(crate) fn peers_of(&self, id: ParticipantId) -> Vec<Peer> {
        self.others(id)
            .map(|seat| Peer {
                participant: seat.participant.clone(),
                polite: is_polite(id, seat),
            })
            .collect()
    }

    pub(crate) fn connections_but(&self, id: ParticipantId) -> Vec<ConnectionId> {
        self.others(id).map(|seat| seat.connection).collect()
    }

    fn others(&self, id: ParticipantId) -> impl Iterator<Item = &Seat> {
        self.seats
            .values()
            .filter(move |seat| seat.participant.id != id)
    }
}

fn is_polite(id: ParticipantId, other: &Seat) -> bool {
    id > other.participant.id
}

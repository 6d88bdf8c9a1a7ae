use protocol::{
    ErrorCode, Participant, Publications, Resume, ResumeToken, Resumed, ServerMessage, Topology,
};

use super::Rooms;
use crate::directory::Place;
use crate::event_ring::Since;
use crate::seat::{Presence, Seat};
use crate::token_hash::TokenHash;
use crate::tokens::Numbering;
use crate::{ConnectionId, Delivery, Timestamp};

/// How a client that comes back goes on with its events and commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GoingOn {
    /// After the event of this number.
    After(u64),
    /// With the first of the present numbers, all of which are kept: it counts by earlier ones.
    FromStart,
    /// With nothing: what is kept is of no use to it, or not all there.
    Anew,
}

impl Rooms {
    /// Gives a seat back to whoever holds its token.
    pub(super) fn resume(
        &mut self,
        connection: ConnectionId,
        token: ResumeToken,
        resume: Resume,
        now: Timestamp,
    ) {
        let Some(version) = protocol::negotiate_version(&resume.versions) else {
            return self.refuse(connection, ErrorCode::UnsupportedVersion, now);
        };
        let used = TokenHash::of(&resume.token);
        let Some((place, going_on)) = self.claim(&resume, used) else {
            if self.resume_waiting(connection, &resume, now) {
                return;
            }
            tracing::debug!(%connection, "cannot resume");
            return self.refuse(connection, ErrorCode::CannotResume, now);
        };
        let Some(presence) = self.rooms.seat_mut(place).map(|seat| seat.presence) else {
            return;
        };
        let was_hidden = matches!(presence, Presence::Hidden { .. });
        if was_hidden && self.is_full(place.room) {
            return self.refuse(connection, ErrorCode::RoomFull, now);
        }
        if let Presence::Connected { connection: older } = presence {
            self.replace(older);
        }
        self.set_presence(place, Presence::Connected { connection });
        self.seat(connection, place);
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        // A page that said goodbye has lost its peers, whatever it remembers.
        let is_fresh = was_hidden || resume.received.is_none();
        let generation = if is_fresh { room.fresh_generation() } else { 0 };
        let Some(seat) = room.seat_mut(place.id) else {
            return;
        };
        seat.take_over(&resume, going_on, used, TokenHash::of(&token));
        tracing::debug!(%connection, participant = %place.id, epoch = seat.epoch, ?going_on, "resumed");
        let you = seat.participant.clone();
        let counter = seat.counter;
        self.unsaved.insert(place.room);
        self.announce_return(place, presence, resume.publications);
        let ice = self.ice_servers(connection, place, now).unwrap_or_default();

        let Some(room) = self.rooms.room(place.room) else {
            return;
        };
        let resumed = Resumed {
            version,
            room: room.name.clone(),
            you: you.id,
            doors: Box::new(room.doors_of(you.id)),
            topology: Topology::Mesh,
            capacity: self.limits.room_capacity,
            ice,
            roster: room.roster(),
            participants: room.peers_of(&you),
            name: you.name,
            token,
            continues: matches!(going_on, GoingOn::After(_)),
            counter,
            generation,
            hand: you.hand,
            recording: you.recording,
        };
        self.commands
            .send_to(connection, ServerMessage::Resumed(resumed));
        self.send_history(connection, place.room, resume.chat);
        self.send_missed(connection, place);
        self.fill_host(place.room);
    }

    /// The seat that `resume` may take; `None` for every reason why not.
    fn claim(&self, resume: &Resume, used: TokenHash) -> Option<(Place, GoingOn)> {
        let key = self.rooms.key(&resume.room)?;
        let seat = self.rooms.room(key)?.seat_of(used)?;
        if resume.attempt <= seat.attempt {
            return None;
        }
        let place = Place {
            room: key,
            id: seat.participant.id,
        };
        Some((place, seat.going_on(resume.received, used)?))
    }

    pub(super) fn replace(&mut self, older: ConnectionId) {
        let error = ServerMessage::Error {
            code: ErrorCode::Replaced,
            detail: None,
            retry_after: None,
        };
        self.commands.send_to(older, error);
        self.connections.remove(&older);
        self.commands.close(older, Some(ErrorCode::Replaced));
    }

    /// Tells the others what they see of it.
    fn announce_return(&mut self, place: Place, from: Presence, publications: Publications) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        let Some(seat) = room.seat_mut(place.id) else {
            return;
        };
        let publications = seat.obeying(publications);
        let published = seat.participant.publications != publications;
        seat.publish(publications.clone());
        match from {
            Presence::Hidden { .. } => {
                let participant: Participant = seat.participant.clone();
                let arrival = room.tell_arrival(&participant);
                for parcel in arrival {
                    self.commands.send(parcel);
                }
                return;
            }
            Presence::Away { told: true, .. } => {
                self.tell(place, |roster, participant| {
                    ServerMessage::ParticipantConnection {
                        roster,
                        participant,
                        connected: true,
                    }
                });
            }
            Presence::Away { told: false, .. }
            | Presence::Faulted { .. }
            | Presence::Connected { .. } => {}
        }
        if published {
            self.tell(place, |roster, participant| {
                ServerMessage::PublicationsChanged {
                    roster,
                    participant,
                    publications,
                }
            });
        }
    }

    /// Sends what happened while the client was away, by the numbers that it has.
    fn send_missed(&mut self, connection: ConnectionId, place: Place) {
        let Some(seat) = self.rooms.seat_mut(place) else {
            return;
        };
        for (seq, event) in seat.events.iter() {
            let to = Delivery {
                connection,
                seq: Some(seq),
            };
            self.commands.send((vec![to], event.clone()));
        }
    }
}

impl Seat {
    /// How the client goes on that has heard of `received`; `None` if that cannot be.
    fn going_on(&self, received: Option<u64>, token: TokenHash) -> Option<GoingOn> {
        let Some(received) = received.filter(|_| self.is_visible()) else {
            return Some(GoingOn::Anew);
        };
        match (self.tokens.numbering(token)?, self.events.since(received)) {
            (Numbering::Present, Since::All) => Some(GoingOn::After(received)),
            (Numbering::Present, Since::Incomplete) => Some(GoingOn::Anew),
            (Numbering::Present, Since::Future) => None,
            (Numbering::Earlier, _) if self.events.since(0) == Since::All => {
                Some(GoingOn::FromStart)
            }
            (Numbering::Earlier, _) => Some(GoingOn::Anew),
        }
    }

    fn take_over(&mut self, resume: &Resume, going_on: GoingOn, used: TokenHash, new: TokenHash) {
        self.epoch += 1;
        self.attempt = resume.attempt;
        match going_on {
            GoingOn::After(received) => {
                self.events.acknowledge(received);
            }
            GoingOn::FromStart => self.counter = 0,
            GoingOn::Anew => self.start_anew(),
        }
        let continues = matches!(going_on, GoingOn::After(_));
        self.tokens.rotate(used, new, !continues);
    }
}

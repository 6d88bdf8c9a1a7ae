use protocol::{ErrorCode, Role, ServerMessage};

use super::{Due, Membership, Rooms};
use crate::directory::{Place, RoomKey};
use crate::event_ring::EventRing;
use crate::room::Room;
use crate::seat::{Presence, Seat};
use crate::{ConnectionId, Timestamp};

impl Rooms {
    /// Ends the connection of someone who says goodbye; the others hear of it at once.
    pub(super) fn leave(
        &mut self,
        connection: ConnectionId,
        place: Place,
        may_return: bool,
        now: Timestamp,
    ) {
        self.connections.remove(&connection);
        if may_return {
            self.hide(place, now);
        } else {
            self.vacate(place);
        }
        self.commands.close(connection, None);
    }

    /// Forgets a connection; the seat stays for whoever comes back.
    pub(super) fn lose(&mut self, connection: ConnectionId, now: Timestamp) {
        match self.connections.remove(&connection) {
            Some(Membership::Member { place, .. }) => {
                let (since, told) = (now, false);
                self.set_presence(place, Presence::Away { since, told });
            }
            Some(Membership::Waiting { room, knock, .. }) => self.lose_waiting(room, knock, now),
            Some(Membership::Visitor { .. } | Membership::Checking { .. }) | None => {}
        }
    }

    /// Forgets a connection that is closed for what its program did.
    ///
    /// A program that knows how to go on is back at once. One that does not comes as someone new, or not at all, and
    /// the others should not look at an empty seat for as long as at one whose connection was lost.
    pub(super) fn send_off(&mut self, connection: ConnectionId, now: Timestamp) {
        match self.connections.remove(&connection) {
            Some(Membership::Member { place, .. }) => {
                self.set_presence(place, Presence::Faulted { since: now });
            }
            Some(Membership::Waiting { room, knock, .. }) => self.stop_knocking(room, knock),
            Some(Membership::Visitor { .. } | Membership::Checking { .. }) | None => {}
        }
    }

    /// Makes room for one more, if only seats that wait for a program that was sent away are in the way.
    pub(super) fn make_room(&mut self, key: RoomKey, now: Timestamp) {
        while self.is_full(key)
            && let Some(id) = self.rooms.room(key).and_then(Room::faulted)
        {
            self.hide(Place { room: key, id }, now);
        }
    }

    /// Does what a seat without a connection has waited for.
    pub(super) fn overdue(&mut self, place: Place, now: Timestamp) {
        let Some(seat) = self.rooms.seat_mut(place) else {
            return;
        };
        match seat.presence {
            Presence::Away { since, told: false } if now < since.after(self.limits.seat_grace) => {
                self.set_presence(place, Presence::Away { since, told: true });
                self.tell(place, |roster, participant| {
                    ServerMessage::ParticipantConnection {
                        roster,
                        participant,
                        connected: false,
                    }
                });
            }
            Presence::Faulted { .. } => self.hide(place, now),
            Presence::Away { .. } | Presence::Hidden { .. } => self.vacate(place),
            Presence::Connected { .. } => {}
        }
    }

    /// Takes a participant out of the others' sight, and keeps the seat.
    fn hide(&mut self, place: Place, now: Timestamp) {
        self.set_presence(place, Presence::Hidden { since: now });
        if let Some(seat) = self.rooms.seat_mut(place) {
            // Whoever comes back to it starts anew.
            seat.events = EventRing::default();
        }
        self.tell_departure(place);
        // Seats that nobody sees are not counted, so they need a bound of their own.
        let most = self.limits.room_capacity;
        let superfluous = self
            .rooms
            .room(place.room)
            .and_then(|room| room.superfluous(most));
        if let Some(id) = superfluous {
            self.vacate(Place { id, ..place });
        }
    }

    pub(super) fn vacate(&mut self, place: Place) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        let Some(seat) = room.remove(place.id) else {
            return;
        };
        self.taken.seats -= 1;
        let is_empty = room.is_empty();
        self.revoke(&seat);
        self.forget_deadline(place, &seat);
        if is_empty {
            return self.end_room(place.room, ErrorCode::Ended);
        }
        self.unsaved.insert(place.room);
        if seat.is_visible() {
            self.tell_departure(place);
        }
        if seat.participant.role == Role::Host {
            self.follow_host_rule(place.room);
        }
    }

    /// Has nothing wait any more for a seat that goes.
    pub(super) fn forget_deadline(&mut self, place: Place, seat: &Seat) {
        if let Some(at) = seat.deadline(self.limits.seat_grace) {
            self.deadlines.remove(&(at, Due::Seat(place)));
        }
    }

    fn tell_departure(&mut self, place: Place) {
        self.tell(place, |roster, participant| {
            ServerMessage::ParticipantLeft {
                roster,
                participant,
            }
        });
    }
}

use protocol::ServerMessage;

use super::{Membership, Rooms};
use crate::directory::{Place, RoomKey};
use crate::event_ring::EventRing;
use crate::room::Room;
use crate::seat::Presence;
use crate::{ConnectionId, StoreChange, Timestamp};

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
        let Some(Membership::Member { place, .. }) = self.connections.remove(&connection) else {
            return;
        };
        let (since, told) = (now, false);
        self.set_presence(place, Presence::Away { since, told });
    }

    /// Forgets a connection that is closed for what its program did.
    ///
    /// A program that knows how to go on is back at once. One that does not comes as someone new, or not at all, and
    /// the others should not look at an empty seat for as long as at one whose connection was lost.
    pub(super) fn send_off(&mut self, connection: ConnectionId, now: Timestamp) {
        let Some(Membership::Member { place, .. }) = self.connections.remove(&connection) else {
            return;
        };
        self.set_presence(place, Presence::Faulted { since: now });
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

    fn vacate(&mut self, place: Place) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        let Some(seat) = room.remove(place.id) else {
            return;
        };
        let is_empty = room.is_empty();
        self.revoke(&seat);
        if let Some(at) = seat.deadline(self.limits.seat_grace) {
            self.deadlines.remove(&(at, place));
        }
        if is_empty {
            if let Some(room) = self.rooms.remove(place.room) {
                self.store(StoreChange::DeleteRoom { room: room.name });
            }
            return;
        }
        self.unsaved.insert(place.room);
        if seat.is_visible() {
            self.tell_departure(place);
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

use std::sync::Arc;

use protocol::{ErrorCode, ParticipantId, Reaction, ServerMessage};

use super::Rooms;
use crate::command_queue::Parcel;
use crate::directory::Place;
use crate::rights::may_publish;
use crate::room::Room;
use crate::seat::Seat;
use crate::{ConnectionId, Timestamp};

impl Rooms {
    /// Raises or lowers a hand; one that is so already stays, and keeps its place in the order.
    pub(super) fn set_hand(
        &mut self,
        connection: ConnectionId,
        place: Place,
        raised: bool,
        now: Timestamp,
    ) {
        let is_so = |seat: &Seat| seat.participant.hand.is_some() == raised;
        if self.may_change(connection, place, is_so, ErrorCode::HandTooFast, now) {
            self.change(place, |room, id| room.set_hand(id, raised));
        }
    }

    /// Marks a participant as one who records, or ends that.
    pub(super) fn set_recording(
        &mut self,
        connection: ConnectionId,
        place: Place,
        on: bool,
        now: Timestamp,
    ) {
        let may = self
            .rooms
            .seat_mut(place)
            .is_some_and(|seat| may_publish(seat.participant.role));
        if on && !may {
            return self.refuse(connection, ErrorCode::NotAllowed, now);
        }
        let is_so = |seat: &Seat| seat.participant.recording == on;
        let code = ErrorCode::RecordingTooFast;
        if self.may_change(connection, place, is_so, code, now) {
            self.change(place, |room, id| room.set_recording(id, on));
        }
    }

    /// Shows a reaction to everyone else who has a connection.
    pub(super) fn react(
        &mut self,
        connection: ConnectionId,
        place: Place,
        reaction: Reaction,
        now: Timestamp,
    ) {
        if !self.may_change(
            connection,
            place,
            |_| false,
            ErrorCode::ReactionTooFast,
            now,
        ) {
            return;
        }
        let Some(room) = self.rooms.room(place.room) else {
            return;
        };
        let mut others = room.connections();
        others.retain(|delivery| delivery.connection != connection);
        let from = place.id;
        self.commands
            .send((others, Arc::new(ServerMessage::Reaction { from, reaction })));
    }

    /// True if there is something to change, and the participant has not changed too much of late.
    fn may_change(
        &mut self,
        connection: ConnectionId,
        place: Place,
        is_so: impl FnOnce(&Seat) -> bool,
        too_fast: ErrorCode,
        now: Timestamp,
    ) -> bool {
        let Some(seat) = self.rooms.seat_mut(place) else {
            return false;
        };
        if is_so(seat) {
            return false;
        }
        let in_time = seat.mark_rate.take(now.0);
        if !in_time {
            self.refuse(connection, too_fast, now);
        }
        in_time
    }

    fn change(&mut self, place: Place, change: impl FnOnce(&mut Room, ParticipantId) -> Parcel) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        let parcel = change(room, place.id);
        self.commands.send(parcel);
        self.unsaved.insert(place.room);
    }
}

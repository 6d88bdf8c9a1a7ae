use protocol::{ErrorCode, HostRule, ParticipantId, Role, ServerMessage};

use super::{Membership, Rooms};
use crate::command_queue::Parcel;
use crate::directory::{Place, RoomKey};
use crate::room::Room;
use crate::{Command, ConnectionId, PasswordHash, StoreChange, Timestamp};

/// Who is host, and what goes with the last of them.
impl Rooms {
    pub(super) fn give_role(&mut self, place: Place, role: Role) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        if room.role_of(place.id).is_none_or(|before| before == role) {
            return;
        }
        for parcel in room.set_role(place.id, role) {
            self.commands.send(parcel);
        }
        self.unsaved.insert(place.room);
    }

    /// Has the server give a host what makes invites.
    pub(super) fn give_host_pass(
        &mut self,
        connection: ConnectionId,
        place: Place,
        now: Timestamp,
    ) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        if room.role_of(place.id) != Some(Role::Host) {
            return self.refuse(connection, ErrorCode::NotAllowed, now);
        }
        let in_time = room
            .seat_mut(place.id)
            .is_some_and(|seat| seat.act_rate.take(now.0));
        if !in_time {
            return self.refuse(connection, ErrorCode::ActTooFast, now);
        }
        let room = room.name.clone();
        self.commands
            .command(Command::GiveHostPass { connection, room });
    }

    /// Does what the room's rule says if its last host is gone.
    pub(super) fn follow_host_rule(&mut self, key: RoomKey) {
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        if room.has_host() {
            return;
        }
        match room.host_rule {
            HostRule::Nobody => {}
            HostRule::LongestThere => {
                let next = room.next_host();
                room.wants_host = next.is_none();
                if let Some(id) = next {
                    self.give_role(Place { room: key, id }, Role::Host);
                }
            }
            HostRule::Close => self.end_room(key, ErrorCode::Ended),
        }
    }

    /// Makes a member host who comes where a host is missing.
    pub(super) fn fill_host(&mut self, key: RoomKey) {
        if self.rooms.room(key).is_some_and(|room| room.wants_host) {
            self.follow_host_rule(key);
        }
    }

    /// Makes a password the room's, if whoever set it is still its host.
    pub(super) fn password_hashed(
        &mut self,
        room: &protocol::RoomId,
        by: ParticipantId,
        hash: PasswordHash,
    ) {
        let Some(key) = self.rooms.key(room) else {
            return;
        };
        self.tell_if(key, |room| {
            if room.role_of(by) != Some(Role::Host) {
                return None;
            }
            room.password = Some(hash);
            Some(room.tell_rules(Some(by)))
        });
        self.unsaved.insert(key);
    }

    /// Takes a participant out of the room, who does not get in again while there is that room.
    pub(super) fn remove_for_good(&mut self, place: Place) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        let Some(seat) = room.seat_at(place.id) else {
            return;
        };
        let connection = seat.connection();
        let name = seat.participant.name.clone();
        let (device, vouched) = (seat.device.clone(), seat.vouched.clone());
        room.bans.add(name, device, vouched);
        let parcel = room.tell_bans();
        self.commands.send(parcel);
        if let Some(connection) = connection {
            self.dismiss(connection, ErrorCode::Removed);
        }
        self.vacate(place);
    }

    /// Ends the room for everyone who is in it or waits before it.
    pub(super) fn end_room(&mut self, key: RoomKey, code: ErrorCode) {
        let knocks = self.rooms.room(key).map(|room| room.knocks.ids());
        for knock in knocks.unwrap_or_default() {
            self.turn_away(key, knock, code);
        }
        let Some(room) = self.rooms.remove(key) else {
            return;
        };
        self.unsaved.remove(&key);
        self.taken.seats -= room.seats().count();
        self.taken.chat_bytes -= room.chat.bytes();
        for seat in room.seats() {
            let place = Place {
                room: key,
                id: seat.participant.id,
            };
            self.forget_deadline(place, seat);
            self.revoke(seat);
            if let Some(connection) = seat.connection() {
                self.dismiss(connection, code);
            }
        }
        self.store(StoreChange::DeleteRoom { room: room.name });
    }

    /// Ends a connection for good.
    pub(super) fn dismiss(&mut self, connection: ConnectionId, code: ErrorCode) {
        let error = ServerMessage::Error {
            code,
            detail: None,
            retry_after: None,
        };
        self.connections.remove(&connection);
        self.commands.send_to(connection, error);
        self.commands.close(connection, Some(code));
    }

    /// Changes a room, and tells what there is to tell.
    pub(super) fn tell_if(
        &mut self,
        key: RoomKey,
        change: impl FnOnce(&mut Room) -> Option<Parcel>,
    ) {
        if let Some(parcel) = self.rooms.room_mut(key).and_then(change) {
            self.commands.send(parcel);
        }
    }
}

impl Membership {
    pub(super) fn host(&self) -> Option<&crate::Host> {
        match self {
            Self::Visitor { host, .. }
            | Self::Checking { host, .. }
            | Self::Waiting { host, .. }
            | Self::Member { host, .. } => host.as_ref(),
        }
    }
}

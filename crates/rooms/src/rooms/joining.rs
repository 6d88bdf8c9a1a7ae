use protocol::{ErrorCode, Join, Joined, ResumeToken, ServerMessage, Topology};

use super::Rooms;
use crate::directory::{Place, RoomKey};
use crate::room::Room;
use crate::token_hash::TokenHash;
use crate::{ConnectionId, Timestamp, chat_pages};

impl Rooms {
    /// Gives a seat to someone new.
    pub(super) fn join(
        &mut self,
        connection: ConnectionId,
        token: ResumeToken,
        join: Join,
        now: Timestamp,
    ) {
        let Some(version) = protocol::negotiate_version(&join.versions) else {
            return self.refuse(connection, ErrorCode::UnsupportedVersion, now);
        };
        let known = self.rooms.key(&join.room);
        if known.is_none() && self.rooms.len() >= self.limits.rooms {
            return self.refuse(connection, ErrorCode::ServerFull, now);
        }
        if let Some(key) = known {
            self.make_room(key, now);
        }
        let capacity = self.limits.room_capacity;
        if known.map_or(capacity == 0, |key| self.is_full(key)) {
            return self.refuse(connection, ErrorCode::RoomFull, now);
        }
        let name = join.room.clone();
        let key = known.unwrap_or_else(|| self.rooms.add(Room::new(name.clone())));
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        let you = room.take_seat(connection, join, TokenHash::of(&token), now);
        let arrival = room.tell_arrival(&you);
        let (roster, participants) = (room.roster(), room.peers_of(&you));
        let place = Place {
            room: key,
            id: you.id,
        };
        self.seat(connection, place);
        let ice = self.ice_servers(connection, place, now).unwrap_or_default();
        let joined = Joined {
            version,
            room: name,
            you: you.id,
            topology: Topology::Mesh,
            capacity,
            ice,
            roster,
            participants,
            token,
        };
        self.unsaved.insert(key);
        self.commands
            .send_to(connection, ServerMessage::Joined(joined));
        self.send_history(connection, key, 0);
        for parcel in arrival {
            self.commands.send(parcel);
        }
    }

    pub(super) fn is_full(&self, key: RoomKey) -> bool {
        self.rooms
            .room(key)
            .is_some_and(|room| room.is_full(self.limits.room_capacity))
    }

    /// Sends what was said after the message of this number.
    pub(super) fn send_history(&mut self, connection: ConnectionId, key: RoomKey, after: u64) {
        let Some(room) = self.rooms.room(key) else {
            return;
        };
        for page in chat_pages::pages(room.chat.after(after)) {
            self.commands.send_to(connection, page);
        }
    }
}

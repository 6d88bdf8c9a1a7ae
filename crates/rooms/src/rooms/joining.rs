use protocol::{ErrorCode, Join, Joined, ResumeToken, Role, ServerMessage, Topology};

use super::{Membership, Rooms};
use crate::directory::{Place, RoomKey};
use crate::room::{DeviceHash, Entrant, Room};
use crate::token_hash::TokenHash;
use crate::{Command, ConnectionId, Grant, Host, PasswordHash, Timestamp, chat_pages};

/// What is known of the password of someone who joins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Password<'a> {
    Unchecked,
    /// It is the one of this hash.
    Right(&'a PasswordHash),
}

/// What the door says to someone.
enum Verdict {
    ComeIn,
    Wait,
    Refuse(ErrorCode),
    /// It depends on the password; without a hash it is wrong, and that takes as long.
    Check(Option<PasswordHash>),
}

impl Rooms {
    /// Lets someone new in, has them wait, or refuses.
    pub(super) fn join(
        &mut self,
        connection: ConnectionId,
        token: ResumeToken,
        grant: Grant,
        join: Join,
        password: Password<'_>,
        now: Timestamp,
    ) {
        let Some(version) = protocol::negotiate_version(&join.versions) else {
            return self.refuse(connection, ErrorCode::UnsupportedVersion, now);
        };
        if self.is_too_late_for(&join.room) {
            return self.send_away(connection);
        }
        match self.verdict(&grant, &join, password) {
            Verdict::Refuse(code) => self.refuse(connection, code, now),
            Verdict::Wait => self.knock(connection, token, grant, join, now),
            Verdict::ComeIn => self.take_in(connection, token, grant, join, version, now),
            Verdict::Check(hash) => {
                let Some(password) = join.entry.password.clone() else {
                    return self.refuse(connection, ErrorCode::PasswordNeeded, now);
                };
                let host = self.host_of(connection);
                let checking = Membership::Checking {
                    token,
                    grant,
                    join: Box::new(join),
                    host,
                };
                self.connections.insert(connection, checking);
                self.commands.command(Command::CheckPassword {
                    connection,
                    password,
                    hash,
                });
            }
        }
    }

    /// Goes on with someone whose password was looked at.
    pub(super) fn password_checked(
        &mut self,
        connection: ConnectionId,
        right: Option<&PasswordHash>,
        now: Timestamp,
    ) {
        let Some(Membership::Checking { .. }) = self.connections.get(&connection) else {
            return;
        };
        let Some(right) = right else {
            return self.refuse(connection, ErrorCode::WrongPassword, now);
        };
        let Some(Membership::Checking {
            token,
            grant,
            join,
            host,
        }) = self.connections.remove(&connection)
        else {
            return;
        };
        let visitor = Membership::Visitor {
            token: token.clone(),
            host,
            grant: Grant::default(),
        };
        self.connections.insert(connection, visitor);
        self.join(connection, token, grant, *join, Password::Right(right), now);
    }

    fn verdict(&self, grant: &Grant, join: &Join, password: Password<'_>) -> Verdict {
        let Some(room) = self
            .rooms
            .key(&join.room)
            .and_then(|key| self.rooms.room(key))
        else {
            // Whoever brings a password expects a room that is there.
            return if !grant.passes_password && join.entry.password.is_some() {
                Verdict::Check(None)
            } else if self.limits.creation_needs_grant && !grant.creates {
                Verdict::Refuse(ErrorCode::PasswordNeeded)
            } else if self.rooms.len() >= self.limits.rooms || !self.has_seats() {
                Verdict::Refuse(ErrorCode::ServerFull)
            } else {
                Verdict::ComeIn
            };
        };
        let device = join.entry.device.as_ref().map(DeviceHash::of);
        if room
            .bans
            .holds_for(device.as_ref(), grant.subject.as_deref())
        {
            return Verdict::Refuse(ErrorCode::Removed);
        }
        if let Some(hash) = &room.password
            && !grant.passes_password
            && !matches!(password, Password::Right(right) if right == hash)
        {
            return match join.entry.password {
                Some(_) => Verdict::Check(Some(hash.clone())),
                None => Verdict::Refuse(ErrorCode::PasswordNeeded),
            };
        }
        if room.is_locked && grant.role != Some(Role::Host) {
            return Verdict::Wait;
        }
        if !self.has_seats() {
            return Verdict::Refuse(ErrorCode::ServerFull);
        }
        Verdict::ComeIn
    }

    /// Gives a seat to someone new, if there is one.
    pub(super) fn take_in(
        &mut self,
        connection: ConnectionId,
        token: ResumeToken,
        grant: Grant,
        join: Join,
        version: u16,
        now: Timestamp,
    ) {
        let known = self.rooms.key(&join.room);
        if let Some(key) = known {
            self.make_room(key, now);
        }
        let capacity = self.limits.room_capacity;
        if known.map_or(capacity == 0, |key| self.is_full(key)) {
            return self.refuse(connection, ErrorCode::RoomFull, now);
        }
        let name = join.room.clone();
        let host_rule = self.limits.host_rule;
        let key = known.unwrap_or_else(|| self.rooms.add(Room::new(name.clone(), host_rule)));
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        let first = if known.is_none() {
            Role::Host
        } else {
            Role::Member
        };
        let entrant = Entrant {
            join,
            role: grant.role.unwrap_or(first),
            given_name: grant.name,
            subject: grant.subject,
        };
        let given_name = entrant.given_name.clone();
        let you = room.take_seat(connection, entrant, TokenHash::of(&token), now);
        self.taken.seats += 1;
        let arrival = room.tell_arrival(&you);
        let (roster, participants) = (room.roster(), room.peers_of(&you));
        let doors = Box::new(room.doors_of(you.id));
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
            name: given_name,
            topology: Topology::Mesh,
            capacity,
            ice,
            doors,
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
        self.fill_host(key);
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

    fn host_of(&self, connection: ConnectionId) -> Option<Host> {
        self.connections
            .get(&connection)
            .and_then(Membership::host)
            .cloned()
    }
}

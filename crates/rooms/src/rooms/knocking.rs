use protocol::{
    ClientMessage, ErrorCode, Join, KnockAct, KnockId, OpaqueSignal, Resume, ResumeToken,
    ServerMessage,
};

use super::{Due, Membership, Rooms};
use crate::directory::RoomKey;
use crate::room::{KnockPresence, Knocker};
use crate::token_hash::TokenHash;
use crate::{ConnectionId, Grant, Timestamp};

/// How people wait before a locked room: they see nothing of it, and hosts see who they say they are.
impl Rooms {
    /// Has someone wait until a host lets them in.
    pub(super) fn knock(
        &mut self,
        connection: ConnectionId,
        token: ResumeToken,
        grant: Grant,
        join: Join,
        now: Timestamp,
    ) {
        let Some(key) = self.rooms.key(&join.room) else {
            return;
        };
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        let knocker = Knocker {
            join,
            grant,
            token: TokenHash::of(&token),
            presence: KnockPresence::Connected { connection },
            admitted: false,
        };
        let Some(knock) = room.knocks.add(knocker) else {
            return self.refuse(connection, ErrorCode::TooManyWaiting, now);
        };
        let parcel = room.tell_knocks();
        self.wait_at(connection, key, knock);
        self.commands
            .send_to(connection, ServerMessage::Waiting { token });
        self.commands.send(parcel);
    }

    /// Acts on what someone who waits has sent.
    pub(super) fn waiting_message(
        &mut self,
        connection: ConnectionId,
        key: RoomKey,
        knock: KnockId,
        message: &ClientMessage<OpaqueSignal>,
        now: Timestamp,
    ) {
        match message {
            ClientMessage::Ping { .. } => {
                let pong = ServerMessage::Pong { counter: 0 };
                self.commands.send_to(connection, pong);
            }
            ClientMessage::Leave { may_return: true } => self.lose(connection, now),
            ClientMessage::Leave { may_return: false } => {
                self.connections.remove(&connection);
                self.stop_knocking(key, knock);
                self.commands.close(connection, None);
            }
            ClientMessage::Join(_) | ClientMessage::Resume(_) => {
                self.refuse(connection, ErrorCode::AlreadyJoined, now);
            }
            ClientMessage::Signal { .. }
            | ClientMessage::SetPublications { .. }
            | ClientMessage::Chat { .. }
            | ClientMessage::SetHand { .. }
            | ClientMessage::SetRecording { .. }
            | ClientMessage::Act(_)
            | ClientMessage::React { .. }
            | ClientMessage::RenewIceServers
            | ClientMessage::AskHostPass => {
                self.refuse(connection, ErrorCode::NotJoined, now);
            }
        }
    }

    /// Gives someone the place before the door back, or the seat, if a host has let them in meanwhile; false if nobody
    /// waits with this token.
    pub(super) fn resume_waiting(
        &mut self,
        connection: ConnectionId,
        resume: &Resume,
        now: Timestamp,
    ) -> bool {
        let used = TokenHash::of(&resume.token);
        let Some(key) = self.rooms.key(&resume.room) else {
            return false;
        };
        let Some(room) = self.rooms.room_mut(key) else {
            return false;
        };
        let Some(knock) = room.knocks.by_token(used) else {
            return false;
        };
        let Some(knocker) = room.knocks.get_mut(knock) else {
            return false;
        };
        let before = knocker.presence;
        knocker.presence = KnockPresence::Connected { connection };
        knocker.join.publications = resume.publications.clone();
        let admitted = knocker.admitted;
        match before {
            KnockPresence::Connected { connection: older } => self.replace(older),
            KnockPresence::Away { since } => {
                let due = since.after(self.limits.seat_grace);
                self.deadlines.remove(&(due, Due::Knock(key, knock)));
            }
        }
        self.wait_at(connection, key, knock);
        if admitted {
            self.let_in(key, knock, now);
        } else {
            let token = resume.token.clone();
            self.commands
                .send_to(connection, ServerMessage::Waiting { token });
        }
        true
    }

    /// Notes that the connection of someone who waits is lost.
    pub(super) fn lose_waiting(&mut self, key: RoomKey, knock: KnockId, now: Timestamp) {
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        if let Some(knocker) = room.knocks.get_mut(knock) {
            knocker.presence = KnockPresence::Away { since: now };
            let due = now.after(self.limits.seat_grace);
            self.deadlines.insert((due, Due::Knock(key, knock)));
        }
    }

    /// Forgets someone who waits no more.
    pub(super) fn stop_knocking(&mut self, key: RoomKey, knock: KnockId) {
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        if let Some(knocker) = room.knocks.remove(knock) {
            if let KnockPresence::Away { since } = knocker.presence {
                let due = since.after(self.limits.seat_grace);
                self.deadlines.remove(&(due, Due::Knock(key, knock)));
            }
            let parcel = room.tell_knocks();
            self.commands.send(parcel);
        }
    }

    /// Does what a host says to someone who waits; one who is not there any more has gone, or another host was first.
    pub(super) fn answer_knock(
        &mut self,
        host: ConnectionId,
        key: RoomKey,
        act: KnockAct,
        knock: KnockId,
        now: Timestamp,
    ) {
        match act {
            KnockAct::Admit => {
                if self.admit(key, knock, now) == Admitted::NoPlace {
                    self.refuse(host, ErrorCode::NoPlace, now);
                }
            }
            KnockAct::Deny => self.turn_away(key, knock, ErrorCode::Denied),
        }
    }

    /// Lets in everyone who waits, for as long as there is a place.
    pub(super) fn admit_all(&mut self, host: ConnectionId, key: RoomKey, now: Timestamp) {
        let waiting = self.rooms.room(key).map(|room| room.knocks.ids());
        for knock in waiting.unwrap_or_default() {
            if self.admit(key, knock, now) == Admitted::NoPlace {
                return self.refuse(host, ErrorCode::NoPlace, now);
            }
        }
    }

    /// Ends the waiting of someone who does not get in.
    pub(super) fn turn_away(&mut self, key: RoomKey, knock: KnockId, code: ErrorCode) {
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        let presence = room.knocks.get_mut(knock).map(|knocker| knocker.presence);
        if let Some(KnockPresence::Connected { connection }) = presence {
            self.dismiss(connection, code);
        }
        self.stop_knocking(key, knock);
    }

    fn admit(&mut self, key: RoomKey, knock: KnockId, now: Timestamp) -> Admitted {
        self.make_room(key, now);
        let is_full = self.is_full(key);
        let Some(room) = self.rooms.room_mut(key) else {
            return Admitted::Gone;
        };
        let Some(knocker) = room.knocks.get_mut(knock) else {
            return Admitted::Gone;
        };
        if is_full {
            return Admitted::NoPlace;
        }
        match knocker.presence {
            KnockPresence::Connected { .. } => self.let_in(key, knock, now),
            KnockPresence::Away { .. } => {
                knocker.admitted = true;
                let parcel = room.tell_knocks();
                self.commands.send(parcel);
            }
        }
        Admitted::In
    }

    /// Gives someone who waits a seat.
    fn let_in(&mut self, key: RoomKey, knock: KnockId, now: Timestamp) {
        let Some(room) = self.rooms.room_mut(key) else {
            return;
        };
        let Some(knocker) = room.knocks.remove(knock) else {
            return;
        };
        let parcel = room.tell_knocks();
        self.commands.send(parcel);
        let KnockPresence::Connected { connection } = knocker.presence else {
            return;
        };
        let Knocker { join, grant, .. } = *knocker;
        let Some(version) = protocol::negotiate_version(&join.versions) else {
            return self.refuse(connection, ErrorCode::UnsupportedVersion, now);
        };
        let Some(Membership::Waiting { secret, .. }) = self.connections.get(&connection) else {
            return;
        };
        let token = secret.clone();
        self.take_in(connection, token, grant, join, version, now);
    }

    fn wait_at(&mut self, connection: ConnectionId, key: RoomKey, knock: KnockId) {
        let Some(membership) = self.connections.remove(&connection) else {
            return;
        };
        let host = membership.host().cloned();
        let secret = match membership {
            Membership::Visitor { token, .. }
            | Membership::Checking { token, .. }
            | Membership::Waiting { secret: token, .. } => token,
            Membership::Member { .. } => return,
        };
        let waiting = Membership::Waiting {
            room: key,
            knock,
            secret,
            host,
        };
        self.connections.insert(connection, waiting);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Admitted {
    In,
    NoPlace,
    /// Nobody waits by this number any more.
    Gone,
}

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    ClientFrame, ClientMessage, ErrorCode, Join, KnockId, OpaqueSignal, ParticipantId, ResumeToken,
    RoomId, ServerMessage,
};

use crate::command_queue::CommandQueue;
use crate::directory::{Directory, Place, RoomKey};
use crate::rooms::joining::Password;
use crate::seat::Presence;
use crate::{Command, ConnectionId, Grant, Host, Input, Limits, Timestamp};

mod acting;
mod bounds;
mod chat;
mod draining;
mod hosting;
mod ice;
mod joining;
mod knocking;
mod leaving;
mod marks;
mod moderating;
mod overview;
mod previewing;
mod resuming;
mod stopping;
mod storing;

use bounds::Taken;

pub use overview::{PersonOverview, RoomOverview};

/// Every room of the server, its seats, and the connections by which people are in them.
#[derive(Debug)]
pub struct Rooms {
    limits: Limits,
    rooms: Directory,
    connections: BTreeMap<ConnectionId, Membership>,
    /// What each seat, and each knock, without a connection waits for.
    deadlines: BTreeSet<(Timestamp, Due)>,
    /// The rooms whose record has changed since it was stored.
    unsaved: BTreeSet<RoomKey>,
    taken: Taken,
    commands: CommandQueue,
    stopping: bool,
    is_draining: bool,
}

#[derive(Clone, Debug)]
enum Membership {
    /// Has neither joined nor resumed; `token` is for the seat that it may take.
    Visitor {
        token: ResumeToken,
        host: Option<Host>,
        grant: Grant,
    },
    /// Has brought a password that is being looked at.
    Checking {
        token: ResumeToken,
        host: Option<Host>,
        grant: Grant,
        join: Box<Join>,
    },
    /// Has asked to come in; `secret` is for the seat that it may take.
    Waiting {
        room: RoomKey,
        knock: KnockId,
        secret: ResumeToken,
        host: Option<Host>,
    },
    Member {
        place: Place,
        host: Option<Host>,
    },
}

/// What waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Seat(Place),
    Knock(RoomKey, KnockId),
}

impl Rooms {
    /// Makes a server without rooms.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            rooms: Directory::default(),
            connections: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            unsaved: BTreeSet::new(),
            taken: Taken::default(),
            commands: CommandQueue::default(),
            stopping: false,
            is_draining: false,
        }
    }

    /// Takes in what happened; what must be done comes out of [`Rooms::next_command`].
    ///
    /// Whatever was due by `now` is done before.
    pub fn handle(&mut self, input: Input, now: Timestamp) {
        self.handle_timeout(now);
        match input {
            Input::Connected {
                connection,
                secret,
                host,
            } => {
                let token = ResumeToken::from_secret(secret);
                self.connections.insert(
                    connection,
                    Membership::Visitor {
                        token,
                        host,
                        grant: Grant::default(),
                    },
                );
                if self.stopping {
                    self.send_away(connection);
                }
            }
            Input::Vouched { connection, grant } => {
                if let Some(Membership::Visitor { grant: held, .. }) =
                    self.connections.get_mut(&connection)
                {
                    *held = grant;
                }
            }
            Input::PasswordChecked { connection, right } => {
                self.password_checked(connection, right.as_ref(), now);
            }
            Input::PasswordHashed { room, by, hash } => self.password_hashed(&room, by, hash),
            Input::Message { connection, frame } => self.message(connection, frame, now),
            Input::Refused {
                connection,
                code,
                detail,
            } => self.refuse_with(connection, code, (detail, None), now),
            Input::TooOften {
                connection,
                code,
                retry_after,
            } => self.refuse_with(connection, code, (None, Some(retry_after)), now),
            Input::Disconnected { connection } => self.lose(connection, now),
            Input::Draining => self.drain(),
            Input::Stopping => self.stop(),
        }
        self.settle();
    }

    /// Does what is due by `now`, see [`Rooms::poll_timeout`].
    pub fn handle_timeout(&mut self, now: Timestamp) {
        while let Some((at, due)) = self.deadlines.first().copied()
            && at <= now
        {
            self.deadlines.pop_first();
            match due {
                Due::Seat(place) => self.overdue(place, now),
                Due::Knock(room, knock) => self.stop_knocking(room, knock),
            }
        }
        self.settle();
    }

    /// Returns when [`Rooms::handle_timeout`] is to be called next, if nothing else happens.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// Returns the next thing to do, in the order in which it must be done.
    pub fn next_command(&mut self) -> Option<Command> {
        self.commands.pop()
    }

    /// Returns the number of rooms, those included where everyone is away.
    #[must_use]
    pub fn room_count(&self) -> usize {
        self.rooms.len()
    }

    /// True if there is a room of this name, if only for people who may come back.
    #[must_use]
    pub fn has_room(&self, name: &RoomId) -> bool {
        self.rooms.key(name).is_some()
    }

    /// Returns the number of open connections, joined or not.
    #[must_use]
    pub fn connection_count(&self) -> usize {
        self.connections.len()
    }

    /// Counts the seats of all rooms, those included that are kept for someone who may come back.
    #[must_use]
    pub fn seat_count(&self) -> usize {
        self.taken.seats
    }

    fn message(
        &mut self,
        connection: ConnectionId,
        frame: ClientFrame<OpaqueSignal>,
        now: Timestamp,
    ) {
        match self.connections.get(&connection) {
            // What was in flight when the connection was closed.
            None => {}
            Some(Membership::Visitor { token, grant, .. }) => {
                let (token, grant) = (token.clone(), grant.clone());
                self.first_message(connection, token, grant, frame.message, now);
            }
            Some(Membership::Checking { .. }) => self.early_message(connection, frame.message, now),
            Some(Membership::Waiting { room, knock, .. }) => {
                let (room, knock) = (*room, *knock);
                self.waiting_message(connection, room, knock, &frame.message, now);
            }
            Some(Membership::Member { place, .. }) => {
                let place = *place;
                self.member_message(connection, place, frame, now);
            }
        }
    }

    fn first_message(
        &mut self,
        connection: ConnectionId,
        token: ResumeToken,
        grant: Grant,
        message: ClientMessage<OpaqueSignal>,
        now: Timestamp,
    ) {
        match message {
            ClientMessage::Join(join) => {
                self.join(connection, token, grant, join, Password::Unchecked, now);
            }
            ClientMessage::Resume(resume) => self.resume(connection, token, resume, now),
            ClientMessage::Leave { .. }
            | ClientMessage::Signal { .. }
            | ClientMessage::SetPublications { .. }
            | ClientMessage::Chat { .. }
            | ClientMessage::SetHand { .. }
            | ClientMessage::SetRecording { .. }
            | ClientMessage::Act(_)
            | ClientMessage::React { .. }
            | ClientMessage::RenewIceServers
            | ClientMessage::AskHostPass
            | ClientMessage::Ping { .. } => self.refuse(connection, ErrorCode::NotJoined, now),
        }
    }

    /// Acts on what comes while a password is looked at: a client may well ping meanwhile.
    fn early_message(
        &mut self,
        connection: ConnectionId,
        message: ClientMessage<OpaqueSignal>,
        now: Timestamp,
    ) {
        match message {
            ClientMessage::Ping { .. } => {
                let pong = ServerMessage::Pong { counter: 0 };
                self.commands.send_to(connection, pong);
            }
            ClientMessage::Leave { .. } => {
                self.connections.remove(&connection);
                self.commands.close(connection, None);
            }
            ClientMessage::Join(_)
            | ClientMessage::Resume(_)
            | ClientMessage::Signal { .. }
            | ClientMessage::SetPublications { .. }
            | ClientMessage::Chat { .. }
            | ClientMessage::SetHand { .. }
            | ClientMessage::SetRecording { .. }
            | ClientMessage::Act(_)
            | ClientMessage::React { .. }
            | ClientMessage::RenewIceServers
            | ClientMessage::AskHostPass => self.refuse(connection, ErrorCode::NotJoined, now),
        }
    }

    /// Puts a seat into another presence, and has the right thing wait for it.
    fn set_presence(&mut self, place: Place, presence: Presence) {
        let grace = self.limits.seat_grace;
        let Some(seat) = self.rooms.seat_mut(place) else {
            return;
        };
        if let Some(at) = seat.deadline(grace) {
            self.deadlines.remove(&(at, Due::Seat(place)));
        }
        seat.presence = presence;
        if let Some(at) = seat.deadline(grace) {
            self.deadlines.insert((at, Due::Seat(place)));
        }
    }

    /// Changes the room's roster, and tells everyone but `subject`.
    fn tell(
        &mut self,
        place: Place,
        message: impl FnOnce(u64, ParticipantId) -> ServerMessage<OpaqueSignal>,
    ) {
        let Some(room) = self.rooms.room_mut(place.room) else {
            return;
        };
        let parcel = room.tell(place.id, |roster| message(roster, place.id));
        self.commands.send(parcel);
        self.unsaved.insert(place.room);
    }

    fn refuse(&mut self, connection: ConnectionId, code: ErrorCode, now: Timestamp) {
        self.refuse_with(connection, code, (None, None), now);
    }

    /// Answers with an error, and closes the connection if the error is one that ends it.
    fn refuse_with(
        &mut self,
        connection: ConnectionId,
        code: ErrorCode,
        (detail, retry_after): (Option<String>, Option<u32>),
        now: Timestamp,
    ) {
        if !self.connections.contains_key(&connection) {
            return;
        }
        let error = ServerMessage::Error {
            code,
            detail,
            retry_after,
        };
        self.commands.send_to(connection, error);
        if !code.keeps_connection() {
            if is_fault(code) {
                self.send_off(connection, now);
            } else {
                self.lose(connection, now);
            }
            self.commands.close(connection, Some(code));
        }
    }
}

/// True for what a program gets wrong; false where it has come at a bad moment, or its network is too slow.
fn is_fault(code: ErrorCode) -> bool {
    match code {
        ErrorCode::AlreadyJoined
        | ErrorCode::BadChat
        | ErrorCode::BadMessage
        | ErrorCode::BadName
        | ErrorCode::BadPassword
        | ErrorCode::BadPublications
        | ErrorCode::BadReaction
        | ErrorCode::BadRoom
        | ErrorCode::BadSequence
        | ErrorCode::BadTarget
        | ErrorCode::BadToken
        | ErrorCode::BinaryFrame
        | ErrorCode::MessageTooLarge
        | ErrorCode::NotJoined
        | ErrorCode::Unknown
        | ErrorCode::Unsupported
        | ErrorCode::UnsupportedVersion => true,
        ErrorCode::ActTooFast
        | ErrorCode::CannotResume
        | ErrorCode::ChatTooFast
        | ErrorCode::Denied
        | ErrorCode::Ended
        | ErrorCode::GoingAway
        | ErrorCode::HandTooFast
        | ErrorCode::JoinTimeout
        | ErrorCode::NoPlace
        | ErrorCode::NotAllowed
        | ErrorCode::PasswordNeeded
        | ErrorCode::RateLimited
        | ErrorCode::ReactionTooFast
        | ErrorCode::RecordingTooFast
        | ErrorCode::Removed
        | ErrorCode::Replaced
        | ErrorCode::RoomFull
        | ErrorCode::ServerFull
        | ErrorCode::TokenExpired
        | ErrorCode::TokenUsedUp
        | ErrorCode::TooManyTries
        | ErrorCode::TooManyWaiting
        | ErrorCode::TooSlow
        | ErrorCode::WrongPassword => false,
    }
}

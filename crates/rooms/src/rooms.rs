use std::collections::{BTreeMap, VecDeque};

use protocol::{
    ClientMessage, ErrorCode, Join, Joined, OpaqueSignal, Participant, ParticipantId, Peer,
    Publications, RoomId, ServerMessage, Topology,
};

use crate::room::{Receiver, Room};
use crate::{Command, ConnectionId, Input, Limits};

/// Every room of the server, and the connections by which people are in them.
#[derive(Debug)]
pub struct Rooms {
    limits: Limits,
    rooms: BTreeMap<RoomId, Room>,
    connections: BTreeMap<ConnectionId, Membership>,
    commands: VecDeque<Command>,
    stopping: bool,
}

#[derive(Clone, Debug)]
enum Membership {
    /// Has not joined yet.
    Visitor,
    Member {
        room: RoomId,
        id: ParticipantId,
    },
}

impl Rooms {
    /// Makes a server without rooms.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            rooms: BTreeMap::new(),
            connections: BTreeMap::new(),
            commands: VecDeque::new(),
            stopping: false,
        }
    }

    /// Takes in what happened; what must be done comes out of [`Rooms::next_command`].
    pub fn handle(&mut self, input: Input) {
        match input {
            Input::Connected { connection } => {
                self.connections.insert(connection, Membership::Visitor);
                if self.stopping {
                    self.refuse(connection, ErrorCode::GoingAway, None);
                }
            }
            Input::Message {
                connection,
                message,
            } => self.message(connection, message),
            Input::Refused {
                connection,
                code,
                detail,
            } => self.refuse(connection, code, detail),
            Input::Disconnected { connection } => self.remove(connection),
            Input::Stopping => self.stop(),
        }
    }

    /// Returns the next thing to do, in the order in which it must be done.
    pub fn next_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// Returns the number of rooms.
    #[must_use]
    pub fn room_count(&self) -> usize {
        self.rooms.len()
    }

    /// Returns the number of open connections, joined or not.
    #[must_use]
    pub fn connection_count(&self) -> usize {
        self.connections.len()
    }

    fn message(&mut self, connection: ConnectionId, message: ClientMessage<OpaqueSignal>) {
        let (room, id) = match (self.connections.get(&connection), &message) {
            // What was in flight when the connection was closed.
            (None, _) => return,
            (Some(Membership::Visitor), ClientMessage::Join(_)) => (None, None),
            (Some(Membership::Visitor), _) => {
                return self.refuse(connection, ErrorCode::NotJoined, None);
            }
            (Some(Membership::Member { room, id }), _) => (Some(room.clone()), Some(*id)),
        };
        match (message, room.zip(id)) {
            (ClientMessage::Join(join), None) => self.join(connection, join),
            (ClientMessage::Join(_), Some(_)) => {
                self.refuse(connection, ErrorCode::AlreadyJoined, None)
            }
            (ClientMessage::Leave, _) => {
                self.remove(connection);
                self.commands.push_back(Command::Close {
                    connection,
                    code: None,
                });
            }
            (ClientMessage::Signal { to, signal }, Some((room, id))) => {
                self.relay(connection, &room, id, to, signal)
            }
            (ClientMessage::SetPublications { publications }, Some((room, id))) => {
                self.publish(&room, id, publications);
            }
            (ClientMessage::Signal { .. } | ClientMessage::SetPublications { .. }, None) => {}
        }
    }

    fn join(&mut self, connection: ConnectionId, join: Join) {
        let Some(version) = protocol::negotiate_version(&join.versions) else {
            return self.refuse(connection, ErrorCode::UnsupportedVersion, None);
        };
        if !self.rooms.contains_key(&join.room) && self.rooms.len() >= self.limits.rooms {
            return self.refuse(connection, ErrorCode::ServerFull, None);
        }
        let room_id = join.room.clone();
        let room = self.rooms.entry(room_id.clone()).or_insert_with(Room::new);
        if room.is_full(self.limits.room_capacity) {
            return self.refuse(connection, ErrorCode::RoomFull, None);
        }
        let participant = room.seat(connection, join);
        let (id, participants) = (participant.id, room.peers_of(participant.id));
        let others = room.connections_but(id);
        self.connections.insert(
            connection,
            Membership::Member {
                room: room_id.clone(),
                id,
            },
        );
        let joined = Joined {
            version,
            room: room_id,
            you: id,
            topology: Topology::Mesh,
            capacity: self.limits.room_capacity,
            ice_servers: self.limits.ice_servers.clone(),
            participants,
        };
        self.send(vec![connection], ServerMessage::Joined(joined));
        self.announce(others, participant);
    }

    /// Tells everyone who was there before that `participant` came; the newcomer is the polite one.
    fn announce(&mut self, others: Vec<ConnectionId>, participant: Participant) {
        self.send(
            others,
            ServerMessage::ParticipantJoined(Peer {
                participant,
                polite: false,
            }),
        );
    }

    fn relay(
        &mut self,
        connection: ConnectionId,
        room: &RoomId,
        from: ParticipantId,
        to: ParticipantId,
        signal: OpaqueSignal,
    ) {
        let Some(room) = self.rooms.get(room) else {
            return;
        };
        match room.receiver(to) {
            Receiver::Here(receiver) if receiver != connection => {
                self.send(vec![receiver], ServerMessage::Signal { from, signal });
            }
            Receiver::Here(_) | Receiver::Never => {
                self.refuse(connection, ErrorCode::BadTarget, None)
            }
            Receiver::Gone => tracing::debug!(%from, %to, "signal for someone who has left"),
        }
    }

    fn publish(&mut self, room: &RoomId, id: ParticipantId, publications: Publications) {
        let Some(room) = self.rooms.get_mut(room) else {
            return;
        };
        room.publish(id, publications.clone());
        let others = room.connections_but(id);
        self.send(
            others,
            ServerMessage::PublicationsChanged {
                participant: id,
                publications,
            },
        );
    }

    /// Answers with an error, and closes the connection if the error is one that ends it.
    fn refuse(&mut self, connection: ConnectionId, code: ErrorCode, detail: Option<String>) {
        if !self.connections.contains_key(&connection) {
            return;
        }
        self.send(vec![connection], ServerMessage::Error { code, detail });
        if !code.keeps_connection() {
            self.remove(connection);
            self.commands.push_back(Command::Close {
                connection,
                code: Some(code),
            });
        }
    }

    fn remove(&mut self, connection: ConnectionId) {
        let Some(Membership::Member { room: room_id, id }) = self.connections.remove(&connection)
        else {
            return;
        };
        let Some(room) = self.rooms.get_mut(&room_id) else {
            return;
        };
        room.vacate(id);
        if room.is_empty() {
            self.rooms.remove(&room_id);
            return;
        }
        let others = room.connections_but(id);
        self.send(others, ServerMessage::ParticipantLeft { participant: id });
    }

    /// Ends every connection without a word about departures: calls need no server to go on, and a client that heard
    /// that everyone has left would end them.
    fn stop(&mut self) {
        self.stopping = true;
        self.rooms.clear();
        let everyone: Vec<ConnectionId> =
            std::mem::take(&mut self.connections).into_keys().collect();
        let code = ErrorCode::GoingAway;
        self.send(
            everyone.clone(),
            ServerMessage::Error { code, detail: None },
        );
        for connection in everyone {
            self.commands.push_back(Command::Close {
                connection,
                code: Some(code),
            });
        }
    }

    fn send(&mut self, to: Vec<ConnectionId>, message: ServerMessage<OpaqueSignal>) {
        if !to.is_empty() {
            self.commands.push_back(Command::Send { to, message });
        }
    }
}

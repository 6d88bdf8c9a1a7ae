//! What holds after any sequence of inputs.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Server, publications};
use proptest::prelude::*;
use protocol::{ErrorCode, ParticipantId, ServerMessage};
use rooms::{Command, ConnectionId, Limits};

const CONNECTIONS: u64 = 12;

#[derive(Clone, Debug)]
enum Step {
    Connect(u64),
    Join(u64, u8),
    Signal(u64, u32),
    Publish(u64, bool),
    Leave(u64),
    Refuse(u64, ErrorCode),
    Disconnect(u64),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nobody_hears_another_room_and_nothing_stays_behind(steps in prop::collection::vec(step(), 1..120)) {
        let mut model = Model::default();
        let mut server = Server::new(Limits { room_capacity: 4, rooms: 3, ..Limits::default() });
        for step in steps {
            if let Some(commands) = model.apply(&mut server, &step) {
                model.check(&step, commands)?;
            }
        }
        for connection in model.open.clone() {
            server.disconnect(connection.0);
        }
        prop_assert_eq!(server.rooms.room_count(), 0);
        prop_assert_eq!(server.rooms.connection_count(), 0);
    }
}

/// Who is connected and who is where, as told by the commands alone.
#[derive(Default)]
struct Model {
    next_connection: u64,
    /// The live connection behind each of the step's numbers.
    alias: BTreeMap<u64, u64>,
    open: BTreeSet<ConnectionId>,
    rooms: BTreeMap<ConnectionId, (u8, ParticipantId)>,
    asked: Option<(ConnectionId, u8)>,
}

impl Model {
    /// Performs the step; `None` if it makes no sense in this state.
    fn apply(&mut self, server: &mut Server, step: &Step) -> Option<Vec<Command>> {
        self.asked = None;
        if let Step::Connect(alias) = step {
            if self.alias.contains_key(alias) {
                return None;
            }
            self.next_connection += 1;
            self.alias.insert(*alias, self.next_connection);
            self.open.insert(ConnectionId(self.next_connection));
            server.connect(self.next_connection);
            return Some(Vec::new());
        }
        let (Step::Connect(alias)
        | Step::Join(alias, _)
        | Step::Signal(alias, _)
        | Step::Publish(alias, _)
        | Step::Leave(alias)
        | Step::Refuse(alias, _)
        | Step::Disconnect(alias)) = step;
        let connection = *self.alias.get(alias)?;
        Some(match step {
            Step::Join(_, room) => {
                self.asked = Some((ConnectionId(connection), *room));
                server.join_again(connection, &format!("room-{room}"), "Ana")
            }
            Step::Signal(_, to) => server.say(
                connection,
                &format!(r#"{{"type":"signal","to":{to},"signal":{{}}}}"#),
            ),
            Step::Publish(_, muted) => {
                let publications = publications(*muted);
                server.message(
                    connection,
                    protocol::ClientMessage::SetPublications { publications },
                )
            }
            Step::Leave(_) => server.message(connection, protocol::ClientMessage::Leave),
            Step::Refuse(_, code) => server.refuse(connection, *code),
            Step::Connect(_) | Step::Disconnect(_) => {
                self.close(ConnectionId(connection));
                server.disconnect(connection)
            }
        })
    }

    fn check(&mut self, step: &Step, commands: Vec<Command>) -> Result<(), TestCaseError> {
        for command in commands {
            match command {
                Command::Send { to, message } => {
                    prop_assert!(!to.is_empty());
                    for connection in &to {
                        prop_assert!(
                            self.open.contains(connection),
                            "{:?}: {:?} is gone",
                            step,
                            connection
                        );
                    }
                    self.hear(&to, &message)?;
                }
                Command::Close { connection, .. } => {
                    prop_assert!(self.open.contains(&connection));
                    self.close(connection);
                }
            }
        }
        Ok(())
    }

    fn hear(
        &mut self,
        to: &[ConnectionId],
        message: &ServerMessage<protocol::OpaqueSignal>,
    ) -> Result<(), TestCaseError> {
        let room_of = |connection: &ConnectionId| self.rooms.get(connection).map(|(room, _)| *room);
        match message {
            ServerMessage::Joined(joined) => {
                let (connection, room) = self.asked.expect("somebody asked to join");
                prop_assert_eq!(to, [connection]);
                let here: BTreeSet<ParticipantId> = self
                    .rooms
                    .values()
                    .filter(|(other, _)| *other == room)
                    .map(|(_, id)| *id)
                    .collect();
                let told = joined
                    .participants
                    .iter()
                    .map(|peer| peer.participant.id)
                    .collect();
                prop_assert_eq!(here, told, "the roster is who is there");
                self.rooms.insert(connection, (room, joined.you));
            }
            ServerMessage::ParticipantJoined(peer) => {
                let (connection, room) = self.asked.expect("somebody asked to join");
                prop_assert_eq!(
                    self.rooms.get(&connection),
                    Some(&(room, peer.participant.id))
                );
                prop_assert!(
                    to.iter()
                        .all(|other| *other != connection && room_of(other) == Some(room))
                );
            }
            ServerMessage::Signal { from, .. } => {
                let room = room_of(&to[0]);
                prop_assert_eq!(to.len(), 1);
                prop_assert!(
                    self.rooms
                        .values()
                        .any(|(other, id)| Some(*other) == room && id == from)
                );
            }
            ServerMessage::ParticipantLeft { .. } | ServerMessage::PublicationsChanged { .. } => {
                let rooms: BTreeSet<_> = to.iter().map(room_of).collect();
                prop_assert!(
                    rooms.len() == 1 && !rooms.contains(&None),
                    "one room hears it"
                );
            }
            ServerMessage::Error { .. } => prop_assert_eq!(to.len(), 1),
        }
        Ok(())
    }

    fn close(&mut self, connection: ConnectionId) {
        self.open.remove(&connection);
        self.rooms.remove(&connection);
        self.alias.retain(|_, live| *live != connection.0);
    }
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..CONNECTIONS;
    prop_oneof![
        3 => who().prop_map(Step::Connect),
        4 => (who(), 0..4_u8).prop_map(|(who, room)| Step::Join(who, room)),
        4 => (who(), 0..8_u32).prop_map(|(who, to)| Step::Signal(who, to)),
        2 => (who(), any::<bool>()).prop_map(|(who, muted)| Step::Publish(who, muted)),
        1 => who().prop_map(Step::Leave),
        1 => (who(), prop::sample::select(ErrorCode::ALL.to_vec())).prop_map(|(who, code)| Step::Refuse(who, code)),
        2 => who().prop_map(Step::Disconnect),
    ]
}

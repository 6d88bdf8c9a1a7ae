use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::{ErrorCode, OpaqueSignal, RoomId, ServerMessage};
use rooms::{Command, ConnectionId, Input, Limits, Rooms};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::closing::Closing;
use crate::outbox::Outbox;

/// The most events that wait for the hub; a socket whose event finds no place reads no further until it does.
const MAX_EVENTS: usize = 1024;

/// The way to the one task that owns the rooms.
#[derive(Clone, Debug)]
pub(crate) struct Hub {
    events: mpsc::Sender<Event>,
}

#[derive(Debug)]
enum Event {
    Opened {
        connection: ConnectionId,
        outbox: Arc<Outbox>,
    },
    Input(Input),
}

impl Hub {
    /// Starts the task; it ends when the last [`Hub`] is dropped.
    pub(crate) fn start(limits: Limits) -> Self {
        let (events, received) = mpsc::channel(MAX_EVENTS);
        let owner = Owner {
            rooms: Rooms::new(limits),
            seats: BTreeMap::new(),
        };
        tokio::spawn(owner.run(received));
        Self { events }
    }

    /// Tells of a connection, and where its messages go.
    pub(crate) fn opened(
        &self,
        connection: ConnectionId,
        outbox: Arc<Outbox>,
    ) -> impl Future<Output = ()> {
        self.send(Event::Opened { connection, outbox })
    }

    /// Tells what happened on a connection.
    pub(crate) fn input(&self, input: Input) -> impl Future<Output = ()> {
        self.send(Event::Input(input))
    }

    /// Says goodbye to every connection, those that are still to come included.
    pub(crate) fn stop(&self) -> impl Future<Output = ()> {
        self.input(Input::Stopping)
    }

    async fn send(&self, event: Event) {
        match self.events.reserve().await {
            Ok(place) => place.send(event),
            // The task outlives every `Hub`: it could only be gone if it had panicked.
            Err(_) => tracing::error!("the task that owns the rooms is gone"),
        }
    }
}

/// The rooms, and the way to each connection.
struct Owner {
    rooms: Rooms,
    seats: BTreeMap<ConnectionId, Seat>,
}

struct Seat {
    outbox: Arc<Outbox>,
    room: Option<RoomId>,
}

impl Owner {
    async fn run(mut self, mut events: mpsc::Receiver<Event>) {
        while let Some(event) = events.recv().await {
            self.handle(event);
            while let Some(command) = self.rooms.next_command() {
                self.obey(command);
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Opened { connection, outbox } => {
                self.seats.insert(connection, Seat { outbox, room: None });
                self.rooms.handle(Input::Connected { connection });
            }
            Event::Input(input) => {
                if let Input::Disconnected { connection } = input {
                    self.forget(connection, None);
                }
                self.rooms.handle(input);
            }
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Send { to, message } => {
                self.note(&to, &message);
                let Some(text) = encode(&message) else { return };
                for connection in to {
                    self.post(connection, text.clone());
                }
            }
            Command::Close { connection, code } => {
                if let Some(seat) = self.forget(connection, code) {
                    seat.outbox.close(Closing(code));
                }
            }
        }
    }

    fn post(&mut self, connection: ConnectionId, text: Utf8Bytes) {
        let Some(seat) = self.seats.get(&connection) else {
            return;
        };
        if seat.outbox.push(text).is_err() {
            // What waits there is lost in any case; without it there is place for the error.
            seat.outbox.clear();
            self.rooms.handle(Input::Refused {
                connection,
                code: ErrorCode::TooSlow,
                detail: None,
            });
        }
    }

    /// Remembers and logs who has come into which room.
    fn note(&mut self, to: &[ConnectionId], message: &ServerMessage<OpaqueSignal>) {
        let (ServerMessage::Joined(joined), [connection]) = (message, to) else {
            return;
        };
        if let Some(seat) = self.seats.get_mut(connection) {
            tracing::info!(room = %joined.room, %connection, participant = %joined.you, "joined");
            seat.room = Some(joined.room.clone());
        }
    }

    fn forget(&mut self, connection: ConnectionId, code: Option<ErrorCode>) -> Option<Seat> {
        let seat = self.seats.remove(&connection)?;
        match &seat.room {
            Some(room) => tracing::info!(%room, %connection, ?code, "left"),
            None => tracing::debug!(%connection, ?code, "closed without having joined"),
        }
        Some(seat)
    }
}

fn encode(message: &ServerMessage<OpaqueSignal>) -> Option<Utf8Bytes> {
    let mut json = Vec::with_capacity(expected_bytes(message));
    if let Err(error) = serde_json::to_writer(&mut json, message) {
        tracing::error!(%error, "a message could not be written as JSON");
        return None;
    }
    Utf8Bytes::try_from(json).ok()
}

/// A little more than what the message takes as JSON: a queue of them should not hold twice their size.
fn expected_bytes(message: &ServerMessage<OpaqueSignal>) -> usize {
    const ENVELOPE: usize = 64;
    match message {
        ServerMessage::Signal { signal, .. } => ENVELOPE + signal.as_str().len(),
        ServerMessage::Joined(joined) => (joined.participants.len() + 2) * 4 * ENVELOPE,
        ServerMessage::ParticipantJoined(_) | ServerMessage::PublicationsChanged { .. } => {
            8 * ENVELOPE
        }
        ServerMessage::ParticipantLeft { .. } | ServerMessage::Error { .. } => 2 * ENVELOPE,
    }
}

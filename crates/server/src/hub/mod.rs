//! The one task that owns the rooms, and the way to it.

mod clock;
mod disk;
mod journal;
mod owner;
mod text;

use std::net::IpAddr;
use std::sync::Arc;

use protocol::{RoomId, RoomPreview};
use rooms::{ConnectionId, Host, Input, StoredRoom};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::Doors;
use crate::limits::Limits;
use crate::outbox::Outbox;
use crate::store::Store;
use crate::turn::TurnHandle;
pub(crate) use clock::Clock;
use owner::Owner;

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
        address: IpAddr,
        host: Option<Host>,
        outbox: Arc<Outbox>,
    },
    Input(Input),
    Preview {
        room: RoomId,
        answer: oneshot::Sender<RoomPreview>,
    },
    End,
}

impl Hub {
    /// Starts the task with the bounds of the rooms and of each address, what was stored, and the relay that is told whose credentials end; it ends with [`Hub::end`], or when the last [`Hub`] is dropped.
    pub(crate) fn start(
        limits: rooms::Limits,
        rates: Arc<Limits>,
        stored: Option<(Store, Vec<StoredRoom>)>,
        relay: Option<TurnHandle>,
        doors: Arc<Doors>,
    ) -> (Self, JoinHandle<()>) {
        let (events, received) = mpsc::channel(MAX_EVENTS);
        let owner = Owner::new(limits, rates, stored, relay, doors);
        let task = tokio::spawn(owner.run(received));
        (Self { events }, task)
    }

    /// Tells of a connection, from where it comes, where it has reached the server, and where its messages go.
    pub(crate) fn opened(
        &self,
        connection: ConnectionId,
        address: IpAddr,
        host: Option<Host>,
        outbox: Arc<Outbox>,
    ) -> impl Future<Output = ()> {
        self.send(Event::Opened {
            connection,
            address,
            host,
            outbox,
        })
    }

    /// Tells what happened on a connection.
    pub(crate) fn input(&self, input: Input) -> impl Future<Output = ()> {
        self.send(Event::Input(input))
    }

    /// Asks who is in a room; `None` once the task has ended.
    pub(crate) async fn preview(&self, room: RoomId) -> Option<RoomPreview> {
        let (answer, answered) = oneshot::channel();
        self.send(Event::Preview { room, answer }).await;
        answered.await.ok()
    }

    /// Says goodbye to every connection, those that are still to come included.
    pub(crate) fn stop(&self) -> impl Future<Output = ()> {
        self.input(Input::Stopping)
    }

    /// Stores what is not stored yet, closes the store, and ends the task.
    pub(crate) fn end(&self) -> impl Future<Output = ()> {
        self.send(Event::End)
    }

    async fn send(&self, event: Event) {
        match self.events.reserve().await {
            Ok(place) => place.send(event),
            Err(_) => tracing::debug!("the task that owns the rooms has ended"),
        }
    }
}

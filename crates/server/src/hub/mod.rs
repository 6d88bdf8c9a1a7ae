//! The one task that owns the rooms, and the way to it.

mod clock;
mod disk;
mod figures;
mod journal;
mod owner;
mod room_mark;
mod text;

use std::net::IpAddr;
use std::sync::Arc;

use protocol::{RoomId, RoomPreview};
use rooms::{ConnectionId, Host, Input, RoomOverview, StoredRoom};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::Doors;
use crate::limits::Limits;
use crate::outbox::Outbox;
use crate::store::Store;
use crate::turn::TurnHandle;
pub(crate) use clock::Clock;
pub(crate) use figures::HubFigures;
use owner::Owner;
use room_mark::RoomMark;

/// The most events that wait for the hub; a socket whose event finds no place reads no further until it does.
const MAX_EVENTS: usize = 1024;

/// The way to the one task that owns the rooms.
#[derive(Clone, Debug)]
pub(crate) struct Hub {
    events: mpsc::Sender<Event>,
    drain: watch::Receiver<Drain>,
}

/// How far the server is on its way to have no rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drain {
    No,
    Begun,
    Done,
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
    Look {
        answer: oneshot::Sender<Look>,
    },
    Drain,
    End,
}

/// What whoever runs the server sees of the rooms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    pub(crate) figures: HubFigures,
    pub(crate) rooms: Vec<SeenRoom>,
}

/// A room, and what it is called in the log.
#[derive(Clone, Debug)]
pub(crate) struct SeenRoom {
    pub(crate) room: RoomOverview,
    pub(crate) mark: RoomMark,
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
        let (drained, drain) = watch::channel(Drain::No);
        let owner = Owner::new(limits, rates, stored, relay, doors, drained);
        let task = tokio::spawn(owner.run(received));
        (Self { events, drain }, task)
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

    /// Looks at the rooms; `None` once the task has ended.
    pub(crate) async fn look(&self) -> Option<Look> {
        let (answer, answered) = oneshot::channel();
        self.send(Event::Look { answer }).await;
        answered.await.ok()
    }

    /// Has no new rooms any more; once the last one is gone, [`Hub::drained`] is ready.
    pub(crate) fn drain(&self) -> impl Future<Output = ()> {
        self.send(Event::Drain)
    }

    /// True once there are to be no new rooms.
    pub(crate) fn is_draining(&self) -> bool {
        *self.drain.borrow() != Drain::No
    }

    /// Waits until there is no room any more and there are to be no new ones.
    pub(crate) async fn drained(&self) {
        let mut drain = self.drain.clone();
        if drain.wait_for(|drain| *drain == Drain::Done).await.is_err() {
            std::future::pending::<()>().await;
        }
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

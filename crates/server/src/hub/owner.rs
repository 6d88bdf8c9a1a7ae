use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use protocol::{
    ClientMessage, ErrorCode, OpaqueSignal, ResumeToken, RoomId, RoomPassword, ServerMessage,
};
use rooms::{Command, ConnectionId, Delivery, Host, Input, PasswordHash, Rooms, StoredRoom};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::Doors;
use crate::address_rate::RetryAfter;
use crate::closing::Closing;
use crate::hub::clock::Clock;
use crate::hub::disk::Disk;
use crate::hub::figures::{Counts, HubFigures};
use crate::hub::journal::Journal;
use crate::hub::room_mark::{RoomMark, RoomMarks};
use crate::hub::{Drain, Event, Look, SeenRoom, text};
use crate::limits::Limits;
use crate::outbox::Outbox;
use crate::passwords::Passwords;
use crate::store::{Store, WriteError};
use crate::turn::TurnHandle;

/// The rooms, the way to each connection, and the way to the disk.
pub(super) struct Owner {
    clock: Clock,
    rooms: Rooms,
    links: BTreeMap<ConnectionId, Link>,
    /// Where a message gets the number that it has for its receiver.
    numbered: String,
    journal: Journal,
    disk: Disk,
    relay: Option<TurnHandle>,
    passwords: Passwords,
    rates: Arc<Limits>,
    doors: Arc<Doors>,
    counts: Counts,
    marks: RoomMarks,
    drain: watch::Sender<Drain>,
}

/// The way to one connection.
struct Link {
    outbox: Arc<Outbox>,
    address: IpAddr,
    room: Option<RoomMark>,
}

impl Owner {
    pub(super) fn new(
        mut limits: rooms::Limits,
        rates: Arc<Limits>,
        stored: Option<(Store, Vec<StoredRoom>)>,
        relay: Option<TurnHandle>,
        doors: Arc<Doors>,
        drain: watch::Sender<Drain>,
    ) -> Self {
        let clock = Clock::start();
        limits.stores = stored.is_some();
        let journal = Journal::new(limits.stores);
        let (store, rooms) = stored.unzip();
        Self {
            rooms: Rooms::restore(limits, rooms.unwrap_or_default(), clock.now()),
            clock,
            links: BTreeMap::new(),
            numbered: String::new(),
            journal,
            disk: Disk::new(store),
            relay,
            passwords: Passwords::new(),
            rates,
            doors,
            counts: Counts::default(),
            marks: RoomMarks::new(),
            drain,
        }
    }

    pub(super) async fn run(mut self, mut events: mpsc::Receiver<Event>) {
        let alarm = sleep_until(Instant::now());
        tokio::pin!(alarm);
        loop {
            self.settle();
            if self.rooms.is_drained() {
                self.drain.send_replace(Drain::Done);
            }
            let due = self.rooms.poll_timeout().map(|due| self.clock.instant(due));
            if let Some(due) = due.filter(|due| *due != alarm.deadline()) {
                alarm.as_mut().reset(due);
            }
            tokio::select! {
                event = events.recv(), if !self.journal.is_full() => match event {
                    None | Some(Event::End) => break,
                    Some(Event::Opened { connection, address, host, outbox }) => {
                        self.open(connection, address, host, outbox);
                    }
                    Some(Event::Input(input)) => {
                        let _span = self.span(&input).entered();
                        self.take_in(input);
                    }
                    Some(Event::Preview { room, answer }) => {
                        // Whoever asked may have hung up.
                        let _ = answer.send(self.rooms.preview(&room));
                    }
                    Some(Event::Look { answer }) => {
                        let look = self.look(events.len());
                        // As above.
                        let _ = answer.send(look);
                    }
                    Some(Event::Drain) => self.begin_to_drain(),
                },
                () = &mut alarm, if due.is_some() => self.rooms.handle_timeout(self.clock.now()),
                input = self.passwords.done() => self.take_in(input),
                outcome = self.disk.written() => self.note_written(outcome),
            }
        }
        self.finish().await;
    }

    fn open(
        &mut self,
        connection: ConnectionId,
        address: IpAddr,
        host: Option<Host>,
        outbox: Arc<Outbox>,
    ) {
        let mut secret = [0; ResumeToken::BYTES];
        if let Err(error) = getrandom::fill(&mut secret) {
            tracing::error!(%error, "the system has no random numbers: nobody can join");
            return outbox.close(Closing(Some(ErrorCode::GoingAway)));
        }
        let link = Link {
            outbox,
            address,
            room: None,
        };
        self.links.insert(connection, link);
        let connected = Input::Connected {
            connection,
            secret,
            host,
        };
        self.rooms.handle(connected, self.clock.now());
    }

    /// What the rooms log while they take this in is about a connection and its room.
    fn span(&self, input: &Input) -> tracing::Span {
        let (Input::Message { connection, .. }
        | Input::Refused { connection, .. }
        | Input::Disconnected { connection }) = input
        else {
            return tracing::Span::none();
        };
        let room = self.links.get(connection).and_then(|link| link.room);
        let room = room.map(tracing::field::display);
        let is_act = matches!(
            input,
            Input::Message { frame, .. } if matches!(frame.message, ClientMessage::Act(_))
        );
        // What hosts do is told at every level that tells who came and went.
        if is_act {
            tracing::info_span!("rooms", connection = %connection, room)
        } else {
            tracing::debug_span!("rooms", connection = %connection, room)
        }
    }

    fn begin_to_drain(&mut self) {
        self.drain.send_if_modified(|drain| {
            let begins = *drain == Drain::No;
            if begins {
                tracing::info!(
                    "draining: there will be no new rooms, and the program ends with the last one"
                );
                *drain = Drain::Begun;
            }
            begins
        });
        self.rooms.handle(Input::Draining, self.clock.now());
    }

    fn look(&self, waiting_events: usize) -> Look {
        let queued = self.links.values().map(|link| link.outbox.bytes());
        let figures = HubFigures {
            rooms: self.rooms.room_count(),
            participants: self.rooms.seat_count(),
            connections: self.rooms.connection_count(),
            is_draining: *self.drain.borrow() != Drain::No,
            waiting_events,
            waiting_for_disk: self.journal.held(),
            waiting_bytes: queued.sum(),
            counts: self.counts.clone(),
        };
        let rooms = self.rooms.overview().into_iter().map(|room| SeenRoom {
            mark: self.marks.of(&room.name),
            room,
        });
        Look {
            figures,
            rooms: rooms.collect(),
        }
    }

    fn take_in(&mut self, input: Input) {
        if let Input::Message { frame, .. } = &input {
            self.counts.receive(&frame.message);
        }
        if let Input::Disconnected { connection } = input {
            self.forget(connection, None);
        }
        if input == Input::Stopping {
            self.report();
        }
        let input = match self.wait_of(&input) {
            Some((connection, wait)) => Input::TooOften {
                connection,
                code: ErrorCode::RateLimited,
                retry_after: wait.millis(),
            },
            None => input,
        };
        self.rooms.handle(input, self.clock.now());
    }

    /// How long whoever wants to join has to wait, if too many came from the same address.
    fn wait_of(&self, input: &Input) -> Option<(ConnectionId, RetryAfter)> {
        let Input::Message { connection, frame } = input else {
            return None;
        };
        let ClientMessage::Join(join) = &frame.message else {
            return None;
        };
        let address = self.links.get(connection)?.address;
        let admitted = self.rates.join(address).and_then(|()| {
            // Nobody makes a room by a password, which is counted when it is looked at: to count a room would tell that
            // there is none.
            if join.entry.password.is_some() || self.rooms.has_room(&join.room) {
                Ok(())
            } else {
                self.rates.new_room(address)
            }
        });
        admitted.err().map(|wait| (*connection, wait))
    }

    /// Logs what there is; whatever grows without end shows in it.
    fn report(&self) {
        tracing::info!(
            rooms = self.rooms.room_count(),
            seats = self.rooms.seat_count(),
            connections = self.rooms.connection_count(),
            tasks = Handle::current().metrics().num_alive_tasks(),
            "what the server leaves"
        );
    }

    /// Does all that may be done, and has the rest written.
    fn settle(&mut self) {
        loop {
            // To do one thing may lead to another: a receiver who is too slow is sent away.
            while let Some(command) = self.next_command() {
                self.obey(command);
            }
            match self.journal.next_batch() {
                Some(changes) => self.disk.write(changes),
                None => return,
            }
        }
    }

    fn next_command(&mut self) -> Option<Command> {
        while let Some(command) = self.rooms.next_command() {
            let at_once = self.journal.enter(command);
            if at_once.is_some() {
                return at_once;
            }
        }
        self.journal.released()
    }

    fn obey(&mut self, command: Command) {
        match command {
            // The journal keeps these to itself.
            Command::Store(_) => {}
            // Servers elsewhere go by the time alone.
            Command::Revoke { subject } => {
                if let Some(relay) = &self.relay {
                    relay.revoke(subject);
                }
            }
            Command::CheckPassword {
                connection,
                password,
                hash,
            } => self.check_password(connection, password, hash),
            Command::GiveHostPass { connection, room } => self.give_host_pass(connection, &room),
            Command::HashPassword { room, by, password } => {
                self.passwords
                    .hash(password, move |hash| Input::PasswordHashed {
                        room,
                        by,
                        hash,
                    });
            }
            Command::Send { to, message } => {
                self.note(&to, &message);
                if let ServerMessage::Error { code, .. } = &*message {
                    to.iter().for_each(|_| self.counts.tell(*code));
                }
                let Some(text) = text::of_message(&message) else {
                    return;
                };
                for delivery in to {
                    self.post(delivery, &text);
                }
            }
            Command::Close { connection, code } => {
                if let Some(link) = self.forget(connection, code) {
                    link.outbox.close(Closing(code));
                }
            }
        }
    }

    /// Has a password looked at, unless too many were tried from the same address.
    fn check_password(
        &mut self,
        connection: ConnectionId,
        password: RoomPassword,
        hash: Option<PasswordHash>,
    ) {
        let link = self.links.get(&connection);
        let tried = link.map_or(Ok(()), |link| self.rates.password_try(link.address));
        match tried {
            Ok(()) => self
                .passwords
                .check(password, hash, move |right| Input::PasswordChecked {
                    connection,
                    right,
                }),
            Err(wait) => {
                let input = Input::TooOften {
                    connection,
                    code: ErrorCode::TooManyTries,
                    retry_after: wait.millis(),
                };
                self.rooms.handle(input, self.clock.now());
            }
        }
    }

    fn give_host_pass(&mut self, connection: ConnectionId, room: &RoomId) {
        let Ok((pass, lifetime)) = self.doors.host_pass(room) else {
            return;
        };
        let message: ServerMessage<OpaqueSignal> = ServerMessage::HostPass { pass, lifetime };
        if let Some(text) = text::of_message(&message) {
            let seq = None;
            self.post(Delivery { connection, seq }, &text);
        }
    }

    fn post(&mut self, Delivery { connection, seq }: Delivery, text: &str) {
        let Some(link) = self.links.get(&connection) else {
            return;
        };
        let text = match seq {
            Some(seq) => {
                self.numbered.clear();
                protocol::write_numbered_event(&mut self.numbered, seq, text);
                &self.numbered
            }
            None => text,
        };
        if link.outbox.push(text).is_err() {
            // What waits there is lost in any case; without it there is place for the error.
            link.outbox.clear();
            let input = Input::Refused {
                connection,
                code: ErrorCode::TooSlow,
                detail: None,
            };
            self.rooms.handle(input, self.clock.now());
        }
    }

    /// Remembers and logs who has come into which room.
    fn note(&mut self, to: &[Delivery], message: &ServerMessage<OpaqueSignal>) {
        let [Delivery { connection, .. }] = to else {
            return;
        };
        let Some(link) = self.links.get_mut(connection) else {
            return;
        };
        if let ServerMessage::Joined(joined) = message {
            let room = self.marks.of(&joined.room);
            tracing::info!(%room, %connection, participant = %joined.you, "joined");
            link.room = Some(room);
            self.counts.joins += 1;
        } else if let ServerMessage::Resumed(resumed) = message {
            let room = self.marks.of(&resumed.room);
            tracing::info!(%room, %connection, participant = %resumed.you, "resumed");
            link.room = Some(room);
            self.counts.resumes += 1;
        } else if !matches!(message, ServerMessage::Waiting { .. }) {
            return;
        }
        link.outbox.seat();
    }

    fn forget(&mut self, connection: ConnectionId, code: Option<ErrorCode>) -> Option<Link> {
        let link = self.links.remove(&connection)?;
        match &link.room {
            Some(room) => tracing::info!(%room, %connection, ?code, "disconnected"),
            None => tracing::debug!(%connection, ?code, "closed without having joined"),
        }
        Some(link)
    }

    fn note_written(&mut self, outcome: Result<(), WriteError>) {
        match outcome {
            Ok(()) => self.journal.note_written(),
            Err(error) => {
                tracing::error!(
                    %error,
                    "rooms and chats can no longer be stored in TATAP_DATA_DIR: calls go on, but with the next \
                     restart they end, and what is said from here on is lost"
                );
                self.journal.give_up();
                self.disk.give_up();
            }
        }
    }

    /// Has everything written that is not written yet.
    async fn finish(mut self) {
        self.settle();
        while self.disk.is_writing() {
            let outcome = self.disk.written().await;
            self.note_written(outcome);
            self.settle();
        }
        self.disk.close().await;
    }
}

use std::collections::VecDeque;

use protocol::{
    ClientFrame, ClientMessage, ErrorCode, IceServers, Join, Joined, Participant, ParticipantId,
    Peer, Resume, ResumeToken, Resumed, Role, RoomId, ServerFrame, ServerMessage, Topology,
};

/// What the server does with two clients: seats that outlive connections, events that are numbered and sent again,
/// commands that are acted on once.
#[derive(Default)]
pub(crate) struct FakeServer {
    seats: [Option<Seat>; 2],
    /// The connections that have not joined or resumed.
    strangers: [Option<u64>; 2],
    roster: u64,
    participants: u32,
    tokens: u8,
    /// What is sent: to which client, by which connection.
    pub(crate) sent: VecDeque<(usize, u64, ServerFrame)>,
}

struct Seat {
    participant: Participant,
    connection: Option<u64>,
    /// The other was told that the connection is lost.
    away: bool,
    token: ResumeToken,
    /// The token before, for a client that has not heard of the new one, and whether it counts by the same numbers.
    before: Option<(ResumeToken, bool)>,
    attempt: u64,
    events: VecDeque<ServerMessage>,
    /// The number of the last event.
    last: u64,
    counter: u64,
    /// Nothing of events and commands is known any more.
    forgotten: bool,
    /// Whoever has the seat has said something since they were given it.
    known: bool,
}

impl Seat {
    fn knows(&self, token: &ResumeToken) -> bool {
        self.token == *token
            || self
                .before
                .as_ref()
                .is_some_and(|(before, _)| before == token)
    }

    /// After which event the client goes on; `None` if it has to start over.
    fn goes_on_after(&self, resume: &Resume) -> Option<u64> {
        let counts_alike =
            self.token == resume.token || self.before.as_ref().is_some_and(|(_, is_same)| *is_same);
        let kept = self.last - self.events.len() as u64..=self.last;
        resume
            .received
            .filter(|received| counts_alike && !self.forgotten && kept.contains(received))
    }
}

impl FakeServer {
    pub(crate) fn id(&self, client: usize) -> Option<ParticipantId> {
        self.seats[client].as_ref().map(|seat| seat.participant.id)
    }

    pub(crate) fn publishes(&self, client: usize) -> bool {
        self.seats[client]
            .as_ref()
            .is_some_and(|seat| seat.participant.publications.iter().next().is_some())
    }

    pub(crate) fn accept(&mut self, client: usize, connection: u64) {
        self.strangers[client] = Some(connection);
    }

    /// The server notices that a connection is gone, and may tell the other one.
    pub(crate) fn lose(&mut self, client: usize, connection: u64, tells: bool) {
        let Some(seat) = &mut self.seats[client] else {
            return;
        };
        if seat.connection == Some(connection) {
            seat.connection = None;
            if tells && !seat.away {
                seat.away = true;
                self.tell_connection(client);
            }
        }
    }

    /// The seat is kept, but not what was said: as after a restart, or when too much was missed.
    pub(crate) fn forget_signals(&mut self, client: usize) {
        if let Some(seat) = &mut self.seats[client] {
            seat.forgotten = true;
        }
    }

    /// The seat is given up.
    pub(crate) fn forget_seat(&mut self, client: usize) {
        if let Some(seat) = self.seats[client].take() {
            self.roster += 1;
            let left = ServerMessage::ParticipantLeft {
                roster: self.roster,
                participant: seat.participant.id,
            };
            self.event(1 - client, left);
        }
    }

    pub(crate) fn receive(
        &mut self,
        client: usize,
        connection: u64,
        frame: ClientFrame,
    ) -> Result<(), String> {
        let is_stranger = self.strangers[client] == Some(connection);
        match frame.message {
            ClientMessage::Join(join) if is_stranger => self.join(client, connection, join),
            ClientMessage::Resume(resume) if is_stranger => {
                self.resume(client, connection, resume);
            }
            message @ (ClientMessage::Join(_)
            | ClientMessage::Resume(_)
            | ClientMessage::Leave { .. }
            | ClientMessage::Signal { .. }
            | ClientMessage::SetPublications { .. }
            | ClientMessage::Chat { .. }
            | ClientMessage::SetHand { .. }
            | ClientMessage::SetRecording { .. }
            | ClientMessage::Act(_)
            | ClientMessage::React { .. }
            | ClientMessage::RenewIceServers
            | ClientMessage::AskHostPass
            | ClientMessage::Ping { .. }) => {
                return self.command(client, connection, frame.counter, message);
            }
        }
        Ok(())
    }

    /// Acts once on what is numbered, in order.
    fn command(
        &mut self,
        client: usize,
        connection: u64,
        counter: Option<u64>,
        message: ClientMessage,
    ) -> Result<(), String> {
        // Of a connection that another one has replaced.
        let Some(seat) = self.seats[client]
            .as_mut()
            .filter(|seat| seat.connection == Some(connection))
        else {
            return Ok(());
        };
        match counter {
            Some(counter) if counter <= seat.counter => return Ok(()),
            Some(counter) if counter == seat.counter + 1 => seat.counter = counter,
            Some(counter) => return Err(format!("no command before {counter}")),
            None if message.is_command() => return Err("no counter".to_owned()),
            None => {}
        }
        let leaves = matches!(message, ClientMessage::Leave { .. });
        seat.known |= !leaves;
        self.act(client, connection, message)
    }

    fn act(
        &mut self,
        client: usize,
        connection: u64,
        message: ClientMessage,
    ) -> Result<(), String> {
        let Some(seat) = &mut self.seats[client] else {
            return Ok(());
        };
        let from = seat.participant.id;
        match message {
            ClientMessage::Ping { received } => {
                let keep = usize::try_from(seat.last.saturating_sub(received)).unwrap_or_default();
                while seat.events.len() > keep {
                    seat.events.pop_front();
                }
                let pong = ServerMessage::Pong {
                    counter: seat.counter,
                };
                self.send(client, connection, None, pong);
            }
            ClientMessage::RenewIceServers => {
                let ice = ServerMessage::IceServers(ice_servers());
                self.send(client, connection, None, ice);
            }
            ClientMessage::Signal { to, signal } => {
                if self.id(1 - client) == Some(to) {
                    self.event(1 - client, ServerMessage::Signal { from, signal });
                }
            }
            ClientMessage::SetPublications { publications } => {
                seat.participant.publications = publications.clone();
                self.roster += 1;
                let changed = ServerMessage::PublicationsChanged {
                    roster: self.roster,
                    participant: from,
                    publications,
                };
                self.event(1 - client, changed);
            }
            ClientMessage::Chat { .. }
            | ClientMessage::SetHand { .. }
            | ClientMessage::SetRecording { .. }
            | ClientMessage::Act(_)
            | ClientMessage::AskHostPass
            | ClientMessage::React { .. } => {}
            ClientMessage::Join(_) | ClientMessage::Resume(_) => {
                return Err("someone who is there asks to come in".to_owned());
            }
            // Whoever gives up joining does not know of the seat.
            ClientMessage::Leave { .. } if !seat.known => self.forget_seat(client),
            ClientMessage::Leave { .. } => return Err("nobody wanted to leave".to_owned()),
        }
        Ok(())
    }

    fn join(&mut self, client: usize, connection: u64, join: Join) {
        self.forget_seat(client);
        self.strangers[client] = None;
        self.participants += 1;
        let token = self.token();
        self.seats[client] = Some(Seat {
            participant: Participant {
                id: ParticipantId(self.participants),
                name: join.name,
                publications: join.publications,
                engine: join.engine,
                hand: None,
                recording: false,
                silenced: false,
                role: Role::Member,
            },
            connection: Some(connection),
            away: false,
            token: token.clone(),
            before: None,
            attempt: 0,
            events: VecDeque::new(),
            last: 0,
            counter: 0,
            forgotten: false,
            known: false,
        });
        self.roster += 1;
        if let Some(peer) = self.peer(client, 1 - client) {
            let roster = self.roster;
            self.event(
                1 - client,
                ServerMessage::ParticipantJoined { roster, peer },
            );
        }
        let joined = Joined {
            version: 1,
            room: join.room,
            you: ParticipantId(self.participants),
            name: None,
            topology: Topology::Mesh,
            capacity: 2,
            ice: ice_servers(),
            doors: Box::default(),
            roster: self.roster,
            participants: self.peer(1 - client, client).into_iter().collect(),
            token,
        };
        self.send(client, connection, None, ServerMessage::Joined(joined));
    }

    fn resume(&mut self, client: usize, connection: u64, resume: Resume) {
        let participants = self.peer(1 - client, client).into_iter().collect();
        let token = self.token();
        let Some(seat) = self.seats[client]
            .as_mut()
            .filter(|seat| seat.knows(&resume.token) && resume.attempt > seat.attempt)
        else {
            let refusal = ServerMessage::Error {
                code: ErrorCode::CannotResume,
                detail: None,
                retry_after: None,
            };
            return self.send(client, connection, None, refusal);
        };
        self.strangers[client] = None;
        seat.attempt = resume.attempt;
        seat.connection = Some(connection);
        seat.known = false;
        let received = seat.goes_on_after(&resume);
        if seat.token == resume.token {
            seat.before = Some((resume.token, true));
        }
        seat.token = token;
        let has_all = seat.last == seat.events.len() as u64;
        if received.is_none() {
            let is_same = seat.before.as_ref().is_some_and(|(_, is_same)| *is_same);
            if is_same || seat.forgotten || !has_all {
                seat.events.clear();
                (seat.last, seat.counter, seat.forgotten) = (0, 0, false);
            }
            if let Some((_, is_same)) = &mut seat.before {
                *is_same = false;
            }
        }
        let resumed = Resumed {
            version: 1,
            room: resume.room,
            you: seat.participant.id,
            name: seat.participant.name.clone(),
            topology: Topology::Mesh,
            capacity: 2,
            ice: ice_servers(),
            doors: Box::default(),
            roster: self.roster,
            participants,
            token: seat.token.clone(),
            continues: received.is_some(),
            counter: seat.counter,
            generation: 0,
            hand: None,
            recording: false,
        };
        let missed = usize::try_from(seat.last - received.unwrap_or_default()).unwrap_or_default();
        let first = seat.last - missed as u64 + 1;
        let again: Vec<_> = seat
            .events
            .range(seat.events.len() - missed..)
            .cloned()
            .collect();
        let was_away = std::mem::take(&mut seat.away);
        if seat.participant.publications != resume.publications {
            seat.participant.publications = resume.publications;
        }
        let (participant, publications) =
            (seat.participant.id, seat.participant.publications.clone());
        self.send(client, connection, None, ServerMessage::Resumed(resumed));
        for (seq, message) in (first..).zip(again) {
            self.send(client, connection, Some(seq), message);
        }
        self.roster += 1;
        let changed = ServerMessage::PublicationsChanged {
            roster: self.roster,
            participant,
            publications,
        };
        self.event(1 - client, changed);
        if was_away {
            self.tell_connection(client);
        }
    }

    fn tell_connection(&mut self, client: usize) {
        let Some(seat) = &self.seats[client] else {
            return;
        };
        self.roster += 1;
        let told = ServerMessage::ParticipantConnection {
            roster: self.roster,
            participant: seat.participant.id,
            connected: !seat.away,
        };
        self.event(1 - client, told);
    }

    /// Numbers an event, keeps it, and sends it if there is a connection.
    fn event(&mut self, client: usize, message: ServerMessage) {
        let Some(seat) = &mut self.seats[client] else {
            return;
        };
        seat.last += 1;
        seat.events.push_back(message.clone());
        if let Some(connection) = seat.connection {
            let seq = seat.last;
            self.send(client, connection, Some(seq), message);
        }
    }

    fn send(&mut self, client: usize, connection: u64, seq: Option<u64>, message: ServerMessage) {
        let message = Some(message);
        self.sent
            .push_back((client, connection, ServerFrame { seq, message }));
    }

    /// `client` as `receiver` sees it.
    fn peer(&self, client: usize, receiver: usize) -> Option<Peer> {
        let seat = self.seats[client].as_ref()?;
        Some(Peer {
            participant: seat.participant.clone(),
            polite: self.id(receiver) > Some(seat.participant.id),
            connected: !seat.away,
        })
    }

    fn token(&mut self) -> ResumeToken {
        self.tokens = self.tokens.wrapping_add(1);
        ResumeToken::from_secret([self.tokens; ResumeToken::BYTES])
    }

    pub(crate) fn room() -> RoomId {
        RoomId::parse("tea").unwrap()
    }
}

/// Some that are to be renewed often.
fn ice_servers() -> IceServers {
    IceServers {
        lifetime: Some(10),
        ..IceServers::default()
    }
}

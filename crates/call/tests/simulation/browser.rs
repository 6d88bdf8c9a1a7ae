use std::collections::{BTreeMap, VecDeque};

use call::{
    Call, Command, Environment, Input, LocalStreams, MediaInput, MediaProblem, PageInput,
    PeerCommand, PeerInput, PeerKey, PhaseView, SocketInput, TileConnection, Timestamp, UserInput,
};
use protocol::{ClientFrame, DisplayName, Engine, ParticipantId, ServerFrame, StreamId};

use crate::fake_connection::{FakeConnection, Operation};
use crate::fake_server::FakeServer;
use crate::random::Random;
use crate::witness::Witness;

/// One browser: a call, and the fakes that it drives. Everything that happens to the call waits in one queue, as it
/// does in the client.
pub(crate) struct Browser {
    name: &'static str,
    call: Call,
    witness: Witness,
    pub(crate) connections: BTreeMap<PeerKey, FakeConnection>,
    queue: VecDeque<Input>,
    pub(crate) socket: Option<Socket>,
    sockets: u64,
    pub(crate) to_server: VecDeque<(u64, ClientFrame)>,
    captures: VecDeque<u32>,
    has_devices: bool,
    /// The network that the device is in: each has its own paths.
    pub(crate) network: u32,
    /// For how many ticks the page does nothing.
    pub(crate) frozen: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Socket {
    pub(crate) id: u64,
    pub(crate) state: SocketState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SocketState {
    Opening,
    Open,
    /// Nothing gets through any more, and nobody says so.
    Dead,
}

/// What can happen next in a browser.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    /// The call takes the next input from its queue.
    Handle,
    /// The call is woken up at the time that it asked for.
    Wake,
    /// A peer connection performs the next operation of its chain.
    Step(PeerKey),
    /// A capture ends.
    Capture,
}

impl Browser {
    pub(crate) fn new(name: &'static str, engines: [Engine; 2], has_devices: bool) -> Self {
        let environment = Environment {
            secure: true,
            peer_connections: true,
            media_devices: true,
            engine: engines[0],
        };
        let streams = LocalStreams {
            devices: StreamId::parse("d").unwrap(),
            screen: StreamId::parse("s").unwrap(),
        };
        let now = Timestamp::default();
        let call = Call::new(FakeServer::room(), streams, environment, None, 7, now);
        let join = Input::User(UserInput::Join {
            password: None,
            name: DisplayName::parse(name).unwrap(),
        });
        Self {
            name,
            call,
            witness: Witness::new(engines),
            connections: BTreeMap::new(),
            queue: VecDeque::from([join]),
            socket: None,
            sockets: 0,
            to_server: VecDeque::new(),
            captures: VecDeque::new(),
            has_devices,
            network: 0,
            frozen: 0,
        }
    }

    pub(crate) fn actions(&self, now: Timestamp, events: &mut Vec<Action>) {
        if self.frozen > 0 {
            return;
        }
        if !self.queue.is_empty() {
            events.push(Action::Handle);
        }
        if self.call.poll_timeout().is_some_and(|at| at <= now) {
            events.push(Action::Wake);
        }
        if !self.captures.is_empty() {
            events.push(Action::Capture);
        }
        let busy = self.connections.iter().filter(|(_, c)| c.is_busy());
        events.extend(busy.map(|(key, _)| Action::Step(*key)));
    }

    pub(crate) fn act(
        &mut self,
        action: Action,
        random: &mut Random,
        failures: f64,
        now: Timestamp,
    ) -> Result<(), String> {
        match action {
            Action::Handle => {
                let Some(input) = self.queue.pop_front() else {
                    return Ok(());
                };
                self.witness.sees(&input, self.call.is_settled());
                self.call.handle(input, now);
                self.obey(failures)
            }
            Action::Wake => {
                self.witness.sees_time(self.call.is_settled());
                self.call.handle_timeout(now);
                if self.call.poll_timeout().is_some_and(|at| at <= now) {
                    return Err("woken up for nothing".to_owned());
                }
                self.obey(failures)
            }
            Action::Step(key) => self.step(key, random.chance(failures)),
            Action::Capture => {
                let Some(request) = self.captures.pop_front() else {
                    return Ok(());
                };
                let problem = MediaProblem::NotFound;
                let input = if !self.has_devices || random.chance(failures) {
                    MediaInput::CaptureFailed { request, problem }
                } else {
                    MediaInput::Captured { request }
                };
                self.queue.push_back(Input::Media(input));
                Ok(())
            }
        }
    }

    /// Adds a media section to the newest connection, as sharing a screen would.
    pub(crate) fn add_media(&mut self) {
        let mut events = Vec::new();
        if let Some((key, connection)) = self.connections.iter_mut().next_back() {
            connection.add_media(1, &mut events);
            let key = *key;
            self.post(key, events);
        }
    }

    pub(crate) fn user(&mut self, input: UserInput) {
        self.queue.push_back(Input::User(input));
    }

    /// The device comes into another network; browsers do not always say so.
    pub(crate) fn change_network(&mut self, says: bool) {
        self.network += 1;
        if says {
            self.page(PageInput::NetworkChanged);
        }
    }

    pub(crate) fn page(&mut self, input: PageInput) {
        self.queue.push_back(Input::Page(input));
    }

    /// A second goes by for every connection; a frozen page does not look.
    pub(crate) fn second(&mut self, reaches: bool, media: bool) {
        let mut all = Vec::new();
        for (key, connection) in &mut self.connections {
            let mut events = Vec::new();
            connection.ice.second(reaches, media, &mut events);
            if self.frozen > 0 {
                events.retain(|event| !matches!(event, PeerInput::Traffic(_)));
            }
            all.push((*key, events));
        }
        for (key, events) in all {
            self.post(key, events);
        }
    }

    pub(crate) fn receive(&mut self, frame: ServerFrame) {
        self.queue
            .push_back(Input::Socket(SocketInput::Received(frame)));
    }

    pub(crate) fn socket_opens(&mut self) {
        if let Some(socket) = &mut self.socket {
            socket.state = SocketState::Open;
            self.queue.push_back(Input::Socket(SocketInput::Opened));
        }
    }

    pub(crate) fn socket_closes(&mut self) {
        if self.socket.take().is_some() {
            let retry_after = None;
            self.queue
                .push_back(Input::Socket(SocketInput::Closed { retry_after }));
        }
    }

    pub(crate) fn tile(&self, participant: ParticipantId) -> Option<TileConnection> {
        let view = self.call.view();
        view.tiles
            .iter()
            .find(|tile| tile.participant == participant)
            .map(|tile| tile.connection)
    }

    /// True if the server was not to be reached when the person wanted to come in.
    pub(crate) fn is_out(&self) -> bool {
        matches!(self.call.view().phase, PhaseView::Ended(_))
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.call.is_settled()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// How often a connection was opened, closed or restarted.
    pub(crate) fn deeds(&self) -> u32 {
        self.witness.deeds()
    }

    fn step(&mut self, key: PeerKey, fails: bool) -> Result<(), String> {
        let Some(connection) = self.connections.get_mut(&key) else {
            return Ok(());
        };
        let mut events = Vec::new();
        connection
            .step(self.name, self.network, fails, &mut events)
            .map_err(|problem| format!("{key:?}: {problem}"))?;
        self.post(key, events);
        Ok(())
    }

    fn post(&mut self, peer: PeerKey, events: Vec<PeerInput>) {
        self.queue
            .extend(events.into_iter().map(|input| Input::Peer { peer, input }));
    }

    fn obey(&mut self, failures: f64) -> Result<(), String> {
        while let Some(command) = self.call.next_command() {
            self.witness.judges(&command, failures > 0.0)?;
            match command {
                Command::OpenSocket => {
                    self.forget_socket();
                    self.sockets += 1;
                    self.socket = Some(Socket {
                        id: self.sockets,
                        state: SocketState::Opening,
                    });
                }
                Command::CloseSocket => self.forget_socket(),
                Command::Send(frame) => self.send(frame)?,
                Command::Capture { request, .. } => self.captures.push_back(request),
                Command::Peer { peer, command } => self.peer(peer, command)?,
                Command::CaptureScreen { .. }
                | Command::HintScreen(_)
                | Command::Record(_)
                | Command::Play(_)
                | Command::ResizeCamera
                | Command::EnableTrack { .. }
                | Command::StopTrack { .. }
                | Command::Remember(_)
                | Command::File(_) => {}
            }
        }
        Ok(())
    }

    fn send(&mut self, frame: ClientFrame) -> Result<(), String> {
        match self.socket {
            Some(Socket {
                state: SocketState::Opening,
                ..
            }) => return Err(format!("{frame:?} is sent before the socket is open")),
            Some(Socket {
                id,
                state: SocketState::Open,
            }) => self.to_server.push_back((id, frame)),
            // It is gone, of which the call has yet to hear.
            Some(Socket {
                state: SocketState::Dead,
                ..
            })
            | None => {}
        }
        Ok(())
    }

    /// An earlier socket is heard no more.
    fn forget_socket(&mut self) {
        self.socket = None;
        self.queue
            .retain(|input| !matches!(input, Input::Socket(_)));
    }

    fn peer(&mut self, key: PeerKey, command: PeerCommand) -> Result<(), String> {
        let mut events = Vec::new();
        if let PeerCommand::Open { offers, .. } = command {
            if !self.connections.is_empty() {
                return Err(format!("{key:?} is opened beside another connection"));
            }
            let mut connection = FakeConnection::new();
            if offers {
                connection.add_first_media(&mut events);
            }
            self.connections.insert(key, connection);
            self.post(key, events);
            return Ok(());
        }
        let connection = self
            .connections
            .get_mut(&key)
            .ok_or_else(|| format!("{key:?} gets {command:?} when closed"))?;
        match command {
            PeerCommand::SetLocalDescription => connection.start(Operation::SetLocalDescription),
            PeerCommand::SetRemoteDescription(description) => {
                connection.start(Operation::SetRemoteDescription(description));
            }
            PeerCommand::AddCandidate(_) => connection.start(Operation::AddCandidate),
            PeerCommand::AdoptTransceivers => connection.adopt_transceivers(),
            PeerCommand::RestartIce => connection.restart_ice(&mut events),
            PeerCommand::Close => {
                self.connections.remove(&key);
            }
            PeerCommand::SetIceServers { .. }
            | PeerCommand::ReplaceTrack { .. }
            | PeerCommand::LimitVideo { .. }
            | PeerCommand::ReceiveVideo(_)
            | PeerCommand::Open { .. } => {}
        }
        self.post(key, events);
        Ok(())
    }
}

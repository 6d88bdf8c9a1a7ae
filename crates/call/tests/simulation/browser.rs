use std::collections::{BTreeMap, VecDeque};

use call::{
    Call, Command, ConnectionState, Environment, Input, MediaInput, MediaProblem, PeerCommand,
    PeerInput, PeerKey, SocketInput, TileConnection, Timestamp, UserInput,
};
use protocol::{ClientMessage, DisplayName, ParticipantId, RoomId, ServerMessage, StreamId};

use crate::fake_connection::{FakeConnection, Operation};
use crate::random::Random;

/// One browser: a call, and the fakes that it drives. Everything that happens to the call waits in one queue, as it
/// does in the client.
pub(crate) struct Browser {
    name: &'static str,
    call: Call,
    pub(crate) connections: BTreeMap<PeerKey, FakeConnection>,
    queue: VecDeque<Input>,
    pub(crate) to_server: VecDeque<ClientMessage>,
    captures: VecDeque<u32>,
}

/// What can happen next in a browser.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    /// The call takes the next input from its queue.
    Handle,
    /// A peer connection performs the next operation of its chain.
    Step(PeerKey),
    /// A capture ends.
    Capture,
}

impl Browser {
    pub(crate) fn new(name: &'static str, now: Timestamp) -> Self {
        let environment = Environment {
            secure: true,
            peer_connections: true,
            media_devices: true,
        };
        let room = RoomId::parse("tea").unwrap();
        let call = Call::new(room, StreamId::parse("s").unwrap(), environment, now);
        let join = Input::User(UserInput::Join {
            name: DisplayName::parse(name).unwrap(),
        });
        Self {
            name,
            call,
            connections: BTreeMap::new(),
            queue: VecDeque::from([join]),
            to_server: VecDeque::new(),
            captures: VecDeque::new(),
        }
    }

    pub(crate) fn receive(&mut self, message: ServerMessage) {
        self.queue
            .push_back(Input::Socket(SocketInput::Received(message)));
    }

    pub(crate) fn actions(&self) -> impl Iterator<Item = Action> {
        let handle = (!self.queue.is_empty()).then_some(Action::Handle);
        let capture = (!self.captures.is_empty()).then_some(Action::Capture);
        let steps = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.is_busy());
        handle
            .into_iter()
            .chain(capture)
            .chain(steps.map(|(key, _)| Action::Step(*key)))
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
                if let Some(input) = self.queue.pop_front() {
                    self.call.handle(input, now);
                    self.obey()?;
                }
            }
            Action::Step(key) => {
                let Some(connection) = self.connections.get_mut(&key) else {
                    return Ok(());
                };
                let mut events = Vec::new();
                let fails = random.chance(failures);
                connection
                    .step(self.name, fails, &mut events)
                    .map_err(|problem| format!("{key:?}: {problem}"))?;
                self.post(key, events);
            }
            Action::Capture => {
                let Some(request) = self.captures.pop_front() else {
                    return Ok(());
                };
                let input = if random.chance(failures) {
                    MediaInput::CaptureFailed {
                        request,
                        problem: MediaProblem::Busy,
                    }
                } else {
                    MediaInput::Captured { request }
                };
                self.queue.push_back(Input::Media(input));
            }
        }
        Ok(())
    }

    /// Adds a media section to the newest connection, as sharing a screen would.
    pub(crate) fn add_media(&mut self) {
        let mut events = Vec::new();
        let Some((key, connection)) = self.connections.iter_mut().next_back() else {
            return;
        };
        connection.add_media(1, &mut events);
        let key = *key;
        self.post(key, events);
    }

    /// The person turns the camera on or off.
    pub(crate) fn set_camera(&mut self, on: bool) {
        self.queue.push_back(Input::User(UserInput::SetCamera(on)));
    }

    pub(crate) fn connected(&mut self, key: PeerKey) {
        self.post(
            key,
            vec![
                PeerInput::TrackAdded,
                PeerInput::Connection(ConnectionState::Connected),
            ],
        );
    }

    pub(crate) fn pass_time(&mut self, now: Timestamp) -> Result<(), String> {
        self.call.handle_timeout(now);
        self.obey()
    }

    pub(crate) fn tile(&self, participant: ParticipantId) -> Option<TileConnection> {
        let view = self.call.view();
        view.tiles
            .iter()
            .find(|tile| tile.participant == participant)
            .map(|tile| tile.connection)
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.call.is_settled()
    }

    fn post(&mut self, peer: PeerKey, events: Vec<PeerInput>) {
        self.queue
            .extend(events.into_iter().map(|input| Input::Peer { peer, input }));
    }

    fn obey(&mut self) -> Result<(), String> {
        while let Some(command) = self.call.next_command() {
            match command {
                Command::OpenSocket => self.queue.push_back(Input::Socket(SocketInput::Opened)),
                Command::Send(message) => self.to_server.push_back(message),
                Command::Capture { request, .. } => self.captures.push_back(request),
                Command::Peer { peer, command } => self.peer(peer, command)?,
                Command::EnableTrack { .. } | Command::StopTrack { .. } => {}
                Command::CloseSocket => return Err("nobody wanted to leave".to_owned()),
            }
        }
        Ok(())
    }

    fn peer(&mut self, key: PeerKey, command: PeerCommand) -> Result<(), String> {
        let mut events = Vec::new();
        if let PeerCommand::Open { offers, .. } = command {
            if !self.connections.is_empty() {
                return Err(format!("{key:?} is opened beside another connection"));
            }
            let mut connection = FakeConnection::default();
            connection.add_media(if offers { 2 } else { 0 }, &mut events);
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
            PeerCommand::Close => {
                self.connections.remove(&key);
            }
            PeerCommand::AdoptTransceivers
            | PeerCommand::ReplaceTrack { .. }
            | PeerCommand::Open { .. } => {}
        }
        Ok(())
    }
}

//! A browser in a test: a call, the clock, and short ways to say what happens.

use std::collections::VecDeque;
use std::time::Duration;

use call::{
    Call, CallView, ChatBody, Command, Environment, Input, LineState, LocalStreams, MediaInput,
    Notice, PageInput, PeerCommand, PeerInput, PeerKey, SeatMemory, SignalingView, SocketInput,
    Tile, Timestamp, UserInput,
};
use protocol::{
    ChatId, ChatMessage, ChatText, ClientFrame, ClientMessage, Description, DescriptionKind,
    DisplayName, Doors, Engine, ErrorCode, IceServers, Joined, Participant, ParticipantId, Peer,
    Publication, Publications, ResumeToken, Resumed, Role, RoomId, ServerFrame, ServerMessage,
    Signal, SignalBody, Source, StreamId, Topology,
};

pub(crate) struct Browser {
    call: Call,
    now: Timestamp,
    /// What the call has asked for since the last look, without pings.
    commands: VecDeque<Command>,
    /// The pings since the last look: the number of the last event that each acknowledges.
    pings: Vec<u64>,
    /// The server answers pings, and has acted on every command.
    pub(crate) server_answers: bool,
    /// What the server tells of STUN and TURN servers.
    pub(crate) ice: IceServers,
    /// What the server tells of who may come in.
    pub(crate) doors: Doors,
    last_counter: u64,
    last_seq: u64,
    roster: u64,
}

impl Browser {
    pub(crate) fn new(environment: Environment) -> Self {
        Self::with(environment, None)
    }

    pub(crate) fn with(environment: Environment, memory: Option<SeatMemory>) -> Self {
        let now = Timestamp::default();
        let call = Call::new(room(), streams(), environment, memory, 7, now);
        Self {
            call,
            now,
            commands: VecDeque::new(),
            pings: Vec::new(),
            server_answers: true,
            ice: IceServers::default(),
            doors: Doors::default(),
            last_counter: 0,
            last_seq: 0,
            roster: 0,
        }
    }

    pub(crate) fn in_green_room() -> Self {
        Self::new(environment())
    }

    /// A page that was loaded again in the middle of a call.
    pub(crate) fn returning(memory: SeatMemory) -> Self {
        Self::with(environment(), Some(memory))
    }

    /// In the call as Ana, with both devices, and nothing left to do.
    pub(crate) fn in_call_with(peers: Vec<Peer>) -> Self {
        let mut browser = Self::in_green_room();
        browser.media(MediaInput::Captured { request: 0 });
        browser.enter("Ana", peers);
        browser.commands();
        browser
    }

    pub(crate) fn enter(&mut self, name: &str, peers: Vec<Peer>) {
        self.join(name);
        self.socket(SocketInput::Opened);
        self.joined(peers);
    }

    pub(crate) fn join(&mut self, name: &str) {
        self.user(UserInput::Join {
            name: DisplayName::parse(name).unwrap(),
            password: None,
        });
    }

    pub(crate) fn joined(&mut self, participants: Vec<Peer>) {
        self.last_seq = 0;
        self.last_counter = 0;
        self.receive(ServerMessage::Joined(Joined {
            version: 1,
            room: room(),
            you: ParticipantId(9),
            name: None,
            topology: Topology::Mesh,
            capacity: 6,
            ice: self.ice.clone(),
            doors: Box::new(self.doors.clone()),
            roster: self.roster,
            participants,
            token: token(1),
        }));
    }

    /// The server answers a `resume`: it has acted on the commands up to `counter`.
    pub(crate) fn resumed(&mut self, participants: Vec<Peer>, counter: u64, continues: bool) {
        self.resumed_as(participants, counter, continues, false);
    }

    /// Like [`Browser::resumed`], and the others are told that this person is `recording`.
    pub(crate) fn resumed_as(
        &mut self,
        participants: Vec<Peer>,
        counter: u64,
        continues: bool,
        recording: bool,
    ) {
        if !continues {
            self.last_seq = 0;
            self.last_counter = 0;
        }
        self.receive(ServerMessage::Resumed(Resumed {
            version: 1,
            room: room(),
            you: ParticipantId(9),
            name: DisplayName::parse("Ana").unwrap(),
            topology: Topology::Mesh,
            capacity: 6,
            ice: self.ice.clone(),
            doors: Box::new(self.doors.clone()),
            roster: self.roster,
            participants,
            token: token(2),
            continues,
            counter,
            generation: 1024,
            hand: None,
            recording,
        }));
    }

    pub(crate) fn error(&mut self, code: ErrorCode, retry_after: Option<u32>) {
        self.receive(ServerMessage::Error {
            code,
            detail: None,
            retry_after,
        });
    }

    pub(crate) fn close(&mut self) {
        self.socket(SocketInput::Closed { retry_after: None });
    }

    pub(crate) fn page(&mut self, input: PageInput) {
        self.handle(Input::Page(input));
    }

    pub(crate) fn user(&mut self, input: UserInput) {
        self.handle(Input::User(input));
    }

    pub(crate) fn media(&mut self, input: MediaInput) {
        self.handle(Input::Media(input));
    }

    pub(crate) fn socket(&mut self, input: SocketInput) {
        self.handle(Input::Socket(input));
    }

    /// The server sends what is not numbered.
    pub(crate) fn receive(&mut self, message: ServerMessage) {
        self.frame(None, message);
    }

    /// The server sends an event with the next number.
    pub(crate) fn event(&mut self, message: ServerMessage) {
        self.last_seq += 1;
        self.frame(Some(self.last_seq), message);
    }

    pub(crate) fn frame(&mut self, seq: Option<u64>, message: ServerMessage) {
        self.socket(SocketInput::Received(ServerFrame {
            seq,
            message: Some(message),
        }));
    }

    /// The next version of the roster.
    pub(crate) fn roster(&mut self) -> u64 {
        self.roster += 1;
        self.roster
    }

    pub(crate) fn participant_joined(&mut self, peer: Peer) {
        let roster = self.roster();
        self.event(ServerMessage::ParticipantJoined { roster, peer });
    }

    pub(crate) fn participant_left(&mut self, participant: ParticipantId) {
        let roster = self.roster();
        self.event(ServerMessage::ParticipantLeft {
            roster,
            participant,
        });
    }

    pub(crate) fn publications_changed(&mut self, participant: ParticipantId, of: &[Source]) {
        let roster = self.roster();
        self.event(ServerMessage::PublicationsChanged {
            roster,
            participant,
            publications: publications(of),
        });
    }

    /// Something happens to the first connection to `participant`.
    pub(crate) fn peer(&mut self, participant: ParticipantId, input: PeerInput) {
        self.handle(Input::Peer {
            peer: PeerKey {
                participant,
                generation: 0,
            },
            input,
        });
    }

    pub(crate) fn offer_from(&mut self, from: ParticipantId, generation: u32) {
        let description = Description {
            kind: DescriptionKind::Offer,
            sdp: "v=0".to_owned(),
        };
        let signal = Signal {
            generation,
            negotiation: 1,
            body: SignalBody::Description(description),
        };
        self.event(ServerMessage::Signal { from, signal });
    }

    /// Lets time go by, waking the call up whenever it asked for it.
    pub(crate) fn pass(&mut self, duration: Duration) {
        let until = self.now + duration;
        while let Some(next) = self.call.poll_timeout().filter(|next| *next <= until) {
            assert!(next >= self.now, "a deadline of the past: {next:?}");
            let before = self.call.poll_timeout();
            self.now = next;
            self.call.handle_timeout(next);
            assert!(
                self.obey() || self.call.poll_timeout() != before,
                "the call asks to be woken up for nothing, at {next:?}"
            );
        }
        self.now = until;
        self.call.handle_timeout(until);
        self.obey();
    }

    /// Lets time go by without waking the call up, as a frozen page does.
    pub(crate) fn freeze(&mut self, duration: Duration) {
        self.now = self.now + duration;
    }

    /// What the call has asked for since the last look, without pings.
    pub(crate) fn commands(&mut self) -> Vec<Command> {
        self.obey();
        self.commands.drain(..).collect()
    }

    /// What was sent since the last look, without pings; other commands are dropped.
    /// Has commands come out again with the next look.
    pub(crate) fn put_back(&mut self, commands: Vec<Command>) {
        self.commands.extend(commands);
    }

    pub(crate) fn sent(&mut self) -> Vec<ClientMessage> {
        self.sent_frames()
            .into_iter()
            .map(|frame| frame.message)
            .collect()
    }

    pub(crate) fn sent_frames(&mut self) -> Vec<ClientFrame> {
        let sent = self
            .commands()
            .into_iter()
            .filter_map(|command| match command {
                Command::Send(frame) => Some(frame),
                _ => None,
            });
        sent.collect()
    }

    /// The pings since the last look.
    pub(crate) fn pings(&mut self) -> Vec<u64> {
        self.obey();
        std::mem::take(&mut self.pings)
    }

    /// How often a socket was opened since the last look; other commands are dropped.
    pub(crate) fn sockets_opened(&mut self) -> usize {
        let commands = self.commands();
        let opens = commands
            .iter()
            .filter(|command| matches!(command, Command::OpenSocket));
        opens.count()
    }

    /// The connections that were opened since the last look, and whether they make the first offer.
    pub(crate) fn opened(&mut self) -> Vec<(PeerKey, bool)> {
        let mut opened = Vec::new();
        for command in self.commands() {
            if let Command::Peer {
                peer,
                command: PeerCommand::Open { offers, .. },
            } = command
            {
                opened.push((peer, offers));
            }
        }
        opened
    }

    pub(crate) fn view(&self) -> CallView {
        self.call.view()
    }

    pub(crate) fn tile(&self, participant: ParticipantId) -> Tile {
        let tile = self
            .view()
            .tiles
            .into_iter()
            .find(|tile| tile.participant == participant);
        tile.expect("the participant has a tile")
    }

    pub(crate) fn signaling(&self) -> SignalingView {
        match self.view().phase {
            call::PhaseView::InCall { signaling } => signaling,
            phase => panic!("not in the call: {phase:?}"),
        }
    }

    pub(crate) fn notices(&self) -> Vec<Notice> {
        let notices = self.view().notices.into_iter();
        notices.map(|(_, notice)| notice).collect()
    }

    /// The chat as the person reads it: `…` marks what has not been sent, `!` what the server did not take.
    pub(crate) fn chat(&self) -> Vec<String> {
        let lines = self.view().chat.lines;
        let read = |line: &call::ChatLine| {
            let mark = match line.state {
                LineState::Said(_) => "",
                LineState::Waiting => "…",
                LineState::Failed => "!",
            };
            match &line.body {
                ChatBody::Text(text) => format!("{}{mark}", text.as_str()),
                ChatBody::File(file) => format!("file {file}"),
            }
        };
        lines.iter().map(read).collect()
    }

    pub(crate) fn say(&mut self, text: &str) {
        self.user(UserInput::SendChat(ChatText::parse(text).unwrap()));
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn handle(&mut self, input: Input) {
        self.call.handle(input, self.now);
    }

    /// Takes the commands out of the call, and lets the server answer pings; tells whether there were any.
    fn obey(&mut self) -> bool {
        let mut any = false;
        while let Some(command) = self.call.next_command() {
            any = true;
            let Command::Send(frame) = &command else {
                self.commands.push_back(command);
                continue;
            };
            self.last_counter = frame.counter.unwrap_or(self.last_counter);
            let ClientMessage::Ping { received } = frame.message else {
                self.commands.push_back(command);
                continue;
            };
            self.pings.push(received);
            if self.server_answers {
                let counter = self.last_counter;
                let pong = ServerFrame {
                    seq: None,
                    message: Some(ServerMessage::Pong { counter }),
                };
                self.call
                    .handle(Input::Socket(SocketInput::Received(pong)), self.now);
            }
        }
        any
    }
}

pub(crate) fn environment() -> Environment {
    Environment {
        secure: true,
        peer_connections: true,
        media_devices: true,
        engine: Engine::Chromium,
    }
}

pub(crate) fn room() -> RoomId {
    RoomId::parse("tea").unwrap()
}

pub(crate) fn token(number: u8) -> ResumeToken {
    ResumeToken::from_secret([number; ResumeToken::BYTES])
}

pub(crate) fn chat_message(number: u64, id: &str, from: u32, text: &str) -> ChatMessage {
    ChatMessage {
        number,
        id: ChatId::parse(id).unwrap(),
        from: ParticipantId(from),
        name: DisplayName::parse("Budi").unwrap(),
        text: ChatText::parse(text).unwrap(),
        sent_at: 1_792_000_000_000,
    }
}

pub(crate) fn peer(id: u32, name: &str) -> Peer {
    let name = DisplayName::parse(name).unwrap();
    let participant = Participant {
        id: ParticipantId(id),
        name,
        publications: Publications::default(),
        engine: Engine::Chromium,
        hand: None,
        recording: false,
        silenced: false,
        role: Role::Member,
    };
    Peer {
        participant,
        polite: true,
        connected: true,
    }
}

pub(crate) fn publications(sources: &[Source]) -> Publications {
    let list: Vec<Publication> = sources
        .iter()
        .map(|source| Publication {
            source: *source,
            muted: false,
            stream: streams().devices,
        })
        .collect();
    Publications::try_from(list).unwrap()
}

pub(crate) fn streams() -> LocalStreams {
    LocalStreams {
        devices: StreamId::parse("d").unwrap(),
        screen: StreamId::parse("s").unwrap(),
    }
}

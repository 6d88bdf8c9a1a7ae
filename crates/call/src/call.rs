use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use protocol::{
    ClientFrame, ClientMessage, DisplayName, IceServer, ParticipantId, Publications, RoomId,
    Source, StreamId,
};

use self::line::Line;
use crate::local_media::MediaChange;
use crate::peer::{Peer, PeerContext, PeerOutput};
use crate::{
    Chat, Command, EndReason, Environment, Heartbeat, Input, LocalMedia, Notice, NoticeBoard,
    Outbox, PageInput, PeerInput, PeerKey, Reconnection, SeatMemory, SocketInput, Timestamp,
    UserInput,
};

mod line;
mod roster;
mod signaling;
mod tiles;

/// A room as one browser sees it, from the green room to goodbye.
#[derive(Debug)]
pub struct Call {
    room: RoomId,
    stream: StreamId,
    environment: Environment,
    name: Option<DisplayName>,
    phase: Phase,
    media: LocalMedia,
    announced: Publications,
    peers: BTreeMap<ParticipantId, Peer>,
    /// The version of the roster that `peers` follows.
    roster: u64,
    line: Line,
    reconnection: Reconnection,
    /// Since when the connection to the server is missing.
    lost: Option<Timestamp>,
    /// Until when a person is told that it is there again.
    back_until: Option<Timestamp>,
    /// Nothing comes from anyone whose media came before.
    silent: bool,
    seat: Option<Seat>,
    outbox: Outbox,
    /// The number of the last event of the server; `None` while nothing of the call is known.
    received: Option<u64>,
    chat: Chat,
    notices: NoticeBoard,
    remembered: Option<SeatMemory>,
    now: Timestamp,
    commands: VecDeque<Command>,
}

#[derive(Clone, Debug)]
enum Phase {
    GreenRoom,
    Joining {
        deadline: Timestamp,
        /// The page was loaded again in the middle of a call.
        returning: bool,
    },
    InCall {
        you: ParticipantId,
        ice_servers: Vec<IceServer>,
    },
    Left,
    Ended(EndReason),
}

/// What gives the seat back after the connection to the server is lost.
#[derive(Clone, Debug)]
struct Seat {
    token: protocol::ResumeToken,
    attempt: u64,
}

impl Call {
    /// How long the server may take to let someone in.
    pub const JOIN_TIMEOUT: Duration = Duration::from_secs(15);

    /// How long the connection to the server may be missing before the person is told.
    pub const QUIET_LOSS: Duration = Duration::from_secs(1);

    /// How long a person is told that the connection is there again.
    pub const BACK_ONLINE: Duration = Duration::from_secs(3);

    /// Enters the green room of `room`; what the person captures is sent in `stream`.
    ///
    /// With a `memory` of a seat in this room, the call goes on where an earlier page of the tab has left it.
    /// From `seed` come the times of tries and the ids of chat messages.
    #[must_use]
    pub fn new(
        room: RoomId,
        stream: StreamId,
        environment: Environment,
        memory: Option<SeatMemory>,
        seed: u64,
        now: Timestamp,
    ) -> Self {
        let mut call = Self {
            room,
            stream,
            environment,
            name: None,
            phase: Phase::GreenRoom,
            media: LocalMedia::new(),
            announced: Publications::default(),
            peers: BTreeMap::new(),
            roster: 0,
            line: Line::Closed,
            reconnection: Reconnection::new(seed),
            lost: None,
            back_until: None,
            silent: false,
            seat: None,
            outbox: Outbox::default(),
            received: None,
            chat: Chat::new(seed),
            notices: NoticeBoard::default(),
            remembered: memory.clone(),
            now,
            commands: VecDeque::new(),
        };
        let memory = memory.filter(|memory| memory.room == call.room);
        if let Some(memory) = &memory {
            call.media.recall(memory.microphone, memory.camera);
        }
        call.enter_green_room();
        if let (Phase::GreenRoom, Some(memory)) = (&call.phase, memory) {
            call.come_back(memory);
        }
        call.follow_media();
        call.remember();
        call
    }

    /// Takes in what happened; what must be done comes out of [`Call::next_command`].
    pub fn handle(&mut self, input: Input, now: Timestamp) {
        if let Input::Socket(SocketInput::Received(_)) = input {
            // Whoever was kept from looking for a while must not take what came meanwhile for silence.
            self.line.received();
        }
        self.handle_timeout(now);
        match input {
            Input::User(input) => self.user(input),
            Input::Socket(input) => self.socket(input),
            Input::Peer { peer, input } => self.peer_event(peer, input),
            Input::Media(input) => self.media.handle(input),
            Input::Page(input) => self.page(input),
        }
        self.follow_media();
        self.watch_over_media();
        self.send_chat();
        self.remember();
    }

    /// Does what is due by the time alone.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.notices.expire(now);
        if let Phase::Joining { deadline, .. } = self.phase
            && deadline <= now
        {
            self.end(EndReason::Unreachable);
        }
        self.back_until = self.back_until.filter(|until| *until > self.now);
        self.tend_line();
        self.with_peers(Peer::handle_timeout);
        self.watch_over_media();
        self.send_chat();
        self.remember();
    }

    /// Returns when [`Call::handle_timeout`] is wanted next, if it is.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let joining = match self.phase {
            Phase::Joining { deadline, .. } => Some(deadline),
            Phase::GreenRoom | Phase::InCall { .. } | Phase::Left | Phase::Ended(_) => None,
        };
        let banner = self
            .lost
            .map(|lost| lost + Self::QUIET_LOSS)
            .filter(|at| *at > self.now);
        let chat = self.chat.deadline().filter(|at| *at > self.now);
        let peers = self
            .peers
            .values()
            .filter_map(|peer| peer.deadline(self.now));
        joining
            .into_iter()
            .chain(self.line.deadline())
            .chain(banner)
            .chain(self.back_until)
            .chain(chat)
            .chain(self.notices.deadline())
            .chain(peers)
            .min()
    }

    /// Returns the next thing to do, in the order in which it must be done.
    pub fn next_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// True when no negotiation is under way and no signal waits.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.peers.values().all(Peer::is_settled)
    }

    fn user(&mut self, input: UserInput) {
        match input {
            UserInput::Join { name } => {
                self.name = Some(name);
                if matches!(self.phase, Phase::GreenRoom) {
                    self.join();
                }
            }
            UserInput::SetMicrophone(on) => self.want(Source::Microphone, on),
            UserInput::SetCamera(on) => self.want(Source::Camera, on),
            UserInput::Leave => self.leave(),
            UserInput::Rejoin => self.rejoin(),
            UserInput::Dismiss(id) => self.notices.dismiss(id),
            UserInput::TryNow => self.try_now(),
            UserInput::ReconnectPeer(participant) => {
                self.with_peer(participant, Peer::reconnect);
            }
            UserInput::SendChat(text) => {
                if let (Phase::InCall { .. }, Some(name)) = (&self.phase, &self.name) {
                    self.chat.write(name.clone(), text);
                }
            }
            UserInput::ShowChat(open) => self.chat.set_open(open),
        }
    }

    fn page(&mut self, input: PageInput) {
        match input {
            PageInput::Shown => self.suspect(Heartbeat::PROBE),
            PageInput::Online | PageInput::NetworkChanged => {
                self.reconnection.reset();
                self.suspect(Heartbeat::NETWORK_PROBE);
                self.with_peers(Peer::network_changed);
            }
            PageInput::Hiding { reload } => {
                if matches!(self.phase, Phase::InCall { .. }) && !reload {
                    self.say_goodbye(true);
                }
            }
        }
    }

    fn want(&mut self, source: Source, on: bool) {
        if matches!(
            self.phase,
            Phase::GreenRoom | Phase::Joining { .. } | Phase::InCall { .. }
        ) {
            self.notices.withdraw_problems(source);
            self.media.want(source, on);
        }
    }

    fn enter_green_room(&mut self) {
        match self.environment.check() {
            Ok(()) => {
                self.phase = Phase::GreenRoom;
                self.media.start();
            }
            Err(unusable) => self.phase = Phase::Ended(EndReason::Unusable(unusable)),
        }
    }

    fn join(&mut self) {
        self.phase = Phase::Joining {
            deadline: self.now + Self::JOIN_TIMEOUT,
            returning: false,
        };
        self.open_line(Self::JOIN_TIMEOUT);
    }

    /// Goes back to the seat that an earlier page of this tab had, if it is still there.
    fn come_back(&mut self, memory: SeatMemory) {
        self.name = Some(memory.name);
        self.seat = Some(Seat {
            token: memory.token,
            attempt: memory.attempt,
        });
        self.phase = Phase::Joining {
            deadline: self.now + Self::JOIN_TIMEOUT,
            returning: true,
        };
        self.open_line(Reconnection::TRY);
    }

    fn leave(&mut self) {
        self.say_goodbye(false);
        if !matches!(self.phase, Phase::Ended(_)) {
            self.part(Phase::Left);
        }
    }

    fn say_goodbye(&mut self, may_return: bool) {
        if matches!(self.phase, Phase::InCall { .. }) && self.line.is_online() {
            self.send(ClientMessage::Leave { may_return });
        }
    }

    fn end(&mut self, reason: EndReason) {
        self.part(Phase::Ended(reason));
    }

    /// Leaves nothing running behind: connections closed, tracks stopped, light out.
    fn part(&mut self, phase: Phase) {
        self.close_peers();
        self.close_line();
        self.commands.push_back(Command::CloseSocket);
        self.seat = None;
        self.received = None;
        self.outbox.restart();
        self.chat.rejoin();
        self.notices.clear();
        self.media.stop();
        self.phase = phase;
    }

    fn rejoin(&mut self) {
        if matches!(self.phase, Phase::Left | Phase::Ended(_)) {
            self.enter_green_room();
            if matches!(self.phase, Phase::GreenRoom) && self.name.is_some() {
                self.join();
            }
        }
    }

    fn peer_event(&mut self, key: PeerKey, input: PeerInput) {
        let mut is_another_network = false;
        self.with_peer(key.participant, |peer, context, out| {
            is_another_network = peer.event(key.generation, input, context, out);
        });
        if is_another_network {
            self.page(PageInput::NetworkChanged);
        }
    }

    fn with_peer(
        &mut self,
        participant: ParticipantId,
        act: impl FnOnce(&mut Peer, PeerContext<'_>, &mut Vec<PeerOutput>),
    ) {
        let mut out = Vec::new();
        if let Phase::InCall { ice_servers, .. } = &self.phase
            && let Some(peer) = self.peers.get_mut(&participant)
        {
            let context = PeerContext {
                now: self.now,
                ice_servers,
                online: self.line.is_online(),
                engine: self.environment.engine,
            };
            act(peer, context, &mut out);
        }
        self.emit(out);
    }

    fn with_peers(&mut self, act: impl Fn(&mut Peer, PeerContext<'_>, &mut Vec<PeerOutput>)) {
        let participants: Vec<ParticipantId> = self.peers.keys().copied().collect();
        for participant in participants {
            self.with_peer(participant, &act);
        }
    }

    fn close_peers(&mut self) {
        let mut out = Vec::new();
        for mut peer in std::mem::take(&mut self.peers).into_values() {
            peer.close(&mut out);
        }
        self.emit(out);
    }

    /// Passes on what the local media asks for, and tells the peers and the server what has changed.
    fn follow_media(&mut self) {
        while let Some(command) = self.media.next_command() {
            self.commands.push_back(command);
        }
        while let Some(change) = self.media.next_change() {
            match change {
                MediaChange::Track(source) => {
                    self.with_peers(|peer, _, out| peer.replace_track(source, out));
                }
                MediaChange::Problem(Source::Microphone, problem) => self
                    .notices
                    .post(self.now, Notice::MicrophoneProblem(problem)),
                MediaChange::Problem(_, problem) => {
                    self.notices.post(self.now, Notice::CameraProblem(problem))
                }
                MediaChange::BothProblem(problem) => {
                    self.notices.withdraw_problems(Source::Microphone);
                    self.notices.post(self.now, Notice::BothProblem(problem));
                }
                MediaChange::Lost(Source::Microphone) => {
                    self.notices.post(self.now, Notice::MicrophoneLost)
                }
                MediaChange::Lost(_) => self.notices.post(self.now, Notice::CameraLost),
            }
        }
        while let Some(news) = self.media.next_news() {
            self.notices.tell_of_device(self.now, news);
        }
        self.announce();
    }

    /// Tells the server what is published, where it does not know; a resume tells it anyway.
    fn announce(&mut self) {
        let publications = self.media.publications(&self.stream);
        let tells = matches!(self.phase, Phase::InCall { .. }) && self.line.is_online();
        if tells && publications != self.announced {
            self.announced = publications.clone();
            self.command(ClientMessage::SetPublications { publications });
        }
    }

    fn send_chat(&mut self) {
        if !matches!(self.phase, Phase::InCall { .. }) || !self.line.is_online() {
            return;
        }
        if let Some((id, text)) = self.chat.next_to_send(self.now)
            && let Some(counter) = self.command(ClientMessage::Chat { id, text })
        {
            self.chat.sent(counter);
        }
    }

    fn emit(&mut self, out: Vec<PeerOutput>) {
        for output in out {
            match output {
                PeerOutput::Command { peer, command } => {
                    self.commands.push_back(Command::Peer { peer, command });
                }
                PeerOutput::Signal { to, signal } => {
                    self.command(ClientMessage::Signal { to, signal });
                }
            }
        }
    }

    /// Numbers a command and sends it, at once or after the next resume; returns its number.
    fn command(&mut self, message: ClientMessage) -> Option<u64> {
        let Some(frame) = self.outbox.push(message) else {
            tracing::warn!("too much waits for the server: a command is dropped");
            return None;
        };
        let counter = frame.counter;
        if self.line.is_online() {
            self.commands.push_back(Command::Send(frame));
            self.line.note_unacknowledged(self.outbox.len(), self.now);
        }
        counter
    }

    /// Sends what is not numbered.
    fn send(&mut self, message: ClientMessage) {
        self.commands.push_back(Command::Send(ClientFrame {
            counter: None,
            message,
        }));
    }

    /// Keeps in the tab what a page that is loaded again needs.
    fn remember(&mut self) {
        let here = matches!(self.phase, Phase::InCall { .. } | Phase::Joining { .. });
        let memory = match (&self.seat, &self.name) {
            (Some(seat), Some(name)) if here => Some(SeatMemory {
                room: self.room.clone(),
                name: name.clone(),
                token: seat.token.clone(),
                attempt: seat.attempt,
                microphone: self.media.is_wanted(Source::Microphone),
                camera: self.media.is_wanted(Source::Camera),
            }),
            _ => None,
        };
        if memory != self.remembered {
            self.remembered = memory.clone();
            self.commands.push_back(Command::Remember(memory));
        }
    }
}

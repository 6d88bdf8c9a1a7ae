use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use protocol::{
    ClientMessage, DisplayName, IceServer, ParticipantId, Publications, RoomId, Source, StreamId,
};

use crate::local_media::MediaChange;
use crate::peer::Peer;
use crate::{
    Command, EndReason, Environment, Input, LocalMedia, Notice, NoticeBoard, Outbox, PeerInput,
    PeerKey, Timestamp, UserInput,
};

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
    outbox: Outbox,
    notices: NoticeBoard,
    now: Timestamp,
    commands: VecDeque<Command>,
}

#[derive(Clone, Debug)]
enum Phase {
    GreenRoom,
    Joining {
        deadline: Timestamp,
    },
    InCall {
        you: ParticipantId,
        ice_servers: Vec<IceServer>,
        signaling: bool,
    },
    Left,
    Ended(EndReason),
}

impl Call {
    /// How long the server may take to let someone in.
    pub const JOIN_TIMEOUT: Duration = Duration::from_secs(15);

    /// Enters the green room of `room`; what the person captures is sent in `stream`.
    #[must_use]
    pub fn new(room: RoomId, stream: StreamId, environment: Environment, now: Timestamp) -> Self {
        let mut call = Self {
            room,
            stream,
            environment,
            name: None,
            phase: Phase::GreenRoom,
            media: LocalMedia::new(),
            announced: Publications::default(),
            peers: BTreeMap::new(),
            outbox: Outbox::default(),
            notices: NoticeBoard::default(),
            now,
            commands: VecDeque::new(),
        };
        call.enter_green_room();
        call.follow_media();
        call
    }

    /// Takes in what happened; what must be done comes out of [`Call::next_command`].
    pub fn handle(&mut self, input: Input, now: Timestamp) {
        self.handle_timeout(now);
        match input {
            Input::User(input) => self.user(input),
            Input::Socket(input) => self.socket(input),
            Input::Peer { peer, input } => self.peer_event(peer, input),
            Input::Media(input) => self.media.handle(input),
        }
        self.follow_media();
    }

    /// Does what is due by the time alone.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.notices.expire(now);
        if let Phase::Joining { deadline } = self.phase
            && deadline <= now
        {
            self.end(EndReason::Unreachable);
        }
        if let Phase::InCall { ice_servers, .. } = &self.phase {
            let mut out = Vec::new();
            self.peers
                .values_mut()
                .for_each(|peer| peer.handle_timeout(self.now, ice_servers, &mut out));
            self.emit(out);
        }
    }

    /// Returns when [`Call::handle_timeout`] is wanted next, if it is.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let joining = match self.phase {
            Phase::Joining { deadline } => Some(deadline),
            Phase::GreenRoom | Phase::InCall { .. } | Phase::Left | Phase::Ended(_) => None,
        };
        let notices = self.notices.deadline();
        let peers = self
            .peers
            .values()
            .filter_map(|peer| peer.deadline(self.now));
        joining.into_iter().chain(notices).chain(peers).min()
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
        };
        self.commands.push_back(Command::OpenSocket);
    }

    fn leave(&mut self) {
        if matches!(
            self.phase,
            Phase::InCall {
                signaling: true,
                ..
            }
        ) {
            self.commands.push_back(Command::Send(ClientMessage::Leave));
        }
        if !matches!(self.phase, Phase::Ended(_)) {
            self.part(Phase::Left);
        }
    }

    fn end(&mut self, reason: EndReason) {
        self.part(Phase::Ended(reason));
    }

    /// Leaves nothing running behind: connections closed, tracks stopped, light out.
    fn part(&mut self, phase: Phase) {
        self.close_peers();
        self.commands.push_back(Command::CloseSocket);
        self.outbox.clear();
        self.notices.clear();
        self.media.stop();
        self.phase = phase;
    }

    fn rejoin(&mut self) {
        match self.phase {
            Phase::Left | Phase::Ended(_) => {
                self.enter_green_room();
                if matches!(self.phase, Phase::GreenRoom) && self.name.is_some() {
                    self.join();
                }
            }
            Phase::InCall {
                signaling: false, ..
            } => {
                self.close_peers();
                self.join();
            }
            Phase::GreenRoom
            | Phase::Joining { .. }
            | Phase::InCall {
                signaling: true, ..
            } => {}
        }
    }

    fn peer_event(&mut self, key: PeerKey, input: PeerInput) {
        self.with_peer(key.participant, |peer, now, ice_servers, out| {
            peer.event(key.generation, input, now, ice_servers, out);
        });
    }

    fn with_peer(
        &mut self,
        participant: ParticipantId,
        act: impl FnOnce(&mut Peer, Timestamp, &[IceServer], &mut Vec<Command>),
    ) {
        let Phase::InCall { ice_servers, .. } = &self.phase else {
            return;
        };
        let Some(peer) = self.peers.get_mut(&participant) else {
            return;
        };
        let mut out = Vec::new();
        act(peer, self.now, ice_servers, &mut out);
        self.emit(out);
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
                    let mut out = Vec::new();
                    self.peers
                        .values()
                        .for_each(|peer| peer.replace_track(source, &mut out));
                    self.emit(out);
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
        self.announce();
    }

    fn announce(&mut self) {
        let publications = self.media.publications(&self.stream);
        let tells = matches!(self.phase, Phase::Joining { .. } | Phase::InCall { .. });
        if tells && publications != self.announced {
            self.announced = publications.clone();
            self.emit(vec![Command::Send(ClientMessage::SetPublications {
                publications,
            })]);
        }
    }

    /// What is to be sent waits while there is no connection to the server.
    fn emit(&mut self, commands: Vec<Command>) {
        let signaling = matches!(
            self.phase,
            Phase::InCall {
                signaling: true,
                ..
            }
        );
        for command in commands {
            if let (Command::Send(message), false) = (&command, signaling) {
                self.outbox.hold(message.clone());
            } else {
                self.commands.push_back(command);
            }
        }
    }
}

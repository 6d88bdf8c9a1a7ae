use std::collections::VecDeque;
use std::time::Duration;

use protocol::{
    DisplayName, Doors, Entry, EntryPass, Hand, ParticipantId, Publications, RoomId, Source,
};

use self::line::Line;
use crate::files::Files;
use crate::ice_access::IceAccess;
use crate::level_bar::LevelBar;
use crate::local_media::MediaChange;
use crate::microphone_watch::MicrophoneWatch;
use crate::peer::Peer;
use crate::reactions::Reactions;
use crate::recording::Recording;
use crate::sounds::Sounds;
use crate::speaking::Speaking;
use crate::stage::Stage;
use crate::volumes::Volumes;
use crate::{
    Chat, Command, ContentHint, DataUse, EndReason, Environment, Heartbeat, Input, LocalMedia,
    LocalStreams, Notice, NoticeBoard, Outbox, PageInput, PasswordView, Reconnection, SeatMemory,
    SmallMap, SocketInput, Timestamp, UserInput, earliest,
};

mod choices;
mod doors;
mod files;
mod ice;
mod line;
mod marks;
mod peers;
mod phases;
mod recordings;
mod roster;
mod sending;
mod signaling;
mod tiles;
mod voices;

/// A room as one browser sees it, from the green room to goodbye.
#[derive(Debug)]
pub struct Call {
    room: RoomId,
    streams: LocalStreams,
    environment: Environment,
    name: Option<DisplayName>,
    phase: Phase,
    media: LocalMedia,
    announced: Publications,
    peers: SmallMap<ParticipantId, Peer>,
    /// The version of the roster that `peers` follows.
    roster: u64,
    line: Line,
    /// Counts the sockets that were opened or given up.
    sockets: u64,
    reconnection: Reconnection,
    /// Since when the connection to the server is missing.
    lost: Option<Timestamp>,
    /// Until when a person is told that it is there again.
    back_until: Option<Timestamp>,
    /// Nothing comes from anyone whose media came before.
    silent: bool,
    seat: Option<Seat>,
    /// What the person shows at the door.
    entry: Entry,
    /// What the server has said of the password.
    password: PasswordView,
    doors: Doors,
    /// What makes invites, as the server has given it last.
    host_pass: Option<EntryPass>,
    outbox: Outbox,
    /// The number of the last event of the server; `None` while nothing of the call is known.
    received: Option<u64>,
    chat: Chat,
    files: Files,
    notices: NoticeBoard,
    /// One's own hand, as the server has last said.
    hand: Option<Hand>,
    /// One's own hand is up, or asked to be.
    hand_raised: bool,
    reactions: Reactions,
    recording: Recording,
    stage: Stage,
    speaking: Speaking,
    microphone_watch: MicrophoneWatch,
    level_bar: LevelBar,
    sounds: Sounds,
    volumes: Volumes,
    data_use: DataUse,
    hint: ContentHint,
    hides_address: bool,
    /// Whose connection the person looks into.
    inspected: Option<ParticipantId>,
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
    /// A host has to let the person in.
    Waiting,
    InCall {
        you: ParticipantId,
        ice: IceAccess,
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

    /// Enters the green room of `room`; what the person captures is sent in `streams`.
    ///
    /// With a `memory` of a seat in this room, the call goes on where an earlier page of the tab has left it.
    /// From `seed` come the times of tries and the ids of chat messages.
    #[must_use]
    pub fn new(
        room: RoomId,
        streams: LocalStreams,
        environment: Environment,
        memory: Option<SeatMemory>,
        seed: u64,
        now: Timestamp,
    ) -> Self {
        let mut call = Self {
            room,
            streams,
            environment,
            name: None,
            phase: Phase::GreenRoom,
            media: LocalMedia::new(),
            announced: Publications::default(),
            peers: SmallMap::default(),
            roster: 0,
            line: Line::Closed,
            sockets: 0,
            reconnection: Reconnection::new(seed),
            lost: None,
            back_until: None,
            silent: false,
            seat: None,
            entry: Entry::default(),
            password: PasswordView::default(),
            doors: Doors::default(),
            host_pass: None,
            outbox: Outbox::default(),
            received: None,
            chat: Chat::new(seed),
            files: Files::default(),
            notices: NoticeBoard::default(),
            hand: None,
            hand_raised: false,
            reactions: Reactions::default(),
            recording: Recording::default(),
            stage: Stage::new(),
            speaking: Speaking::default(),
            microphone_watch: MicrophoneWatch::default(),
            level_bar: LevelBar::default(),
            sounds: Sounds::default(),
            volumes: Volumes::default(),
            data_use: DataUse::Full,
            hint: ContentHint::default(),
            hides_address: false,
            inspected: None,
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
        let sockets = self.sockets;
        self.handle_timeout(now);
        match input {
            // Of a socket that has just been given up.
            Input::Socket(_) if self.sockets != sockets => {}
            Input::User(input) => self.user(input),
            Input::Socket(input) => self.socket(input),
            Input::Peer { peer, input } => self.peer_event(peer, input),
            Input::Media(input) => self.media.handle(input),
            Input::Page(input) => self.page(input),
            Input::Recording(input) => self.recording_event(input),
            Input::Levels(levels) => self.hear(&levels),
            Input::File { peer, input } => self.file(peer, input),
            Input::FileReady { file, address } => self.files.ready(file, address),
        }
        self.follow_media();
        self.tell_of_recording();
        self.watch_over_media();
        self.follow_people();
        self.follow_files();
        self.send_chat();
        self.remember();
    }

    /// Does what is due by the time alone.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.notices.expire(now);
        self.reactions.expire(self.now);
        self.recording.handle_timeout(self.now);
        if let Phase::Joining { deadline, .. } = self.phase
            && deadline <= now
        {
            self.end(EndReason::Unreachable);
        }
        self.back_until = self.back_until.filter(|until| *until > self.now);
        self.tend_line();
        self.tend_ice();
        self.with_peers(Peer::handle_timeout);
        self.watch_over_media();
        self.speaking.handle_timeout(self.now);
        self.tell_of_recording();
        self.follow_people();
        self.follow_files();
        self.send_chat();
        self.remember();
    }

    /// Returns when [`Call::handle_timeout`] is wanted next, if it is.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let joining = match self.phase {
            Phase::Joining { deadline, .. } => Some(deadline),
            Phase::GreenRoom
            | Phase::Waiting
            | Phase::InCall { .. }
            | Phase::Left
            | Phase::Ended(_) => None,
        };
        let banner = self
            .lost
            .map(|lost| lost + Self::QUIET_LOSS)
            .filter(|at| *at > self.now);
        let chat = self.chat.deadline().filter(|at| *at > self.now);
        let mut first = earliest(&[
            joining,
            self.line.deadline(),
            self.ice_deadline(),
            banner,
            self.back_until,
            chat,
            self.notices.deadline(),
            self.speaking.deadline(),
            self.reactions.deadline(),
            self.recording.deadline(),
            self.files.deadline().filter(|at| *at > self.now),
        ]);
        for peer in self.peers.values() {
            first = earliest(&[first, peer.deadline(self.now)]);
        }
        first
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
            UserInput::Bring { pass, device } => {
                self.entry.pass = pass;
                self.entry.device = device;
            }
            UserInput::Join { name, password } => {
                self.name = Some(name);
                self.entry.password = password;
                if matches!(self.phase, Phase::GreenRoom) {
                    self.join();
                }
            }
            UserInput::SetMicrophone(on) => self.want(Source::Microphone, on),
            UserInput::SetCamera(on) => self.set_camera(on),
            UserInput::Renew(source) => {
                self.notices.withdraw_problems(source);
                self.media.renew(source);
            }
            UserInput::ResizeCamera => self.media.resize_camera(),
            UserInput::Act(act) => self.act(act),
            UserInput::AskHostPass => self.ask_host_pass(),
            UserInput::ShareScreen(true)
                if matches!(self.phase, Phase::InCall { .. }) && self.may_publish() =>
            {
                self.media.share_screen();
            }
            UserInput::ShareScreen(_) => self.media.stop_sharing(),
            UserInput::SetContentHint(hint) => self.set_content_hint(hint),
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
            UserInput::RetryChat(id) => self.chat.retry(&id),
            UserInput::DiscardChat(id) => self.chat.discard(&id),
            UserInput::ShareFile {
                file,
                name,
                size,
                image,
                at,
            } => self.files.share(file, &name, size, image, at),
            UserInput::TakeFile(file) => self.files.take(file, self.now),
            UserInput::StopFile(file) => self.files.stop(file),
            UserInput::ShowChat(open) => self.chat.set_open(open),
            UserInput::HoldToTalk(held) => self.hold_to_talk(held),
            UserInput::SetLayout(layout) => self.stage.set_layout(layout),
            UserInput::Pin(tile) => self.stage.pin(tile),
            UserInput::Unpin => self.stage.unpin(),
            UserInput::ShowSelf(shows) => self.stage.show_self(shows),
            UserInput::SetVolume { tile, percent } => self.set_volume(tile, percent),
            UserInput::MuteForMe { tile, muted } => self.mute_for_me(tile, muted),
            UserInput::SetDataUse(data_use) => self.set_data_use(data_use),
            UserInput::SetHand(raised) => self.set_hand(raised),
            UserInput::React(reaction) => self.react(reaction),
            UserInput::Record(of) => self.record(of),
            UserInput::StopRecording => self.stop_recording(),
            UserInput::SetSounds(on) => self.sounds.set_on(on),
            UserInput::HideAddress(hides) => self.hide_address(hides),
            UserInput::InspectLink(participant) => self.inspected = participant,
        }
    }

    fn page(&mut self, input: PageInput) {
        match input {
            PageInput::Shown => {
                self.chat.set_hidden(false);
                self.media.hold(false);
                self.suspect(Heartbeat::PROBE);
            }
            PageInput::Hidden => {
                self.chat.set_hidden(true);
                self.media.hold(false);
            }
            PageInput::Blurred => self.media.hold(false),
            PageInput::Online | PageInput::NetworkChanged => {
                self.reconnection.reset();
                self.suspect(Heartbeat::NETWORK_PROBE);
                self.with_peers(Peer::network_changed);
            }
            PageInput::Hiding { reload } => {
                self.media.hold(false);
                self.stop_recording();
                self.tell_of_recording();
                if matches!(self.phase, Phase::InCall { .. }) && !reload {
                    self.say_goodbye(true);
                }
                // A page that is loaded again asks again.
                if matches!(self.phase, Phase::Waiting) {
                    self.say_goodbye(false);
                }
            }
        }
    }

    fn want(&mut self, source: Source, on: bool) {
        if matches!(
            self.phase,
            Phase::GreenRoom | Phase::Joining { .. } | Phase::Waiting | Phase::InCall { .. }
        ) && (self.may_publish() || !on)
        {
            self.notices.withdraw_problems(source);
            self.media.want(source, on);
        }
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
                MediaChange::Problem(Source::Camera, problem) => {
                    self.notices.post(self.now, Notice::CameraProblem(problem));
                }
                MediaChange::Problem(_, _) => self.notices.post(self.now, Notice::ScreenProblem),
                MediaChange::BothProblem(problem) => {
                    self.notices.withdraw_problems(Source::Microphone);
                    self.notices.post(self.now, Notice::BothProblem(problem));
                }
                MediaChange::Lost(Source::Microphone) => {
                    self.notices.post(self.now, Notice::MicrophoneLost)
                }
                MediaChange::Lost(_) => self.notices.post(self.now, Notice::CameraLost),
                MediaChange::NotRenewed(source, problem) => {
                    self.notices
                        .post(self.now, Notice::NotSwitched(source, problem));
                }
            }
        }
        while let Some(news) = self.media.next_news() {
            self.notices.tell_of_device(self.now, news);
        }
        self.watch_microphone();
        self.announce();
    }
}

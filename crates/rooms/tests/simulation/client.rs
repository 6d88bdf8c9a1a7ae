//! One client, as `docs/protocol.md` wants it to be; whatever it hears that cannot be ends the test.

use protocol::{
    ClientFrame, ClientMessage, ErrorCode, Hand, OpaqueSignal, ParticipantId, Peer, Publications,
    Resume, ResumeToken, Resumed, Role, ServerMessage,
};

use super::page::Page;
use crate::common::words::{Said, chat_id, chat_text, join, room};

pub(super) type Frame = ClientFrame<OpaqueSignal>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Offline,
    /// Has asked for a seat on its connection.
    Asking,
    In,
    /// Was told that there is no place.
    Out,
}

pub(crate) struct Client {
    pub(crate) name: String,
    pub(crate) room: &'static str,
    pub(crate) phase: Phase,
    /// What a page finds again that was loaded again.
    pub(crate) tokens: Vec<ResumeToken>,
    pub(crate) attempt: u64,
    /// The attempt that was answered last.
    pub(crate) accepted: u64,
    pub(crate) page: Page,
    /// How often events or commands were numbered anew: what was on the way may be lost or come twice.
    pub(crate) breaks: u64,
    pub(crate) said: u64,
    generation: u32,
}

impl Client {
    pub(crate) fn new(name: &str, room: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            room,
            phase: Phase::Offline,
            tokens: Vec::new(),
            attempt: 0,
            accepted: 0,
            page: Page::default(),
            breaks: 0,
            said: 0,
            generation: 0,
        }
    }

    /// What it says first on a new connection.
    pub(crate) fn ask(&mut self) -> Frame {
        self.phase = Phase::Asking;
        let Some(token) = self.tokens.last().cloned() else {
            return self.ask_to_join();
        };
        self.attempt += 1;
        uncounted(ClientMessage::Resume(Resume {
            versions: vec![1],
            room: room(self.room),
            token,
            attempt: self.attempt,
            received: self.page.received,
            chat: self.page.last_chat(),
            publications: self.page.publications.clone(),
        }))
    }

    fn ask_to_join(&mut self) -> Frame {
        self.tokens.clear();
        let mut join = join(self.room, &self.name);
        join.publications = self.page.publications.clone();
        uncounted(ClientMessage::Join(join))
    }

    /// Numbers a command; it is to be sent if the client is in.
    pub(crate) fn command(&mut self, message: ClientMessage<OpaqueSignal>) -> Option<Frame> {
        self.page.counter += 1;
        let counter = Some(self.page.counter);
        let frame = ClientFrame { counter, message };
        self.page.outbox.push_back(frame.clone());
        (self.phase == Phase::In).then_some(frame)
    }

    pub(crate) fn ping(&self) -> Frame {
        let received = self.page.received.unwrap_or_default();
        uncounted(ClientMessage::Ping { received })
    }

    pub(crate) fn publish(&mut self, publications: Publications) -> Option<Frame> {
        self.page.publications = publications.clone();
        self.command(ClientMessage::SetPublications { publications })
    }

    pub(crate) fn say(&mut self, words: &str) -> Option<Frame> {
        self.said += 1;
        let id = format!("{}-{}", self.name.to_lowercase(), self.said);
        let (id, text) = (chat_id(&id), chat_text(words));
        self.page.unheard.insert(id.clone(), text.clone());
        self.command(ClientMessage::Chat { id, text })
    }

    /// Says again what was refused for its rate.
    pub(crate) fn say_refused(&mut self) -> Vec<Frame> {
        let refused = std::mem::take(&mut self.page.refused);
        let again = refused.into_iter().filter_map(|id| {
            let text = self.page.unheard.get(&id)?.clone();
            Some(ClientMessage::Chat { id, text })
        });
        let again: Vec<_> = again.collect();
        again
            .into_iter()
            .filter_map(|message| self.command(message))
            .collect()
    }

    /// The page is loaded again: only the token and the attempts are still there.
    pub(crate) fn reload(&mut self) {
        self.phase = Phase::Offline;
        self.page = Page::default();
        self.breaks += 1;
    }

    /// It has left, and will come as someone new.
    pub(crate) fn become_someone_new(&mut self) {
        self.reload();
        self.tokens.clear();
    }

    /// Takes in a message, and returns what it says to that.
    pub(crate) fn hear(&mut self, seq: Option<u64>, message: &Said) -> Vec<Frame> {
        assert_eq!(seq.is_some(), is_event(message), "{message:?}");
        if let Some(seq) = seq {
            let received = self.page.received.as_mut().expect("welcomed before");
            assert_eq!(seq, *received + 1, "{}: {message:?}", self.name);
            *received = seq;
        }
        match message {
            ServerMessage::Joined(joined) => {
                assert_eq!(self.phase, Phase::Asking);
                self.phase = Phase::In;
                (self.attempt, self.accepted, self.generation) = (0, 0, 0);
                self.tokens = vec![joined.token.clone()];
                self.page.you = Some(joined.you);
                self.page.chat.clear();
                (self.page.hand, self.page.recording) = (None, false);
                self.page.role = joined.doors.role;
                self.list(joined.roster, &joined.participants);
                return self.start_anew(is_for_another_seat_too);
            }
            ServerMessage::Resumed(resumed) => {
                assert_eq!(self.phase, Phase::Asking);
                self.phase = Phase::In;
                self.accepted = self.attempt;
                self.tokens.push(resumed.token.clone());
                assert_eq!(self.page.you.unwrap_or(resumed.you), resumed.you);
                self.check_marks(resumed);
                self.page.you = Some(resumed.you);
                (self.page.hand, self.page.recording) = (resumed.hand, resumed.recording);
                self.page.role = resumed.doors.role;
                self.list(resumed.roster, &resumed.participants);
                if self.page.received.is_none() || resumed.generation > 0 {
                    assert!(resumed.generation > self.generation, "{resumed:?}");
                    self.generation = resumed.generation;
                }
                if !resumed.continues {
                    assert_eq!(resumed.counter, 0);
                    return self.start_anew(|_| true);
                }
                self.acknowledged(resumed.counter);
                return self.page.outbox.iter().cloned().collect();
            }
            ServerMessage::ParticipantJoined { roster, peer } => {
                if self.is_news(*roster) {
                    let known = self.page.peers.insert(peer.participant.id, peer.clone());
                    assert_eq!(known, None, "came twice");
                }
            }
            ServerMessage::ParticipantLeft {
                roster,
                participant,
            } => {
                if self.is_news(*roster) {
                    let known = self.page.peers.remove(participant);
                    assert!(known.is_some(), "left twice");
                }
            }
            ServerMessage::ParticipantConnection {
                roster,
                participant,
                connected,
            } => {
                if self.is_news(*roster) {
                    let peer = self.page.peers.get_mut(participant).expect("is there");
                    assert_ne!(peer.connected, *connected, "told twice");
                    peer.connected = *connected;
                }
            }
            ServerMessage::PublicationsChanged {
                roster,
                participant,
                publications,
            } => {
                if self.is_news(*roster) {
                    let peer = self.page.peers.get_mut(participant).expect("is there");
                    peer.participant.publications = publications.clone();
                }
            }
            ServerMessage::ParticipantHand {
                roster,
                participant,
                hand,
            } => {
                if self.is_news(*roster) {
                    let known = self.hand_of(*participant);
                    assert_ne!(known.is_some(), hand.is_some(), "told twice");
                    *known = *hand;
                }
            }
            ServerMessage::ParticipantRecording {
                roster,
                participant,
                recording,
            } => {
                if self.is_news(*roster) {
                    let known = self.recording_of(*participant);
                    assert_ne!(known, recording, "told twice");
                    *known = *recording;
                }
            }
            ServerMessage::ParticipantRole {
                roster,
                participant,
                role,
            } => {
                if self.is_news(*roster) {
                    let known = self.role_of(*participant);
                    assert_ne!(known, role, "told twice");
                    *known = *role;
                }
            }
            ServerMessage::RoomRules { .. }
            | ServerMessage::Knocks { .. }
            | ServerMessage::Bans { .. }
            | ServerMessage::Acted { .. }
            | ServerMessage::ChatCleared { .. }
            | ServerMessage::HostPass { .. }
            | ServerMessage::Waiting { .. } => {}
            ServerMessage::Reaction { from, .. } => {
                assert!(self.page.peers.contains_key(from), "{from} is not here");
            }
            ServerMessage::Signal { signal, .. } => {
                let number = signal.as_str().trim_matches(|c: char| !c.is_ascii_digit());
                self.page.signals.push(number.parse().expect("a number"));
            }
            ServerMessage::Chat(message) => self.page.hear_chat(message),
            ServerMessage::ChatHistory { messages } => {
                messages
                    .iter()
                    .for_each(|message| self.page.hear_chat(message));
            }
            ServerMessage::ChatRefused { id, code } => {
                assert_eq!(*code, ErrorCode::ChatTooFast);
                self.page.refused.push(id.clone());
            }
            ServerMessage::IceServers(_) => {}
            ServerMessage::Pong { counter } => self.acknowledged(*counter),
            ServerMessage::Error { code, .. } => return self.hear_error(*code),
        }
        Vec::new()
    }

    fn hear_error(&mut self, code: ErrorCode) -> Vec<Frame> {
        if code == ErrorCode::CannotResume {
            return vec![self.ask_to_join()];
        }
        let too_fast = [
            ErrorCode::HandTooFast,
            ErrorCode::ReactionTooFast,
            ErrorCode::RecordingTooFast,
        ];
        if too_fast.contains(&code) {
            return Vec::new();
        }
        let name = &self.name;
        let expected = [
            ErrorCode::GoingAway,
            ErrorCode::BadSequence,
            ErrorCode::RoomFull,
        ];
        assert!(expected.contains(&code), "{name}: {code:?}");
        self.phase = if code == ErrorCode::RoomFull {
            Phase::Out
        } else {
            Phase::Offline
        };
        Vec::new()
    }

    fn list(&mut self, roster: u64, peers: &[Peer]) {
        self.page.roster = roster;
        let peers = peers.iter().cloned();
        self.page.peers = peers.map(|peer| (peer.participant.id, peer)).collect();
    }

    /// What the server has told of and nobody wanted to change is as it was, whatever happened to either.
    fn check_marks(&self, resumed: &Resumed) {
        let page = &self.page;
        let waits = |is_that: fn(&ClientMessage<OpaqueSignal>) -> bool| {
            page.outbox.iter().any(|frame| is_that(&frame.message))
        };
        if page.you.is_none() {
            return;
        }
        if !waits(|message| matches!(message, ClientMessage::SetHand { .. })) {
            assert_eq!(page.hand, resumed.hand, "{}", self.name);
        }
        if !waits(|message| matches!(message, ClientMessage::SetRecording { .. })) {
            assert_eq!(page.recording, resumed.recording, "{}", self.name);
        }
    }

    fn hand_of(&mut self, id: ParticipantId) -> &mut Option<Hand> {
        if self.page.you == Some(id) {
            return &mut self.page.hand;
        }
        let peer = self.page.peers.get_mut(&id).expect("is there");
        &mut peer.participant.hand
    }

    fn recording_of(&mut self, id: ParticipantId) -> &mut bool {
        if self.page.you == Some(id) {
            return &mut self.page.recording;
        }
        let peer = self.page.peers.get_mut(&id).expect("is there");
        &mut peer.participant.recording
    }

    fn role_of(&mut self, id: ParticipantId) -> &mut Role {
        if self.page.you == Some(id) {
            return &mut self.page.role;
        }
        let peer = self.page.peers.get_mut(&id).expect("is there");
        &mut peer.participant.role
    }

    fn is_news(&mut self, roster: u64) -> bool {
        let is_news = roster > self.page.roster;
        self.page.roster = self.page.roster.max(roster);
        is_news
    }

    fn acknowledged(&mut self, counter: u64) {
        assert!(counter <= self.page.counter);
        let outbox = &mut self.page.outbox;
        outbox.retain(|frame| frame.counter.unwrap_or_default() > counter);
    }

    /// Numbers events and commands from 1, and sends again what may not have arrived.
    fn start_anew(&mut self, keeps: fn(&ClientMessage<OpaqueSignal>) -> bool) -> Vec<Frame> {
        self.breaks += 1;
        self.page.received = Some(0);
        self.page.counter = 0;
        let outbox = std::mem::take(&mut self.page.outbox);
        let mut again: Vec<_> = outbox
            .into_iter()
            .map(|frame| frame.message)
            .filter(keeps)
            .collect();
        // What was said and acted on, and not heard before the room was gone.
        for (id, text) in &self.page.unheard {
            let (id, text) = (id.clone(), text.clone());
            let message = ClientMessage::Chat { id, text };
            if !again.contains(&message) {
                again.push(message);
            }
        }
        self.page.refused.clear();
        again
            .into_iter()
            .filter_map(|message| self.command(message))
            .collect()
    }
}

pub(crate) fn uncounted(message: ClientMessage<OpaqueSignal>) -> Frame {
    let counter = None;
    ClientFrame { counter, message }
}

/// False for what concerns the seat that is lost: who was signalled to has another id, and whoever comes in anew has
/// the hand down.
fn is_for_another_seat_too(message: &ClientMessage<OpaqueSignal>) -> bool {
    !matches!(
        message,
        ClientMessage::Signal { .. }
            | ClientMessage::SetHand { .. }
            | ClientMessage::SetRecording { .. }
    )
}

fn is_event(message: &Said) -> bool {
    match message {
        ServerMessage::ParticipantJoined { .. }
        | ServerMessage::ParticipantLeft { .. }
        | ServerMessage::ParticipantConnection { .. }
        | ServerMessage::PublicationsChanged { .. }
        | ServerMessage::ParticipantHand { .. }
        | ServerMessage::ParticipantRecording { .. }
        | ServerMessage::ParticipantRole { .. }
        | ServerMessage::RoomRules { .. }
        | ServerMessage::Knocks { .. }
        | ServerMessage::Bans { .. }
        | ServerMessage::Acted { .. }
        | ServerMessage::ChatCleared { .. }
        | ServerMessage::Signal { .. }
        | ServerMessage::ChatRefused { .. } => true,
        ServerMessage::Joined(_)
        | ServerMessage::Resumed(_)
        | ServerMessage::Waiting { .. }
        | ServerMessage::Reaction { .. }
        | ServerMessage::Chat(_)
        | ServerMessage::ChatHistory { .. }
        | ServerMessage::IceServers(_)
        | ServerMessage::Pong { .. }
        | ServerMessage::HostPass { .. }
        | ServerMessage::Error { .. } => false,
    }
}

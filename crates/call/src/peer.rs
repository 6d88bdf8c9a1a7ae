use std::time::Duration;

use protocol::{
    DescriptionKind, Engine, IceServers, Participant, ParticipantId, Publications, Role, Signal,
    SignalBody, Source,
};

use self::gathering::Gathering;
use self::given::Given;
use self::path_health::PathHealth;
use self::recovery::{Step, Tries};
use self::state::{State, Task};
use self::watching::Watching;
use crate::{
    ContentHint, DataUse, Negotiation, NegotiationCommand, NegotiationInput, PeerCommand,
    PeerInput, PeerKey, TileKind, Timestamp,
};

mod gathering;
mod given;
mod mending;
mod path_health;
mod recovery;
mod state;
mod steps;
mod trouble;
mod watching;

/// What a peer acts by: the time, the servers to connect with, and whether signals can be sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PeerContext<'a> {
    pub(crate) now: Timestamp,
    pub(crate) ice: &'a IceServers,
    /// Nobody is to learn one's address: there are no ways but those through relays.
    pub(crate) relay_only: bool,
    /// The connection to the server is there, without which signals wait.
    pub(crate) online: bool,
    /// The credentials for `ice` are good: without that nothing new begins.
    pub(crate) fresh: bool,
    /// One's own engine.
    pub(crate) engine: Engine,
    /// How many others there are.
    pub(crate) peers: usize,
    pub(crate) data_use: DataUse,
    /// What one's own shared screen shows.
    pub(crate) hint: ContentHint,
}

/// What a peer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PeerOutput {
    /// Something to do to a connection.
    Command { peer: PeerKey, command: PeerCommand },
    /// Something to send to the other side; it may have to wait.
    Signal { to: ParticipantId, signal: Signal },
}

/// Another participant, and the peer connection to them.
///
/// What happens on one connection is decided by its [`Negotiation`], whether its path is any good by its `PathHealth`,
/// what that leads to in `mending`, and what is tried for a better one in `steps`.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) participant: Participant,
    polite: bool,
    /// The participant's connection to the server is there.
    connected: bool,
    /// One's own was there at the last look.
    online: bool,
    /// New paths may be looked for: the credentials are good.
    fresh: bool,
    generation: u32,
    link: Link,
    given: Given,
    state: State,
    health: PathHealth,
    gathering: Gathering,
    tries: Tries,
    /// When a negotiation on a good path is taken for lost.
    settles_by: Option<Timestamp>,
    restarted_for_network: Option<Timestamp>,
    has_track: bool,
    /// There was a path, over whichever connection.
    has_met: bool,
    watching: Watching,
}

/// The connection of the current generation.
#[derive(Clone, Debug)]
enum Link {
    /// Waits for the first offer of the other side.
    Awaited,
    Open(Box<Negotiation>),
    /// Closed for good: the next one has the next generation.
    Closed,
}

impl Peer {
    /// How often a first connection that does not come about is built anew before it is given up.
    pub(crate) const MAX_REBUILDS: u32 = 3;

    /// How long connecting may take before the person is told that it is slow.
    pub(crate) const SLOW_AFTER: Duration = Duration::from_secs(10);

    /// How long a negotiation may take while media flows: longer than the server needs to notice that the other side's
    /// connection is dead.
    pub(crate) const NEGOTIATION: Duration = Duration::from_secs(90);

    /// Waits for the first offer of the other side.
    ///
    /// `generation` is that of the first connection.
    pub(crate) fn new(peer: protocol::Peer, generation: u32, now: Timestamp) -> Self {
        Self {
            participant: peer.participant,
            polite: peer.polite,
            connected: peer.connected,
            online: true,
            fresh: true,
            generation,
            link: Link::Awaited,
            given: Given::default(),
            state: State::Connecting {
                since: now,
                task: Task::running(Step::Meet, now),
            },
            health: PathHealth::new(),
            gathering: Gathering::default(),
            tries: Tries::default(),
            settles_by: None,
            restarted_for_network: None,
            has_track: false,
            has_met: false,
            watching: Watching::default(),
        }
    }

    pub(crate) fn key(&self) -> PeerKey {
        PeerKey {
            participant: self.participant.id,
            generation: self.generation,
        }
    }

    pub(crate) fn id(&self) -> ParticipantId {
        self.participant.id
    }

    /// Tells whether the participant's connection to the server is there.
    pub(crate) fn set_connected(&mut self, connected: bool) {
        self.connected = connected;
    }

    pub(crate) fn publish(&mut self, publications: Publications) {
        let participant = &mut self.participant;
        participant.silenced &= !publications.is_live(Source::Microphone);
        participant.publications = publications;
    }

    /// A host has muted the participant: what still comes is not heard until they say that they have unmuted.
    ///
    /// Whoever says that already has done so since: after a lost connection the roster is told before what led to it.
    pub(crate) fn silence(&mut self) {
        let participant = &mut self.participant;
        participant.silenced = !participant.publications.is_live(Source::Microphone);
    }

    /// True if nothing of the sound of `kind` that comes is to be heard.
    pub(crate) fn is_silenced(&self, kind: TileKind) -> bool {
        let participant = &self.participant;
        participant.role == Role::Viewer
            || match kind {
                TileKind::Camera => participant.silenced,
                TileKind::Screen => !participant.publications.is_live(Source::ScreenAudio),
            }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.connected
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.negotiation().is_none_or(Negotiation::is_settled)
    }

    /// True once there is something to play.
    pub(crate) fn has_track(&self) -> bool {
        self.has_track
    }

    /// Opens the first connection.
    pub(crate) fn open(
        &mut self,
        offers: bool,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) {
        self.set_task(Task::running(Step::Meet, context.now));
        self.open_link(offers, false, context, out);
    }

    pub(crate) fn close(&mut self, out: &mut Vec<PeerOutput>) {
        if matches!(self.link, Link::Open(_)) {
            self.link = Link::Closed;
            self.command(PeerCommand::Close, out);
        }
        self.has_track = false;
    }

    /// Sends the track of `source` as it stands, if there is a connection to send it over.
    pub(crate) fn replace_track(&self, source: Source, out: &mut Vec<PeerOutput>) {
        if matches!(self.link, Link::Open(_)) {
            self.command(PeerCommand::ReplaceTrack { source }, out);
        }
    }

    /// Takes in a signal of the other side.
    ///
    /// An offer of a later generation means that the other side has started over: so does this one.
    pub(crate) fn signal(
        &mut self,
        signal: Signal,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) {
        self.see(context);
        if signal.generation < self.generation {
            return;
        }
        let is_next = signal.generation > self.generation;
        if is_next || matches!(self.link, Link::Awaited) {
            if !is_offer(&signal.body) {
                return;
            }
            self.close(out);
            self.generation = signal.generation;
            self.follow(context.now);
            self.open_link(false, false, context, out);
        }
        let input = NegotiationInput::Remote {
            negotiation: signal.negotiation,
            body: signal.body,
        };
        self.negotiate(input, context, out);
    }

    /// Takes in an event of the connection of `generation`; one of an earlier connection changes nothing.
    ///
    /// True if it shows that the device has another network.
    pub(crate) fn event(
        &mut self,
        generation: u32,
        input: PeerInput,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) -> bool {
        self.see(context);
        if generation != self.generation || !matches!(self.link, Link::Open(_)) {
            return false;
        }
        let mut is_another_network = false;
        let input = match input {
            PeerInput::NegotiationNeeded => NegotiationInput::Needed,
            PeerInput::LocalDescription {
                description,
                signaling,
            } => NegotiationInput::LocalDescription {
                description,
                signaling,
            },
            PeerInput::RemoteDescription { applied, signaling } => {
                NegotiationInput::RemoteDescription { applied, signaling }
            }
            PeerInput::CandidateFailed => NegotiationInput::CandidateFailed,
            PeerInput::LocalCandidate(candidate) => {
                is_another_network = self.gathering.candidate();
                self.given.note_candidate(&candidate);
                NegotiationInput::LocalCandidate(candidate)
            }
            PeerInput::TrackAdded => {
                self.has_track = true;
                return false;
            }
            PeerInput::Traffic(traffic) => {
                self.gathering.sample();
                self.traffic(traffic, context, out);
                return false;
            }
            PeerInput::Stats(stats) => {
                self.stats(*stats, context);
                return false;
            }
            PeerInput::Connection(state) => {
                self.connection(state, context, out);
                return false;
            }
        };
        self.negotiate(input, context, out);
        is_another_network
    }

    fn negotiation(&self) -> Option<&Negotiation> {
        match &self.link {
            Link::Open(negotiation) => Some(negotiation),
            Link::Awaited | Link::Closed => None,
        }
    }

    /// Opens the connection of the current generation.
    fn open_link(
        &mut self,
        offers: bool,
        relay_only: bool,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) {
        self.link = Link::Open(Box::new(Negotiation::new(self.polite)));
        self.health = PathHealth::new();
        self.gathering = Gathering::default();
        self.watching.restart();
        self.settles_by = None;
        self.open_with_servers(offers, relay_only, context, out);
    }

    fn negotiate(
        &mut self,
        input: NegotiationInput,
        context: PeerContext<'_>,
        out: &mut Vec<PeerOutput>,
    ) {
        let Link::Open(negotiation) = &mut self.link else {
            return;
        };
        negotiation.handle(input);
        while let Link::Open(negotiation) = &mut self.link
            && let Some(command) = negotiation.next_command()
        {
            let command = match command {
                NegotiationCommand::AdoptTransceivers => PeerCommand::AdoptTransceivers,
                NegotiationCommand::SetLocalDescription => {
                    self.gathering = Gathering::default();
                    PeerCommand::SetLocalDescription
                }
                NegotiationCommand::SetRemoteDescription(description) => {
                    self.note_restart(&description, context, out);
                    PeerCommand::SetRemoteDescription(description)
                }
                NegotiationCommand::AddCandidate(candidate) => PeerCommand::AddCandidate(candidate),
                NegotiationCommand::Send { negotiation, body } => {
                    let Some(body) = self.given.conceal(body) else {
                        continue;
                    };
                    let to = self.participant.id;
                    let signal = Signal {
                        generation: self.generation,
                        negotiation,
                        body,
                    };
                    out.push(PeerOutput::Signal { to, signal });
                    continue;
                }
                NegotiationCommand::GiveUp => return self.beyond_repair(context, out),
            };
            self.command(command, out);
        }
        self.watch_negotiation(context.now);
    }

    fn command(&self, command: PeerCommand, out: &mut Vec<PeerOutput>) {
        let peer = self.key();
        out.push(PeerOutput::Command { peer, command });
    }
}

fn is_offer(body: &SignalBody) -> bool {
    match body {
        SignalBody::Description(description) => description.kind == DescriptionKind::Offer,
        SignalBody::Candidate(_) => false,
    }
}

#[cfg(test)]
mod tests;

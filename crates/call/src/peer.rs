use std::time::Duration;

use protocol::{
    ClientMessage, IceServer, Participant, ParticipantId, Publications, Signal, SignalBody, Source,
};

use crate::{
    Command, ConnectionState, Negotiation, NegotiationCommand, NegotiationInput, PeerCommand,
    PeerInput, PeerKey, TileConnection, Timestamp,
};

/// Another participant, and the peer connection to them.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) participant: Participant,
    polite: bool,
    generation: u32,
    negotiation: Option<Negotiation>,
    state: PeerState,
    /// When this attempt to connect is given up.
    attempt_ends: Timestamp,
    rebuilds: u32,
    has_track: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PeerState {
    Connecting { since: Timestamp },
    Connected,
    Failed,
}

impl Peer {
    /// How often a broken connection is built anew before it is given up.
    pub(crate) const MAX_REBUILDS: u32 = 3;

    /// How long connecting may take before the person is told that it is slow.
    pub(crate) const SLOW_AFTER: Duration = Duration::from_secs(10);

    /// How long one attempt may take, from its first step to a path for media.
    ///
    /// Chromium stays `new` for ever when it finds no candidate: its own `failed` cannot be relied on.
    pub(crate) const ATTEMPT: Duration = Duration::from_secs(20);

    /// Waits for the first offer of the other side.
    pub(crate) fn new(peer: protocol::Peer, now: Timestamp) -> Self {
        Self {
            participant: peer.participant,
            polite: peer.polite,
            generation: 0,
            negotiation: None,
            state: PeerState::Connecting { since: now },
            attempt_ends: now + Self::ATTEMPT,
            rebuilds: 0,
            has_track: false,
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

    pub(crate) fn publish(&mut self, publications: Publications) {
        self.participant.publications = publications;
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.negotiation
            .as_ref()
            .is_none_or(Negotiation::is_settled)
    }

    /// True once there is something to play.
    pub(crate) fn has_track(&self) -> bool {
        self.has_track
    }

    pub(crate) fn tile_connection(&self, now: Timestamp) -> TileConnection {
        match self.state {
            PeerState::Connecting { since } if now < since + Self::SLOW_AFTER => {
                TileConnection::Connecting
            }
            PeerState::Connecting { .. } => TileConnection::Slow,
            PeerState::Connected => TileConnection::Connected,
            PeerState::Failed => TileConnection::Failed,
        }
    }

    /// When [`Peer::handle_timeout`] or [`Peer::tile_connection`] has something to do by time alone.
    pub(crate) fn deadline(&self, now: Timestamp) -> Option<Timestamp> {
        match self.state {
            PeerState::Connecting { since } => {
                let slow = Some(since + Self::SLOW_AFTER).filter(|slow| *slow > now);
                Some(slow.map_or(self.attempt_ends, |slow| slow.min(self.attempt_ends)))
            }
            PeerState::Connected | PeerState::Failed => None,
        }
    }

    /// Starts over when an attempt has taken too long.
    pub(crate) fn handle_timeout(
        &mut self,
        now: Timestamp,
        ice_servers: &[IceServer],
        out: &mut Vec<Command>,
    ) {
        if matches!(self.state, PeerState::Connecting { .. }) && self.attempt_ends <= now {
            self.rebuild(now, ice_servers, out);
        }
    }

    /// Opens the first connection, or the next one after a close.
    pub(crate) fn open(
        &mut self,
        offers: bool,
        now: Timestamp,
        ice_servers: &[IceServer],
        out: &mut Vec<Command>,
    ) {
        self.attempt_ends = now + Self::ATTEMPT;
        self.negotiation = Some(Negotiation::new(self.polite));
        self.command(
            PeerCommand::Open {
                ice_servers: ice_servers.to_vec(),
                offers,
            },
            out,
        );
    }

    pub(crate) fn close(&mut self, out: &mut Vec<Command>) {
        if self.negotiation.take().is_some() {
            self.command(PeerCommand::Close, out);
        }
        self.has_track = false;
    }

    /// Sends the track of `source` as it stands, if there is a connection to send it over.
    pub(crate) fn replace_track(&self, source: Source, out: &mut Vec<Command>) {
        if self.negotiation.is_some() {
            self.command(PeerCommand::ReplaceTrack { source }, out);
        }
    }

    /// Takes in a signal of the other side.
    ///
    /// A description of a later generation means that the other side has started over: so does this one.
    pub(crate) fn signal(
        &mut self,
        signal: Signal,
        now: Timestamp,
        ice_servers: &[IceServer],
        out: &mut Vec<Command>,
    ) {
        if signal.generation < self.generation {
            return;
        }
        if signal.generation > self.generation || self.negotiation.is_none() {
            if !matches!(signal.body, SignalBody::Description(_)) {
                return;
            }
            self.close(out);
            self.reconnecting(now);
            self.generation = signal.generation;
            self.open(false, now, ice_servers, out);
        }
        self.negotiate(NegotiationInput::Remote(signal.body), now, ice_servers, out);
    }

    /// Takes in an event of the connection of `generation`; one of an earlier connection changes nothing.
    pub(crate) fn event(
        &mut self,
        generation: u32,
        input: PeerInput,
        now: Timestamp,
        ice_servers: &[IceServer],
        out: &mut Vec<Command>,
    ) {
        if generation != self.generation || self.negotiation.is_none() {
            return;
        }
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
            PeerInput::LocalCandidate(candidate) => NegotiationInput::LocalCandidate(candidate),
            PeerInput::TrackAdded => {
                self.has_track = true;
                return;
            }
            PeerInput::Connection(state) => return self.connection(state, now, ice_servers, out),
        };
        self.negotiate(input, now, ice_servers, out);
    }

    fn connection(
        &mut self,
        state: ConnectionState,
        now: Timestamp,
        ice_servers: &[IceServer],
        out: &mut Vec<Command>,
    ) {
        match (state, self.state) {
            (ConnectionState::Connected, _) => {
                self.state = PeerState::Connected;
                self.rebuilds = 0;
            }
            (ConnectionState::Connecting | ConnectionState::Disconnected, PeerState::Connected) => {
                self.reconnecting(now);
                self.attempt_ends = now + Self::ATTEMPT;
            }
            (ConnectionState::Connecting | ConnectionState::Disconnected, _) => {}
            (ConnectionState::Failed, _) => self.rebuild(now, ice_servers, out),
        }
    }

    /// Starts over with a new connection, which tells the other side to do the same.
    fn rebuild(&mut self, now: Timestamp, ice_servers: &[IceServer], out: &mut Vec<Command>) {
        self.close(out);
        if self.rebuilds >= Self::MAX_REBUILDS {
            self.state = PeerState::Failed;
            return;
        }
        self.reconnecting(now);
        self.rebuilds += 1;
        self.generation = self.generation.saturating_add(1);
        self.open(true, now, ice_servers, out);
    }

    fn reconnecting(&mut self, now: Timestamp) {
        if !matches!(self.state, PeerState::Connecting { .. }) {
            self.state = PeerState::Connecting { since: now };
        }
    }

    fn negotiate(
        &mut self,
        input: NegotiationInput,
        now: Timestamp,
        ice_servers: &[IceServer],
        out: &mut Vec<Command>,
    ) {
        let Some(negotiation) = &mut self.negotiation else {
            return;
        };
        negotiation.handle(input);
        while let Some(command) = self
            .negotiation
            .as_mut()
            .and_then(Negotiation::next_command)
        {
            let command = match command {
                NegotiationCommand::AdoptTransceivers => PeerCommand::AdoptTransceivers,
                NegotiationCommand::SetLocalDescription => PeerCommand::SetLocalDescription,
                NegotiationCommand::SetRemoteDescription(description) => {
                    PeerCommand::SetRemoteDescription(description)
                }
                NegotiationCommand::AddCandidate(candidate) => PeerCommand::AddCandidate(candidate),
                NegotiationCommand::Send(body) => {
                    let signal = Signal {
                        generation: self.generation,
                        body,
                    };
                    out.push(Command::Send(ClientMessage::Signal {
                        to: self.participant.id,
                        signal,
                    }));
                    continue;
                }
                NegotiationCommand::GiveUp => return self.rebuild(now, ice_servers, out),
            };
            self.command(command, out);
        }
    }

    fn command(&self, command: PeerCommand, out: &mut Vec<Command>) {
        out.push(Command::Peer {
            peer: self.key(),
            command,
        });
    }
}

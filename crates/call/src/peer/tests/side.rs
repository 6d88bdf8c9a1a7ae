use std::time::Duration;

use protocol::{Description, DisplayName, IceServer, Publication, StreamId};

use super::super::*;
use crate::{ConnectionState, SignalingState, TileConnection, Traffic};

use Deed::{Close, Offer, Open, Relay, Restart, Servers};

/// What a peer does to find a path, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Restart,
    /// Gives the connection other servers.
    Servers,
    /// Opens a connection of this generation that offers.
    Offer(u32),
    /// Opens one that answers.
    Open(u32),
    /// Opens one that offers and goes by way of TURN servers alone.
    Relay(u32),
    Close,
}

/// A peer, its clock, and the traffic on its connection.
pub(super) struct Side {
    pub(super) peer: Peer,
    pub(super) now: Timestamp,
    pub(super) engine: Engine,
    pub(super) online: bool,
    /// The credentials are good.
    pub(super) fresh: bool,
    pub(super) ice: IceServers,
    pub(super) traffic: Traffic,
}

impl Side {
    /// Waits for the first offer; both are Chromium.
    pub(super) fn waiting() -> Self {
        let stream = StreamId::parse("s").unwrap();
        let publication = Publication {
            source: Source::Microphone,
            muted: true,
            stream,
        };
        let participant = Participant {
            id: ParticipantId(1),
            name: DisplayName::parse("Budi").unwrap(),
            publications: vec![publication].try_into().unwrap(),
            engine: Engine::Chromium,
            hand: None,
            recording: false,
            silenced: false,
            role: protocol::Role::Member,
        };
        let peer = protocol::Peer {
            participant,
            polite: true,
            connected: true,
        };
        let now = Timestamp(Duration::from_secs(100));
        Self {
            peer: Peer::new(peer, 0, now),
            now,
            engine: Engine::Chromium,
            online: true,
            fresh: true,
            ice: IceServers::default(),
            traffic: Traffic::default(),
        }
    }

    pub(super) fn connecting() -> Self {
        let mut side = Self::waiting();
        side.peer.open(true, side.context(), &mut Vec::new());
        side
    }

    /// Media has been flowing for a while.
    pub(super) fn connected() -> Self {
        let mut side = Self::connecting();
        side.says(ConnectionState::Connected);
        side.media_for(10);
        side
    }

    pub(super) fn context(&self) -> PeerContext<'static> {
        PeerContext {
            now: self.now,
            ice: Box::leak(Box::new(self.ice.clone())),
            relay_only: self.ice.relay_only,
            online: self.online,
            fresh: self.fresh,
            engine: self.engine,
            peers: 1,
            data_use: DataUse::Full,
            hint: ContentHint::default(),
        }
    }

    pub(super) fn tile(&self) -> TileConnection {
        self.peer.tile_connection(self.now)
    }

    pub(super) fn input(&mut self, input: PeerInput) -> Vec<Deed> {
        let generation = self.peer.generation;
        self.act(|peer, context, out| {
            peer.event(generation, input, context, out);
        })
    }

    pub(super) fn says(&mut self, state: ConnectionState) -> Vec<Deed> {
        self.input(PeerInput::Connection(state))
    }

    pub(super) fn back_online(&mut self) -> Vec<Deed> {
        self.online = true;
        self.act(Peer::back_online)
    }

    pub(super) fn signals_lost(&mut self) -> Vec<Deed> {
        self.online = true;
        self.act(Peer::signals_lost)
    }

    pub(super) fn network_changed(&mut self) -> Vec<Deed> {
        self.act(Peer::network_changed)
    }

    pub(super) fn reconnect(&mut self) -> Vec<Deed> {
        self.act(Peer::reconnect)
    }

    pub(super) fn offered(&mut self, generation: u32) -> Vec<Deed> {
        self.described(generation, DescriptionKind::Offer)
    }

    pub(super) fn described(&mut self, generation: u32, kind: DescriptionKind) -> Vec<Deed> {
        self.described_as(generation, 1, kind, "")
    }

    pub(super) fn described_as(
        &mut self,
        generation: u32,
        negotiation: u32,
        kind: DescriptionKind,
        sdp: &str,
    ) -> Vec<Deed> {
        let sdp = sdp.to_owned();
        let signal = Signal {
            generation,
            negotiation,
            body: SignalBody::Description(Description { kind, sdp }),
        };
        self.act(|peer, context, out| peer.signal(signal, context, out))
    }

    /// The other side's offer is applied and answered.
    pub(super) fn answered(&mut self) {
        self.input(PeerInput::RemoteDescription {
            applied: true,
            signaling: SignalingState::HaveRemoteOffer,
        });
        let description = Description {
            kind: DescriptionKind::Answer,
            sdp: String::new(),
        };
        self.input(PeerInput::LocalDescription {
            description: Some(description),
            signaling: SignalingState::Stable,
        });
    }

    pub(super) fn wake(&mut self, now: Timestamp) -> Vec<Deed> {
        self.now = now;
        self.act(Peer::handle_timeout)
    }

    /// What is done in each of the next seconds, in which nothing arrives.
    pub(super) fn silence_for(&mut self, seconds: u32) -> Vec<(u32, Deed)> {
        self.live_for(seconds, 0)
    }

    pub(super) fn media_for(&mut self, seconds: u32) -> Vec<(u32, Deed)> {
        self.live_for(seconds, 1_000)
    }

    pub(super) fn live_for(&mut self, seconds: u32, media: u64) -> Vec<(u32, Deed)> {
        let mut done = Vec::new();
        for second in 1..=seconds {
            let until = self.now + Duration::from_secs(1);
            while let Some(due) = self.peer.deadline(self.now).filter(|due| *due < until) {
                let deeds = self.wake(due);
                assert!(self.peer.deadline(due) > Some(due) || self.peer.deadline(due).is_none());
                done.extend(deeds.into_iter().map(|deed| (second, deed)));
            }
            let mut deeds = self.wake(until);
            self.traffic.media_bytes += media;
            deeds.extend(self.input(PeerInput::Traffic(self.traffic)));
            done.extend(deeds.into_iter().map(|deed| (second, deed)));
        }
        done
    }

    pub(super) fn act(
        &mut self,
        act: impl FnOnce(&mut Peer, PeerContext<'_>, &mut Vec<PeerOutput>),
    ) -> Vec<Deed> {
        let mut out = Vec::new();
        let context = self.context();
        act(&mut self.peer, context, &mut out);
        deeds(&out)
    }
}

/// A relay for which one has this user name.
pub(super) fn turn(username: &str) -> IceServers {
    let server = IceServer {
        urls: vec!["turn:turn.example".to_owned()],
        username: Some(username.to_owned()),
        credential: None,
    };
    IceServers {
        servers: vec![server],
        ..IceServers::default()
    }
}

pub(super) fn deeds(out: &[PeerOutput]) -> Vec<Deed> {
    let deed = |output: &PeerOutput| match output {
        PeerOutput::Command { peer, command } => match command {
            PeerCommand::Open {
                offers, relay_only, ..
            } => Some(match (offers, relay_only) {
                (true, true) => Relay(peer.generation),
                (true, false) => Offer(peer.generation),
                (false, _) => Open(peer.generation),
            }),
            PeerCommand::SetIceServers { .. } => Some(Servers),
            PeerCommand::RestartIce => Some(Restart),
            PeerCommand::Close => Some(Close),
            PeerCommand::AdoptTransceivers
            | PeerCommand::SetLocalDescription
            | PeerCommand::SetRemoteDescription(_)
            | PeerCommand::AddCandidate(_)
            | PeerCommand::ReplaceTrack { .. }
            | PeerCommand::LimitVideo { .. }
            | PeerCommand::ReceiveVideo(_) => None,
        },
        PeerOutput::Signal { .. } => None,
    };
    out.iter().filter_map(deed).collect()
}

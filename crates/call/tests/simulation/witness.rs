use std::collections::BTreeMap;

use call::{
    Command, ConnectionState, Input, PageInput, PeerCommand, PeerInput, PeerKey, SocketInput,
    Traffic,
};
use protocol::{Engine, ParticipantId, ServerMessage};

/// Knows what a call has been told, and objects to what it must not do upon it.
pub(crate) struct Witness {
    engines: [Engine; 2],
    paths: BTreeMap<PeerKey, Path>,
    /// The call is in the room, over a connection that it holds good.
    online: bool,
    cause: Cause,
    was_settled: bool,
    /// Who was in the room on coming back.
    here: Vec<ParticipantId>,
    deeds: u32,
}

/// What a call was told of one connection.
#[derive(Default)]
struct Path {
    connected: bool,
    grows: bool,
    /// It was before what is being handled: what is due is done before anything new is looked at.
    was_well: bool,
    traffic: Traffic,
    /// How many more signs of life it takes after a change of the network.
    doubts: u32,
}

/// What a call is handling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// Something that says nothing against a connection that is well.
    Anything,
    /// The other side may have started over.
    Signal,
    /// The other side has left or come anew.
    Roster,
    Joined,
    Resumed {
        continues: bool,
    },
}

impl Witness {
    pub(crate) fn new(engines: [Engine; 2]) -> Self {
        Self {
            engines,
            paths: BTreeMap::new(),
            online: false,
            cause: Cause::Anything,
            was_settled: true,
            here: Vec::new(),
            deeds: 0,
        }
    }

    pub(crate) fn deeds(&self) -> u32 {
        self.deeds
    }

    pub(crate) fn sees_time(&mut self, was_settled: bool) {
        self.was_settled = was_settled;
        for path in self.paths.values_mut() {
            path.was_well = path.is_well();
        }
        self.cause = Cause::Anything;
    }

    pub(crate) fn sees(&mut self, input: &Input, was_settled: bool) {
        self.sees_time(was_settled);
        match input {
            Input::Peer { peer, input } => {
                if let Some(path) = self.paths.get_mut(peer) {
                    path.sees(input);
                }
            }
            Input::Page(PageInput::NetworkChanged) => {
                for path in self.paths.values_mut() {
                    path.doubts = 2;
                }
            }
            Input::Socket(SocketInput::Received(frame)) => {
                self.cause = match &frame.message {
                    Some(ServerMessage::Joined(_)) => Cause::Joined,
                    Some(ServerMessage::Resumed(resumed)) => {
                        self.here = resumed
                            .participants
                            .iter()
                            .map(|peer| peer.participant.id)
                            .collect();
                        Cause::Resumed {
                            continues: resumed.continues,
                        }
                    }
                    Some(ServerMessage::Signal { .. }) => Cause::Signal,
                    Some(
                        ServerMessage::ParticipantJoined { .. }
                        | ServerMessage::ParticipantLeft { .. },
                    ) => Cause::Roster,
                    _ => Cause::Anything,
                };
                if matches!(self.cause, Cause::Joined | Cause::Resumed { .. }) {
                    self.online = true;
                }
            }
            Input::User(_)
            | Input::Socket(_)
            | Input::Media(_)
            | Input::Page(_)
            | Input::Recording(_)
            | Input::File { .. }
            | Input::FileReady { .. }
            | Input::Levels(_) => {}
        }
    }

    pub(crate) fn judges(&mut self, command: &Command, failures: bool) -> Result<(), String> {
        match command {
            Command::OpenSocket | Command::CloseSocket => self.online = false,
            Command::Peer { peer, command } => {
                return self
                    .judges_peer(*peer, command, failures)
                    .map_err(|problem| format!("{peer:?}: {problem}, at {:?}", self.cause));
            }
            Command::Send(_)
            | Command::Remember(_)
            | Command::Capture { .. }
            | Command::CaptureScreen { .. }
            | Command::HintScreen(_)
            | Command::Record(_)
            | Command::Play(_)
            | Command::ResizeCamera
            | Command::EnableTrack { .. }
            | Command::StopTrack { .. }
            | Command::File(_) => {}
        }
        Ok(())
    }

    fn judges_peer(
        &mut self,
        peer: PeerKey,
        command: &PeerCommand,
        failures: bool,
    ) -> Result<(), String> {
        let is_well = self
            .paths
            .get(&peer)
            .is_some_and(|path| path.was_well && path.is_well());
        match command {
            PeerCommand::Open { .. } => {
                self.deeds += 1;
                self.paths.insert(peer, Path::default());
                if !self.online {
                    return Err("opened without the server".to_owned());
                }
            }
            PeerCommand::RestartIce => {
                self.deeds += 1;
                if self.engines[0] != self.engines[1] {
                    return Err(format!("restarted between {:?}", self.engines));
                }
                if !self.online {
                    return Err("restarted without the server".to_owned());
                }
                if is_well && matches!(self.cause, Cause::Resumed { .. }) {
                    return Err("restarted although it is well".to_owned());
                }
            }
            PeerCommand::Close => {
                self.deeds += 1;
                let is_demanded = match self.cause {
                    Cause::Anything => failures,
                    Cause::Signal | Cause::Roster | Cause::Joined => true,
                    Cause::Resumed { continues } => {
                        let is_gone = !self.here.contains(&peer.participant);
                        is_gone || (!continues && !self.was_settled)
                    }
                };
                if is_well && self.was_settled && !is_demanded {
                    return Err("closed although it is well".to_owned());
                }
                self.paths.remove(&peer);
            }
            PeerCommand::SetIceServers { .. }
            | PeerCommand::AdoptTransceivers
            | PeerCommand::SetLocalDescription
            | PeerCommand::SetRemoteDescription(_)
            | PeerCommand::AddCandidate(_)
            | PeerCommand::ReplaceTrack { .. }
            | PeerCommand::LimitVideo { .. }
            | PeerCommand::ReceiveVideo(_) => {}
        }
        Ok(())
    }
}

impl Path {
    fn sees(&mut self, input: &PeerInput) {
        match input {
            PeerInput::Connection(state) => self.connected = *state == ConnectionState::Connected,
            PeerInput::Traffic(traffic) => {
                self.grows = traffic.media_bytes > self.traffic.media_bytes
                    || traffic.consent_responses > self.traffic.consent_responses;
                self.traffic = *traffic;
                if self.grows {
                    self.doubts = self.doubts.saturating_sub(1);
                }
            }
            PeerInput::NegotiationNeeded
            | PeerInput::LocalDescription { .. }
            | PeerInput::RemoteDescription { .. }
            | PeerInput::CandidateFailed
            | PeerInput::LocalCandidate(_)
            | PeerInput::TrackAdded
            | PeerInput::Stats(_) => {}
        }
    }

    fn is_well(&self) -> bool {
        self.connected && self.grows && self.doubts == 0
    }
}

use protocol::{ClientMessage, ParticipantId};

use super::{Call, Phase};
use crate::peer::{Peer, PeerContext, PeerOutput};
use crate::{Command, PageInput, PeerCommand, PeerInput, PeerKey};

/// What concerns the connections to the others.
impl Call {
    pub(super) fn peer_event(&mut self, key: PeerKey, input: PeerInput) {
        let mut is_another_network = false;
        self.with_peer(key.participant, |peer, context, out| {
            is_another_network = peer.event(key.generation, input, context, out);
        });
        if is_another_network {
            self.page(PageInput::NetworkChanged);
        }
    }

    pub(super) fn with_peer(
        &mut self,
        participant: ParticipantId,
        act: impl FnOnce(&mut Peer, PeerContext<'_>, &mut Vec<PeerOutput>),
    ) {
        let mut out = Vec::new();
        let count = self.peers.keys().count();
        if let Phase::InCall { ice, .. } = &self.phase
            && let Some(peer) = self.peers.get_mut(participant)
        {
            let context = PeerContext {
                now: self.now,
                ice: &ice.servers,
                relay_only: ice.servers.relay_only || self.hides_address,
                online: self.line.is_online(),
                fresh: ice.is_good(self.now),
                engine: self.environment.engine,
                peers: count,
                data_use: self.data_use,
                hint: self.hint,
            };
            act(peer, context, &mut out);
        }
        self.emit(out);
    }

    pub(super) fn with_peers(
        &mut self,
        act: impl Fn(&mut Peer, PeerContext<'_>, &mut Vec<PeerOutput>),
    ) {
        let participants: Vec<ParticipantId> = self.peers.keys().collect();
        for participant in participants {
            self.with_peer(participant, &act);
        }
    }

    pub(super) fn close_peers(&mut self) {
        let mut out = Vec::new();
        for mut peer in std::mem::take(&mut self.peers).into_values() {
            peer.close(&mut out);
        }
        self.emit(out);
        self.forget_people();
    }

    pub(super) fn emit(&mut self, out: Vec<PeerOutput>) {
        for output in out {
            match output {
                PeerOutput::Command { peer, command } => {
                    if command == PeerCommand::Close {
                        self.files.closed(peer);
                    }
                    self.commands.push_back(Command::Peer { peer, command });
                }
                PeerOutput::Signal { to, signal } => {
                    self.command(ClientMessage::Signal { to, signal });
                }
            }
        }
    }
}

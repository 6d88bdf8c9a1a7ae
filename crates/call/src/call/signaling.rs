use protocol::{ClientMessage, ErrorCode, Join, Joined, ParticipantId, ServerMessage, VERSIONS};

use super::{Call, Phase};
use crate::peer::Peer;
use crate::{Command, EndReason, Notice, SocketInput};

impl Call {
    pub(super) fn socket(&mut self, input: SocketInput) {
        match input {
            SocketInput::Opened => self.ask_to_join(),
            SocketInput::Received(message) => self.received(message),
            SocketInput::Closed => match &mut self.phase {
                Phase::Joining { .. } => self.end(EndReason::Unreachable),
                Phase::InCall { signaling, .. } => *signaling = false,
                Phase::GreenRoom | Phase::Left | Phase::Ended(_) => {}
            },
        }
    }

    fn ask_to_join(&mut self) {
        let (Phase::Joining { .. }, Some(name)) = (&self.phase, &self.name) else {
            return;
        };
        self.outbox.clear();
        self.announced = self.media.publications(&self.stream);
        let join = Join {
            versions: VERSIONS.to_vec(),
            room: self.room.clone(),
            name: name.clone(),
            publications: self.announced.clone(),
        };
        self.commands
            .push_back(Command::Send(ClientMessage::Join(join)));
    }

    fn received(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::Joined(joined) => self.joined(joined),
            ServerMessage::Error { code, detail } => self.refused(code, detail.as_deref()),
            ServerMessage::ParticipantJoined(peer) => {
                if matches!(self.phase, Phase::InCall { .. }) {
                    self.notices.post(
                        self.now,
                        Notice::ParticipantJoined(peer.participant.name.clone()),
                    );
                    self.peers
                        .insert(peer.participant.id, Peer::new(peer, self.now));
                }
            }
            ServerMessage::ParticipantLeft { participant } => self.participant_left(participant),
            ServerMessage::PublicationsChanged {
                participant,
                publications,
            } => {
                if let Some(peer) = self.peers.get_mut(&participant) {
                    peer.publish(publications);
                }
            }
            ServerMessage::Signal { from, signal } => {
                self.with_peer(from, |peer, now, ice_servers, out| {
                    peer.signal(signal, now, ice_servers, out)
                });
            }
        }
    }

    /// Everyone who is there already gets an offer from here.
    fn joined(&mut self, joined: Joined) {
        if !matches!(self.phase, Phase::Joining { .. }) {
            return;
        }
        let mut out = Vec::new();
        for peer in joined.participants {
            let mut peer = Peer::new(peer, self.now);
            peer.open(true, self.now, &joined.ice_servers, &mut out);
            self.peers.insert(peer.id(), peer);
        }
        self.phase = Phase::InCall {
            you: joined.you,
            ice_servers: joined.ice_servers,
            signaling: true,
        };
        self.commands.extend(self.outbox.flush().map(Command::Send));
        self.emit(out);
    }

    fn refused(&mut self, code: ErrorCode, detail: Option<&str>) {
        tracing::debug!(?code, detail, "the server refuses");
        if matches!(self.phase, Phase::Joining { .. }) {
            self.end(EndReason::Refused(code));
        }
    }

    fn participant_left(&mut self, participant: ParticipantId) {
        let Some(mut peer) = self.peers.remove(&participant) else {
            return;
        };
        self.outbox.forget(participant);
        self.notices.post(
            self.now,
            Notice::ParticipantLeft(peer.participant.name.clone()),
        );
        let mut out = Vec::new();
        peer.close(&mut out);
        self.emit(out);
    }
}

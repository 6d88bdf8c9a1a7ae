use protocol::ParticipantId;

use super::Call;
use crate::peer::Peer;
use crate::{Notice, Sound};

impl Call {
    /// Takes the version of a change; false if the roster is past it already: a stale join brings nobody back.
    pub(super) fn follow_roster(&mut self, version: u64) -> bool {
        let is_news = version > self.roster;
        self.roster = self.roster.max(version);
        is_news
    }

    /// Starts with the whole room: everyone gets an offer from here, on a connection of `generation`.
    pub(super) fn meet_everyone(
        &mut self,
        participants: Vec<protocol::Peer>,
        roster: u64,
        generation: u32,
    ) {
        self.roster = roster;
        for peer in participants {
            self.offer_to(peer, generation);
        }
    }

    /// Makes the roster what the server says; whoever stayed keeps the connection that there is.
    pub(super) fn reconcile_roster(
        &mut self,
        participants: Vec<protocol::Peer>,
        roster: u64,
        continues: bool,
    ) {
        self.roster = roster;
        let here: Vec<ParticipantId> = participants
            .iter()
            .map(|peer| peer.participant.id)
            .collect();
        let gone: Vec<ParticipantId> = self.peers.keys().filter(|id| !here.contains(id)).collect();
        for participant in gone {
            self.participant_left(participant);
        }
        for peer in participants {
            match self.peers.get_mut(peer.participant.id) {
                Some(known) => {
                    let id = peer.participant.id;
                    known.set_connected(peer.connected);
                    known.participant.hand = peer.participant.hand;
                    known.participant.role = peer.participant.role;
                    known.participant.publications = peer.participant.publications;
                    known.participant.silenced = peer.participant.silenced;
                    self.note_recording(id, peer.participant.recording);
                }
                // The first offer is among the events that follow.
                None if continues => self.participant_joined(peer),
                // The first offer is lost: the next generation starts from here.
                None => self.offer_to(peer, 1),
            }
        }
    }

    pub(super) fn participant_joined(&mut self, peer: protocol::Peer) {
        let name = peer.participant.name.clone();
        let records = peer.participant.recording;
        self.drop_peer(peer.participant.id);
        self.peers
            .insert(peer.participant.id, Peer::new(peer, 0, self.now));
        self.notices
            .post(self.now, Notice::ParticipantJoined(name.clone()));
        if records {
            self.tell_who_records(name, true);
        }
        self.sound(Sound::Joined);
    }

    pub(super) fn participant_left(&mut self, participant: ParticipantId) {
        if let Some(peer) = self.drop_peer(participant) {
            let name = peer.participant.name;
            self.notices.post(self.now, Notice::ParticipantLeft(name));
            self.sound(Sound::Left);
        }
    }

    fn offer_to(&mut self, peer: protocol::Peer, generation: u32) {
        let participant = peer.participant.id;
        if peer.participant.recording {
            self.tell_who_records(peer.participant.name.clone(), true);
        }
        self.drop_peer(participant);
        self.peers
            .insert(participant, Peer::new(peer, generation, self.now));
        self.with_peer(participant, |peer, context, out| {
            peer.open(true, context, out)
        });
    }

    fn drop_peer(&mut self, participant: ParticipantId) -> Option<Peer> {
        let mut peer = self.peers.remove(participant)?;
        let mut out = Vec::new();
        peer.close(&mut out);
        self.emit(out);
        Some(peer)
    }
}

use call::{AudioLevel, ConnectionState, Input, PeerCommand, PeerInput, PeerKey, SmallMap};

use protocol::ParticipantId;

use crate::rtc::file_channel::FileChannel;
use crate::rtc::local_tracks::LocalTracks;
use crate::rtc::peer_connection::PeerConnection;
use crate::session::event::{Event, Inbox};

/// The open peer connections.
pub(crate) struct Peers {
    open: SmallMap<PeerKey, PeerConnection>,
    inbox: Inbox,
}

impl Peers {
    pub(crate) fn new(inbox: Inbox) -> Self {
        Self {
            open: SmallMap::default(),
            inbox,
        }
    }

    pub(crate) fn contains(&self, key: PeerKey) -> bool {
        self.open.get(key).is_some()
    }

    /// Asks each connection how it does, unless it has not answered the last time.
    pub(crate) fn ask_for_stats(&mut self) {
        for peer in self.open.values_mut() {
            peer.ask_for_stats();
        }
    }

    pub(crate) fn stats_are_told(&mut self, key: PeerKey) {
        if let Some(peer) = self.open.get_mut(key) {
            peer.stats_are_told();
        }
    }

    /// The channel for files of a connection.
    pub(crate) fn files(&self, key: PeerKey) -> Option<&FileChannel> {
        self.open.get(key)?.files.as_ref()
    }

    /// How loud everyone is at this moment.
    pub(crate) fn levels(&self) -> Vec<(ParticipantId, AudioLevel)> {
        let open = self.open.keys().filter_map(|key| {
            let level = self.open.get(key)?.level()?;
            Some((key.participant, level))
        });
        open.collect()
    }

    pub(crate) fn obey(&mut self, key: PeerKey, command: PeerCommand, local: &LocalTracks) {
        if let PeerCommand::Open {
            ice_servers,
            offers,
            relay_only,
        } = command
        {
            let inbox = self.inbox.clone();
            match PeerConnection::open(key, &ice_servers, relay_only, offers, local, inbox) {
                Ok(peer) => self.open.insert(key, peer),
                Err(error) => {
                    leptos::logging::error!("no peer connection: {error:?}");
                    let input = PeerInput::Connection(ConnectionState::Failed);
                    self.inbox
                        .send(Event::Input(Input::Peer { peer: key, input }));
                }
            }
            return;
        }
        let Some(peer) = self.open.get_mut(key) else {
            return;
        };
        match command {
            PeerCommand::SetIceServers {
                ice_servers,
                relay_only,
            } => peer.set_ice_servers(&ice_servers, relay_only),
            PeerCommand::RestartIce => peer.restart_ice(),
            PeerCommand::AdoptTransceivers => peer.adopt_transceivers(local),
            PeerCommand::SetLocalDescription => peer.set_local_description(),
            PeerCommand::SetRemoteDescription(description) => {
                peer.set_remote_description(&description)
            }
            PeerCommand::AddCandidate(candidate) => peer.add_candidate(&candidate),
            PeerCommand::ReplaceTrack { source } => peer.replace_track(source, local),
            PeerCommand::Close => drop(self.open.remove(key)),
            PeerCommand::LimitVideo { source, limit } => peer.limit_video(source, limit),
            PeerCommand::ReceiveVideo(wanted) => peer.receive_video(wanted),
            PeerCommand::Open { .. } => {}
        }
    }
}

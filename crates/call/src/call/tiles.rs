use protocol::Source;

use super::line::Line;
use super::{Call, Phase};
use crate::peer::Peer;
use crate::{
    CallView, LocalView, PhaseView, SignalingView, SourceView, StreamKey, Tile, TileConnection,
};

impl Call {
    /// Returns what the person should see.
    #[must_use]
    pub fn view(&self) -> CallView {
        CallView {
            room: self.room.clone(),
            phase: match self.phase {
                Phase::GreenRoom => PhaseView::GreenRoom,
                Phase::Joining { .. } => PhaseView::Joining,
                Phase::InCall { .. } => PhaseView::InCall {
                    signaling: self.signaling_view(),
                },
                Phase::Left => PhaseView::Left,
                Phase::Ended(reason) => PhaseView::Ended(reason),
            },
            local: LocalView {
                microphone: self.media.view(Source::Microphone),
                camera: self.media.view(Source::Camera),
            },
            tiles: self
                .own_tile()
                .into_iter()
                .chain(self.peers.values().map(|peer| self.tile(peer)))
                .collect(),
            notices: self.notices.view(),
            chat: self.chat.view(),
        }
    }

    fn signaling_view(&self) -> SignalingView {
        match &self.line {
            Line::Waiting { until } if self.is_loss_told() => SignalingView::Reconnecting {
                next_try: Some(*until),
            },
            Line::Trying { .. } if self.is_loss_told() => {
                SignalingView::Reconnecting { next_try: None }
            }
            Line::Closed | Line::Trying { .. } | Line::Online { .. } | Line::Waiting { .. } => {
                if self.back_until.is_some() {
                    SignalingView::BackOnline
                } else {
                    SignalingView::Online
                }
            }
        }
    }

    fn own_tile(&self) -> Option<Tile> {
        let (Phase::InCall { you, .. }, Some(name)) = (&self.phase, &self.name) else {
            return None;
        };
        Some(Tile {
            participant: *you,
            name: name.clone(),
            you: true,
            microphone: self.media.view(Source::Microphone) == SourceView::On,
            camera: self.media.view(Source::Camera) == SourceView::On,
            stream: Some(StreamKey::Local),
            connection: TileConnection::Connected,
            away: false,
        })
    }

    fn tile(&self, peer: &Peer) -> Tile {
        Tile {
            participant: peer.id(),
            name: peer.participant.name.clone(),
            you: false,
            microphone: peer.participant.publications.is_live(Source::Microphone),
            camera: peer.participant.publications.is_live(Source::Camera),
            stream: peer.has_track().then(|| StreamKey::Remote(peer.id())),
            connection: peer.tile_connection(self.now),
            away: !peer.is_connected(),
        }
    }
}

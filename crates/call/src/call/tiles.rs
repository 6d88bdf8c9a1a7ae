use protocol::{Hand, ParticipantId, Source};

use super::line::Line;
use super::{Call, Phase};
use crate::peer::Peer;
use crate::people::{Person, people_in_order};
use crate::quality::{LinkState, blame};
use crate::{
    CallView, DataUse, LinkView, LocalView, PhaseView, Quality, SignalingView, SourceView,
    StreamKey, Tile, TileConnection, TileKey, TileKind, Volume,
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
                Phase::Waiting => PhaseView::Waiting {
                    signaling: self.signaling_view(),
                },
                Phase::InCall { .. } => PhaseView::InCall {
                    signaling: self.signaling_view(),
                },
                Phase::Left => PhaseView::Left,
                Phase::Ended(reason) => PhaseView::Ended(reason),
            },
            local: LocalView {
                microphone: self.media.view(Source::Microphone),
                camera: self.media.view(Source::Camera),
                screen: self.media.view(Source::Screen),
                holds_to_talk: self.media.is_held(),
                data_use: self.data_use,
                hint: self.hint,
                level: self.level_bar.step(),
            },
            tiles: self
                .own_tile()
                .into_iter()
                .chain(self.peers.values().flat_map(|peer| self.tiles(peer)))
                .collect(),
            stage: self.stage.view(self.speaking.active()),
            people: self.people(),
            link: self.link_view(),
            recording: self.recording.view(),
            hand_raised: self.hand_raised,
            reactions: self.reactions.view(),
            notices: self.notices.view(),
            chat: self.chat.view(),
            files: self.files.view(),
            doors: self.doors.clone(),
            password: self.password,
            host_pass: self.host_pass.clone(),
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
            kind: TileKind::Camera,
            name: name.clone(),
            you: true,
            microphone: self.media.view(Source::Microphone) == SourceView::On,
            camera: self.media.view(Source::Camera) == SourceView::On,
            stream: Some(StreamKey::Local),
            connection: TileConnection::Connected,
            trouble: None,
            away: false,
            speaking: self.is_speaking(*you),
            quality: None,
            volume: Volume::default(),
            hand: self.hand_raised,
            recording: self.recording.is_on(),
            role: self.doors.role,
        })
    }

    /// The tiles of someone else, in the order in which they are told.
    fn tiles(&self, peer: &Peer) -> impl Iterator<Item = Tile> {
        kinds(peer).map(|kind| self.tile(peer, kind))
    }

    fn tile(&self, peer: &Peer, kind: TileKind) -> Tile {
        let publications = &peer.participant.publications;
        let id = peer.id();
        let key = TileKey {
            participant: id,
            kind,
        };
        let (sound, picture, stream) = match kind {
            TileKind::Camera => (
                Source::Microphone,
                publications.is_live(Source::Camera) && self.data_use != DataUse::AudioOnly,
                StreamKey::Remote(id),
            ),
            TileKind::Screen => (
                Source::ScreenAudio,
                self.data_use != DataUse::AudioOnly,
                StreamKey::RemoteScreen(id),
            ),
        };
        Tile {
            participant: id,
            kind,
            name: peer.participant.name.clone(),
            you: false,
            microphone: publications.is_live(sound),
            camera: picture,
            stream: peer.has_track().then_some(stream),
            connection: peer.tile_connection(self.now),
            trouble: peer.trouble(self.now),
            away: !peer.is_connected(),
            speaking: kind == TileKind::Camera && self.is_speaking(id),
            quality: peer.quality(self.now),
            volume: Volume {
                silenced: peer.is_silenced(kind),
                ..self.volumes.get(key)
            },
            hand: kind == TileKind::Camera && peer.participant.hand.is_some(),
            recording: kind == TileKind::Camera && peer.participant.recording,
            role: peer.participant.role,
        }
    }

    /// Names the tiles of the others.
    pub(super) fn remote_tiles(&self) -> Vec<TileKey> {
        let keys = |peer: &Peer| {
            let participant = peer.id();
            kinds(peer).map(move |kind| TileKey { participant, kind })
        };
        self.peers.values().flat_map(keys).collect()
    }

    fn people(&self) -> Vec<ParticipantId> {
        let person = |participant, name, you, hand: Option<Hand>| Person {
            participant,
            name,
            you,
            speaking: self.is_unmuted(participant) && self.speaking.spoke_lately(participant),
            hand: hand.map(|Hand(number)| number),
        };
        let own = self.you().zip(self.name.as_ref());
        let others = self.peers.values();
        let people: Vec<Person<'_>> = own
            .map(|(id, name)| person(id, name.as_str(), true, self.hand))
            .into_iter()
            .chain(others.map(|peer| {
                let participant = &peer.participant;
                person(
                    peer.id(),
                    participant.name.as_str(),
                    false,
                    participant.hand,
                )
            }))
            .collect();
        people_in_order(&people)
    }

    fn link_view(&self) -> Option<LinkView> {
        let peer = self.peers.get(self.inspected?)?;
        let all: Vec<LinkState> = self
            .peers
            .values()
            .filter_map(|peer| peer.link_state(self.now))
            .collect();
        let link = peer.link_state(self.now).unwrap_or(LinkState {
            quality: Quality::Good,
            loss_in: 0,
            loss_out: 0,
            away: false,
        });
        Some(peer.link_view(blame(link, &all, self.is_loss_told()), self.now))
    }

    fn is_speaking(&self, participant: ParticipantId) -> bool {
        self.is_unmuted(participant) && self.speaking.is_speaking(participant)
    }
}

/// Everyone has a tile, and whoever shares a screen has one more.
fn kinds(peer: &Peer) -> impl Iterator<Item = TileKind> + use<> {
    let shares = peer.participant.publications.is_live(Source::Screen);
    std::iter::once(TileKind::Camera).chain(shares.then_some(TileKind::Screen))
}

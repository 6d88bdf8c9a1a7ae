use protocol::{ParticipantAct, ParticipantId, Role};

use crate::{CallView, Tile, TileKind};

/// What a host is offered to do to someone, in the order in which it is offered; empty for whoever is no host.
///
/// The server has the last word on each: this leaves out what would be refused, or would change nothing.
#[must_use]
pub fn offered_acts(view: &CallView, participant: ParticipantId) -> Vec<ParticipantAct> {
    let tile_of = |kind| {
        let is_it = |tile: &&Tile| tile.participant == participant && tile.kind == kind;
        view.tiles.iter().find(is_it)
    };
    let Some(tile) = tile_of(TileKind::Camera).filter(|tile| !tile.you) else {
        return Vec::new();
    };
    if view.doors.role != Role::Host {
        return Vec::new();
    }
    let is_viewer = tile.role == Role::Viewer;
    let is_host = tile.role == Role::Host;
    let all = [
        (ParticipantAct::Mute, tile.microphone),
        (ParticipantAct::AskToUnmute, !tile.microphone && !is_viewer),
        (ParticipantAct::StopCamera, tile.camera),
        (
            ParticipantAct::StopScreen,
            tile_of(TileKind::Screen).is_some(),
        ),
        (ParticipantAct::LowerHand, tile.hand),
        (ParticipantAct::MakeMember, is_viewer),
        (ParticipantAct::MakeHost, !is_host),
        (ParticipantAct::HandOver, !is_host),
        (ParticipantAct::MakeViewer, !is_host && !is_viewer),
        (ParticipantAct::Remove, !is_host),
    ];
    let offered = all.into_iter().filter(|(_, is_offered)| *is_offered);
    offered.map(|(act, _)| act).collect()
}

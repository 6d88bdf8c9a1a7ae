use call::{Place, StageView, Tile, TileKey, places};
use leptos::{html, prelude::*};

use super::{participant_tile::ParticipantTile, stage_size::element_size};
use crate::{
    session::CallHandle,
    ui::{
        components::{List, Row},
        language::use_words,
        memo::Watched,
    },
};

/// Lays out everyone's tile over the space that there is.
///
/// A tile is drawn once and then only moved, wherever it goes: its sound comes from it.
#[component]
pub(crate) fn Stage() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let stage = NodeRef::<html::Div>::new();
    let size = element_size(stage);
    let tiles = Watched::new(move || call.view().with(|view| view.tiles.clone()));
    let shown = Watched::new(move || call.view().with(|view| view.stage.clone()));
    let places = Watched::new(move || {
        let (width, height) = size.get();
        shown.with(|shown| {
            let count = |tiles: &[TileKey]| u32::try_from(tiles.len()).unwrap_or(u32::MAX);
            places(count(&shown.stage), count(&shown.strip), width, height)
        })
    });
    view! {
        <div
            class="stage"
            role="region"
            aria-label=words.say(|text| text.call.participants)
            node_ref=stage
        >
            <List rows=Box::new(move || {
                tiles.get().into_iter().map(|first| row(tiles, shown, places, first)).collect()
            }) />
        </div>
    }
}

fn row(
    tiles: Watched<Vec<Tile>>,
    shown: Watched<StageView>,
    places: Watched<Vec<Place>>,
    first: Tile,
) -> Row {
    let key = first.key();
    // In a room that was joined anew, one's own tile may have the number that was another's.
    let name = format!("{} {:?} {}", key.participant, key.kind, first.you);
    Row::new(name, move || {
        let place = Watched::new(move || {
            let index = shown.with(|shown| {
                let mut all = shown.stage.iter().chain(&shown.strip);
                all.position(|tile| *tile == key)
            });
            places.with(|places| places.get(index?).copied())
        });
        view! { <ParticipantTile own=first.you tile=follow(tiles, first) place /> }
    })
}

/// Follows one tile; when it has gone, what was last seen of it stays for the moment until it is taken away.
pub(super) fn follow(tiles: Watched<Vec<Tile>>, first: Tile) -> Watched<Tile> {
    Watched::after_last(move |last: Option<&Tile>| {
        let tile = tiles.with(|tiles| tiles.iter().find(|tile| tile.key() == first.key()).cloned());
        tile.or_else(|| last.cloned())
            .unwrap_or_else(|| first.clone())
    })
}

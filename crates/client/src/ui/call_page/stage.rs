use call::{Tile, tile_grid};
use leptos::{html, prelude::*};

use super::{participant_tile::ParticipantTile, stage_size::element_size};
use crate::{
    session::CallHandle,
    ui::{
        components::{List, Row},
        language::use_words,
    },
};

/// Lays out everyone's tile over the space that there is.
#[component]
pub(crate) fn Stage() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let stage = NodeRef::<html::Div>::new();
    let size = element_size(stage);
    let tiles = Memo::new(move |_| call.view().with(|view| view.tiles.clone()));
    let grid = Memo::new(move |_| {
        let (width, height) = size.get();
        let count = tiles.with(|tiles| u32::try_from(tiles.len()).unwrap_or(u32::MAX));
        tile_grid(count, width, height)
    });
    view! {
        <div
            class="stage"
            role="region"
            aria-label=words.say(|text| text.call.participants)
            node_ref=stage
            style:--columns=move || grid.get().columns.to_string()
            style:--tile-width=move || pixels(grid.get().tile_width)
            style:--tile-height=move || pixels(grid.get().tile_height)
        >
            <div class="tiles">
                <List rows=Box::new(move || {
                    tiles.get().into_iter().map(|first| row(tiles, first)).collect()
                }) />
            </div>
        </div>
    }
}

fn row(tiles: Memo<Vec<Tile>>, first: Tile) -> Row {
    // In a room that was joined anew, one's own tile may have the number that was another's.
    Row::new(format!("{} {}", first.participant, first.you), move || {
        view! { <ParticipantTile own=first.you tile=follow(tiles, first) /> }
    })
}

/// Follows one participant's tile; when they have gone, what was last seen of it stays for the moment until it is
/// taken away.
fn follow(tiles: Memo<Vec<Tile>>, first: Tile) -> Memo<Tile> {
    Memo::new(move |last: Option<&Tile>| {
        let tile = tiles.with(|tiles| {
            tiles
                .iter()
                .find(|tile| tile.participant == first.participant)
                .cloned()
        });
        tile.or_else(|| last.cloned())
            .unwrap_or_else(|| first.clone())
    })
}

/// Writes a whole number of pixels for CSS; to write any `f64` takes 15 kB of the web app before it is compressed.
fn pixels(whole: f64) -> String {
    format!("{}px", whole as u32)
}

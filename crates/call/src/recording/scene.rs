use crate::{CallView, Place, RecordingOf, SourceView, StreamKey, Tile, TileKey, TileKind, places};

/// The size of the picture that is recorded, in pixels.
pub const PICTURE_SIZE: (u32, u32) = (1280, 720);

/// What is drawn, and where.
pub type Scene = Vec<(Tile, Place)>;

/// Lays out the call as its tiles are on the screen.
#[must_use]
pub fn scene(view: &CallView) -> Scene {
    lay_out(
        tiles(view, &view.stage.stage),
        tiles(view, &view.stage.strip),
    )
}

/// Lays out the picture that is recorded: the call, or one's own tile alone.
///
/// The screen that one shares is on none of one's own tiles: it has the stage, as it has with the others.
#[must_use]
pub fn recorded_scene(view: &CallView, of: RecordingOf) -> Scene {
    let own = view.tiles.iter().find(|tile| tile.you).cloned();
    if of == RecordingOf::Own {
        return lay_out(own.into_iter().collect(), Vec::new());
    }
    let Some(own) = own.filter(|_| view.local.screen == SourceView::On) else {
        return scene(view);
    };
    let screen = Tile {
        kind: TileKind::Screen,
        camera: true,
        stream: Some(StreamKey::LocalScreen),
        ..own
    };
    let (mut screens, mut people) = (vec![screen], Vec::new());
    for tile in tiles(view, &view.stage.stage) {
        match tile.kind {
            TileKind::Screen => screens.push(tile),
            TileKind::Camera => people.push(tile),
        }
    }
    people.append(&mut tiles(view, &view.stage.strip));
    lay_out(screens, people)
}

/// Names the streams of the others that are recorded: of everyone who may be heard, however loud one plays them.
#[must_use]
pub fn recorded_sounds(view: &CallView, of: RecordingOf) -> Vec<StreamKey> {
    let of_call = view.tiles.iter().filter(|_| of == RecordingOf::Call);
    of_call
        .filter(|tile| !tile.you && !tile.volume.silenced)
        .filter_map(|tile| tile.stream)
        .collect()
}

fn tiles(view: &CallView, keys: &[TileKey]) -> Vec<Tile> {
    let tile = |key: &TileKey| view.tiles.iter().find(|tile| tile.key() == *key).cloned();
    keys.iter().filter_map(tile).collect()
}

fn lay_out(mut stage: Vec<Tile>, mut strip: Vec<Tile>) -> Scene {
    let count = |tiles: &[Tile]| u32::try_from(tiles.len()).unwrap_or(u32::MAX);
    let (width, height) = PICTURE_SIZE;
    let places = places(
        count(&stage),
        count(&strip),
        f64::from(width),
        f64::from(height),
    );
    stage.append(&mut strip);
    stage.into_iter().zip(places).collect()
}

use crate::{CallView, Place, RecordingOf, Tile, TileKey, places};

/// The size of the picture that is recorded, in pixels.
pub const PICTURE_SIZE: (u32, u32) = (1280, 720);

/// What is drawn, and where.
pub type Scene<'a> = Vec<(&'a Tile, Place)>;

/// Lays out the picture of a call as its tiles are on the screen, or one's own alone.
#[must_use]
pub fn scene(view: &CallView, of: RecordingOf) -> Scene<'_> {
    let own: Vec<TileKey> = view
        .tiles
        .iter()
        .filter(|tile| tile.you)
        .map(Tile::key)
        .collect();
    let (stage, strip): (&[TileKey], &[TileKey]) = match of {
        RecordingOf::Call => (&view.stage.stage, &view.stage.strip),
        RecordingOf::Own => (&own, &[]),
    };
    let count = |tiles: &[TileKey]| u32::try_from(tiles.len()).unwrap_or(u32::MAX);
    let (width, height) = PICTURE_SIZE;
    let places = places(
        count(stage),
        count(strip),
        f64::from(width),
        f64::from(height),
    );
    let tile = |key: &TileKey| view.tiles.iter().find(|tile| tile.key() == *key);
    let keys = stage.iter().chain(strip);
    keys.zip(places)
        .filter_map(|(key, place)| Some((tile(key)?, place)))
        .collect()
}

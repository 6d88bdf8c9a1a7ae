/// The space between two tiles in pixels; the client's style sheet has the same.
pub const TILE_GAP: f64 = 8.0;

const WIDE: f64 = 16.0 / 9.0;
const CLASSIC: f64 = 4.0 / 3.0;
const SQUARE: f64 = 1.0;
const UPRIGHT: f64 = 3.0 / 4.0;

/// How tiles of one shape fill an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    pub columns: u32,
    pub rows: u32,
    /// The width of one tile in pixels.
    pub tile_width: f64,
    /// The height of one tile in pixels.
    pub tile_height: f64,
}

/// Finds the grid that covers the most of an area of `width` by `height` pixels.
///
/// There are `tiles` tiles, at least one is assumed; each is `aspect` times as wide as high, with `gap` pixels between.
/// Of two grids that cover the same, the one with fewer empty places wins.
#[must_use]
pub fn best_grid(tiles: u32, width: f64, height: f64, aspect: f64, gap: f64) -> Grid {
    let tiles = tiles.max(1);
    let grid = |columns: u32| {
        let rows = tiles.div_ceil(columns);
        let room = |size: f64, count: u32| {
            ((size - gap * f64::from(count - 1)) / f64::from(count)).max(0.0)
        };
        let tile_width = room(width, columns).min(room(height, rows) * aspect);
        Grid {
            columns,
            rows,
            tile_width,
            tile_height: tile_width / aspect,
        }
    };
    let mut best = grid(1);
    for columns in 2..=tiles {
        let next = grid(columns);
        let fewer_empty = next.columns * next.rows < best.columns * best.rows;
        let wider = next.tile_width - best.tile_width;
        if wider > 0.5 || (wider > -0.5 && fewer_empty) {
            best = next;
        }
    }
    best
}

/// Finds the grid for `tiles` tiles in an area of `width` by `height` pixels, in whole pixels.
///
/// A picture is 16:9 as the camera gives it, unless cropping its sides covers more of the area: a little on a wide
/// screen, more on an upright one.
#[must_use]
pub fn tile_grid(tiles: u32, width: f64, height: f64) -> Grid {
    let aspects: &[f64] = if width >= height {
        &[WIDE, CLASSIC]
    } else {
        &[WIDE, CLASSIC, SQUARE, UPRIGHT]
    };
    let mut best = best_grid(tiles, width, height, WIDE, TILE_GAP);
    for aspect in aspects {
        let grid = best_grid(tiles, width, height, *aspect, TILE_GAP);
        if grid.tile_width * grid.tile_height > best.tile_width * best.tile_height {
            best = grid;
        }
    }
    Grid {
        tile_width: best.tile_width.floor(),
        tile_height: best.tile_height.floor(),
        ..best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_people_expect() {
        let shape = |tiles, width, height| {
            let grid = best_grid(tiles, width, height, WIDE, 8.0);
            (grid.columns, grid.rows)
        };
        assert_eq!(shape(1, 1280.0, 720.0), (1, 1));
        assert_eq!(shape(2, 1280.0, 720.0), (2, 1));
        assert_eq!(shape(3, 1280.0, 720.0), (2, 2));
        assert_eq!(shape(4, 1280.0, 720.0), (2, 2));
        assert_eq!(shape(6, 1280.0, 720.0), (3, 2));
        assert_eq!(shape(9, 1280.0, 720.0), (3, 3));
        assert_eq!(shape(2, 360.0, 640.0), (1, 2));
        assert_eq!(shape(3, 360.0, 640.0), (1, 3));
        assert_eq!(shape(8, 360.0, 640.0), (2, 4));
    }

    #[test]
    fn no_other_grid_covers_more_than_a_hair_more() {
        for tiles in 1..=12_u32 {
            for width in (200..2600).step_by(97) {
                for height in (200..1500).step_by(83) {
                    let (width, height) = (f64::from(width), f64::from(height));
                    let best = best_grid(tiles, width, height, WIDE, 8.0);
                    let covered = best.tile_width * best.tile_height;
                    for columns in 1..=tiles {
                        let rows = tiles.div_ceil(columns);
                        let across = (width - 8.0 * f64::from(columns - 1)) / f64::from(columns);
                        let down = (height - 8.0 * f64::from(rows - 1)) / f64::from(rows);
                        let tile = across.min(down * WIDE);
                        assert!(
                            covered >= 0.97 * tile * tile / WIDE,
                            "{tiles} in {width}x{height}: {best:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_drawn_covers_no_less_than_the_best_grid_of_wide_tiles() {
        let mut narrowest = f64::INFINITY;
        for tiles in 1..=12_u32 {
            for width in (320..3840).step_by(61) {
                for height in (240..2160).step_by(53) {
                    let (width, height) = (f64::from(width), f64::from(height));
                    let drawn = tile_grid(tiles, width, height);
                    let best = largest_wide_tile(tiles, width, height);
                    narrowest = narrowest.min(drawn.tile_width * drawn.tile_height / best);
                }
            }
        }
        assert!(narrowest >= 0.97, "{narrowest}");
    }

    /// The area of the largest of `tiles` tiles, by trying every number of columns and rows.
    fn largest_wide_tile(tiles: u32, width: f64, height: f64) -> f64 {
        let mut best: f64 = 0.0;
        for columns in 1..=tiles {
            for rows in 1..=tiles {
                if columns * rows >= tiles {
                    let room = |size: f64, count: u32| {
                        (size - TILE_GAP * f64::from(count - 1)) / f64::from(count)
                    };
                    let tile = room(width, columns).min(room(height, rows) * WIDE).max(0.0);
                    best = best.max(tile * tile / WIDE);
                }
            }
        }
        best
    }

    #[test]
    fn a_grid_fits_its_area() {
        for tiles in 1..=12 {
            let grid = best_grid(tiles, 360.0, 500.0, WIDE, 8.0);
            assert!(grid.columns * grid.rows >= tiles);
            assert!(
                grid.tile_width * f64::from(grid.columns) + 8.0 * f64::from(grid.columns - 1)
                    <= 360.1
            );
            assert!(
                grid.tile_height * f64::from(grid.rows) + 8.0 * f64::from(grid.rows - 1) <= 500.1
            );
        }
        assert_eq!(best_grid(4, 0.0, 0.0, WIDE, 8.0).tile_width, 0.0);
    }

    #[test]
    fn tiles_use_the_area_well() {
        for (width, height) in [
            (1280.0, 600.0),
            (1920.0, 940.0),
            (344.0, 560.0),
            (740.0, 240.0),
        ] {
            for tiles in 1..=9_u32 {
                let grid = tile_grid(tiles, width, height);
                let covered =
                    f64::from(tiles) * grid.tile_width * grid.tile_height / (width * height);
                assert!(
                    covered > 0.5,
                    "{tiles} tiles in {width} x {height}: {grid:?} cover {covered}"
                );
                let gaps = TILE_GAP * f64::from(grid.columns - 1);
                assert!(f64::from(grid.columns) * grid.tile_width + gaps <= width);
                let gaps = TILE_GAP * f64::from(grid.rows - 1);
                assert!(f64::from(grid.rows) * grid.tile_height + gaps <= height);
            }
        }
    }
}

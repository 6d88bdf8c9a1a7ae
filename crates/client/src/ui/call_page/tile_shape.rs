use call::{Grid, best_grid};

/// The space between two tiles in pixels; `main.css` has the same.
pub(crate) const GAP: f64 = 8.0;

const WIDE: f64 = 16.0 / 9.0;
const CLASSIC: f64 = 4.0 / 3.0;
const SQUARE: f64 = 1.0;
const UPRIGHT: f64 = 3.0 / 4.0;

/// Finds the grid for `tiles` tiles in an area of `width` by `height` pixels, in whole pixels.
///
/// A picture is 16:9 as the camera gives it, unless cropping its sides covers more of the area: a little on a wide
/// screen, more on an upright one.
pub(crate) fn tile_grid(tiles: u32, width: f64, height: f64) -> Grid {
    let aspects: &[f64] = if width >= height {
        &[WIDE, CLASSIC]
    } else {
        &[WIDE, CLASSIC, SQUARE, UPRIGHT]
    };
    let mut best = best_grid(tiles, width, height, WIDE, GAP);
    for aspect in aspects {
        let grid = best_grid(tiles, width, height, *aspect, GAP);
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
                let gaps = GAP * f64::from(grid.columns - 1);
                assert!(f64::from(grid.columns) * grid.tile_width + gaps <= width);
                let gaps = GAP * f64::from(grid.rows - 1);
                assert!(f64::from(grid.rows) * grid.tile_height + gaps <= height);
            }
        }
    }
}

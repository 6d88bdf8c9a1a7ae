use crate::{Grid, TILE_GAP, tile_grid};

/// Where a tile is, in whole pixels from the upper left corner of the area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub left: i32,
    pub top: i32,
    pub width: i32,
    pub height: i32,
}

/// The strip beside the stage takes this part of the area.
const STRIP: f64 = 0.2;

/// The strip is no narrower than this, and no lower; in pixels.
const STRIP_MIN: (f64, f64) = (112.0, 72.0);

/// Finds a place for each of `stage` big tiles and, after them, for each of `strip` small ones, in an area of `width` by
/// `height` pixels.
///
/// Without small tiles the big ones are a grid. Beside small ones they fill what those leave: the strip is at the right
/// of a wide area and at the bottom of an upright one.
#[must_use]
pub fn places(stage: u32, strip: u32, width: f64, height: f64) -> Vec<Place> {
    let whole = Area {
        left: 0.0,
        top: 0.0,
        width,
        height,
    };
    if stage == 0 || strip == 0 {
        return grid(stage + strip, whole);
    }
    let (big, small) = whole.divided();
    let mut places = if stage <= 2 {
        filled(stage, big)
    } else {
        grid(stage, big)
    };
    places.extend(grid(strip, small));
    places
}

#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Area {
    /// Divides the area into one for the stage and one for the strip.
    fn divided(self) -> (Self, Self) {
        if self.width >= self.height {
            let strip = (self.width * STRIP).max(STRIP_MIN.0).min(self.width / 2.0);
            let stage = (self.width - strip - TILE_GAP).max(0.0);
            let big = Self {
                width: stage,
                ..self
            };
            let small = Self {
                left: self.left + stage + TILE_GAP,
                width: strip,
                ..self
            };
            (big, small)
        } else {
            let strip = (self.height * STRIP)
                .max(STRIP_MIN.1)
                .min(self.height / 2.0);
            let stage = (self.height - strip - TILE_GAP).max(0.0);
            let big = Self {
                height: stage,
                ..self
            };
            let small = Self {
                top: self.top + stage + TILE_GAP,
                height: strip,
                ..self
            };
            (big, small)
        }
    }
}

/// Tiles of one shape, the last row centred.
fn grid(tiles: u32, area: Area) -> Vec<Place> {
    let Grid {
        columns,
        tile_width,
        tile_height,
        ..
    } = tile_grid(tiles, area.width, area.height);
    let rows = tiles.div_ceil(columns.max(1));
    let span = |count: u32, size: f64| {
        f64::from(count) * size + TILE_GAP * f64::from(count.saturating_sub(1))
    };
    let top = area.top + (area.height - span(rows, tile_height)) / 2.0;
    (0..tiles)
        .map(|index| {
            let (row, column) = (index / columns, index % columns);
            let in_row = columns.min(tiles - row * columns);
            let left = area.left + (area.width - span(in_row, tile_width)) / 2.0;
            Area {
                left: left + span(column, tile_width) + gap_after(column),
                top: top + span(row, tile_height) + gap_after(row),
                width: tile_width,
                height: tile_height,
            }
            .place()
        })
        .collect()
}

/// One or two tiles that fill the area, side by side along its longer side.
fn filled(tiles: u32, area: Area) -> Vec<Place> {
    let share = |size: f64| (size - TILE_GAP * f64::from(tiles - 1)) / f64::from(tiles);
    let is_wide = area.width >= area.height;
    (0..tiles)
        .map(|index| {
            let before = |size: f64| f64::from(index) * (share(size) + TILE_GAP);
            let part = if is_wide {
                Area {
                    left: area.left + before(area.width),
                    width: share(area.width),
                    ..area
                }
            } else {
                Area {
                    top: area.top + before(area.height),
                    height: share(area.height),
                    ..area
                }
            };
            part.place()
        })
        .collect()
}

fn gap_after(count: u32) -> f64 {
    if count > 0 { TILE_GAP } else { 0.0 }
}

impl Area {
    fn place(self) -> Place {
        Place {
            left: whole(self.left),
            top: whole(self.top),
            width: whole(self.width),
            height: whole(self.height),
        }
    }
}

/// Areas are smaller than an `i32` counts pixels.
fn whole(pixels: f64) -> i32 {
    pixels.max(0.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREAS: [(f64, f64); 5] = [
        (1280.0, 640.0),
        (1920.0, 940.0),
        (344.0, 560.0),
        (740.0, 240.0),
        (300.0, 300.0),
    ];

    #[test]
    fn every_tile_has_a_place_in_the_area_and_none_lies_on_another() {
        for (width, height) in AREAS {
            for stage in 0..=6 {
                for strip in 0..=8 {
                    let places = places(stage, strip, width, height);
                    assert_eq!(places.len(), (stage + strip) as usize);
                    for (index, place) in places.iter().enumerate() {
                        let context = format!("{stage}+{strip} in {width}x{height}: {places:?}");
                        assert!(place.left >= 0 && place.top >= 0, "{context}");
                        assert!(place.left + place.width <= width as i32, "{context}");
                        assert!(place.top + place.height <= height as i32, "{context}");
                        let is_apart = |other: &Place| {
                            place.left + place.width <= other.left
                                || other.left + other.width <= place.left
                                || place.top + place.height <= other.top
                                || other.top + other.height <= place.top
                        };
                        assert!(places[..index].iter().all(is_apart), "{context}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_stage_is_bigger_than_everything_beside_it() {
        let size = |place: &Place| place.width * place.height;
        for (width, height) in AREAS {
            for stage in 1..=2_u32 {
                for strip in 1..=6 {
                    let places = places(stage, strip, width, height);
                    let (big, small) = places.split_at(stage as usize);
                    let big: i32 = big.iter().map(size).sum();
                    let small: i32 = small.iter().map(size).sum();
                    assert!(big > small, "{stage}+{strip} in {width}x{height}");
                    assert!(f64::from(big) > 0.55 * width * height);
                }
            }
        }
    }

    #[test]
    fn the_strip_is_at_the_right_of_a_wide_area_and_below_in_an_upright_one() {
        let wide = places(1, 2, 1280.0, 640.0);
        assert!(wide[1].left >= wide[0].left + wide[0].width);
        assert!(wide[2].top > wide[1].top);
        let upright = places(1, 2, 360.0, 640.0);
        assert!(upright[1].top >= upright[0].top + upright[0].height);
        assert!(upright[2].left > upright[1].left);
    }

    #[test]
    fn a_last_row_that_is_not_full_is_in_the_middle() {
        let places = places(3, 0, 1280.0, 720.0);
        let middle = |place: Place| place.left + place.width / 2;
        assert!((middle(places[2]) - 640).abs() <= 1, "{places:?}");
    }

    #[test]
    fn an_area_without_a_size_has_tiles_without_one() {
        for place in places(1, 2, 0.0, 0.0) {
            assert_eq!((place.width, place.height), (0, 0));
        }
    }
}

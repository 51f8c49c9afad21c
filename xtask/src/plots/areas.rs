//! Labels beside points: each takes the nearest place at which it covers nothing.

use super::area::Area;
use super::labels;

/// How high a label is, with the space around it.
const HEIGHT: f64 = 14.0;

/// How far the nearest and farther labels stand from their points.
const REACHES: [f64; 8] = [9.0, 20.0, 32.0, 46.0, 60.0, 75.0, 90.0, 110.0];

/// Where a label may stand: on which side of its point, and whether above or below it; the best first.
const DIRECTIONS: [(Side, f64); 8] = [
    (Side::Right, 0.0),
    (Side::Middle, -1.0),
    (Side::Left, 0.0),
    (Side::Middle, 1.0),
    (Side::Right, -1.0),
    (Side::Left, -1.0),
    (Side::Right, 1.0),
    (Side::Left, 1.0),
];

/// How far a mark of a point reaches.
const RADIUS: f64 = 5.0;

/// How many pixels apart the points of a line are that a label must not cover.
const STRIDE: f64 = 3.0;

/// The areas that are taken in a part of the picture.
#[derive(Debug)]
pub(super) struct Areas {
    bounds: Area,
    taken: Vec<Area>,
}

/// The side of its point on which a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

/// A place for a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) area: Area,
    pub(super) side: Side,
    /// Whether the label is so far from its point that a line must lead to it.
    pub(super) is_far: bool,
}

impl Areas {
    pub(super) fn new(bounds: Area) -> Self {
        Self {
            bounds,
            taken: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Takes what a line covers that goes from one point to another.
    pub(super) fn take_line(&mut self, from: (f64, f64), to: (f64, f64)) {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let length = across.hypot(down);
        let mut done = 0.0;
        while done <= length {
            let part = done / length.max(STRIDE);
            let point = (from.0 + across * part, from.1 + down * part);
            self.take(Area::around(point, (STRIDE, STRIDE)));
            done += STRIDE;
        }
    }

    /// Returns a place for a label beside a point, or `None` where there is no room.
    pub(super) fn place(&mut self, (x, y): (f64, f64), words: &str) -> Option<Spot> {
        let size = (labels::width(words) / 2.0, HEIGHT / 2.0);
        let (left, right) = (self.bounds.left + size.0, self.bounds.right - size.0);
        if left > right {
            return None;
        }
        let spots = REACHES.iter().flat_map(|reach| {
            DIRECTIONS.iter().map(move |(side, down)| {
                let is_beside = *down == 0.0;
                // At a corner, the label begins over its point.
                let reach_aside = if is_beside { *reach } else { -RADIUS };
                let middle = match side {
                    Side::Left => x - size.0 - reach_aside,
                    Side::Middle => x,
                    Side::Right => x + size.0 + reach_aside,
                };
                // Above or below its point, it may be moved along.
                let x = if is_beside {
                    middle
                } else {
                    middle.clamp(left, right)
                };
                let y = y + down * (size.1 + reach);
                Spot {
                    area: Area::around((x, y), size),
                    side: *side,
                    is_far: *reach > REACHES[0],
                }
            })
        });
        let is_free = |area: &Area| self.taken.iter().all(|taken| !taken.meets(area));
        let spot = spots
            .filter(|spot| self.bounds.holds(&spot.area))
            .find(|spot| is_free(&spot.area))?;
        self.take(spot.area);
        Some(spot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas() -> Areas {
        Areas::new(Area {
            left: 0.0,
            top: 0.0,
            right: 200.0,
            bottom: 100.0,
        })
    }

    #[test]
    fn a_label_stands_to_the_right_where_there_is_room() {
        let spot = areas().place((50.0, 50.0), "abc").expect("there is room");
        assert!(spot.area.left > 55.0, "{spot:?}");
        assert!((spot.area.middle().1 - 50.0).abs() < 1e-9, "{spot:?}");
        assert!(!spot.is_far);
    }

    #[test]
    fn a_label_stays_in_bounds() {
        let spot = areas().place((195.0, 5.0), "abc").expect("there is room");
        assert!(areas().bounds.holds(&spot.area), "{spot:?}");
        let words = "x".repeat(28);
        let spot = areas().place((20.0, 50.0), &words).expect("there is room");
        assert!(areas().bounds.holds(&spot.area), "{spot:?}");
        let words = "x".repeat(100);
        assert_eq!(areas().place((100.0, 50.0), &words), None);
    }

    #[test]
    fn labels_of_one_point_do_not_meet() {
        let mut areas = areas();
        let spots: Vec<Spot> = (0..7)
            .map(|_| areas.place((100.0, 50.0), "abc").expect("there is room"))
            .collect();
        assert!(spots.last().is_some_and(|spot| spot.is_far));
        let taken = &areas.taken;
        for (index, area) in taken.iter().enumerate() {
            assert!(taken.iter().skip(index + 1).all(|it| !it.meets(area)));
        }
    }

    #[test]
    fn a_label_does_not_cover_a_line() {
        let mut areas = areas();
        areas.take_line((60.0, 0.0), (60.0, 100.0));
        let spot = areas.place((50.0, 50.0), "abc").expect("there is room");
        assert!(spot.area.right < 60.0, "{spot:?}");
    }
}

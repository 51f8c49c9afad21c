//! Labels that do not overlap: each takes the first row in which there is room for it.

/// The size of the font.
const SIZE: f64 = 11.0;

/// How wide a character is, by the size of its font; fonts differ, so it is rather too much.
const WIDTH: f64 = 0.6;

/// How far below the middle of a label its letters stand.
pub(super) const MIDDLE: f64 = 4.0;

/// The space between two labels of a row.
const SPACE: f64 = 5.0;

/// Returns how wide a text is at the most, about.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|_| WIDTH * SIZE).sum()
}

/// Shows a number to the nearest tenth.
pub(super) fn tenths(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0" } else { text }.to_owned()
}

/// The rows of labels of a lane, and what is taken in them.
#[derive(Debug)]
pub(super) struct Rows {
    left: f64,
    right: f64,
    /// The heights of the rows, the best first, and the spans that are taken.
    rows: Vec<(f64, Vec<(f64, f64)>)>,
}

/// A place for the middle of a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Rows {
    /// Makes rows at these heights, the best first, for labels between two edges.
    pub(super) fn new(left: f64, right: f64, heights: &[f64]) -> Self {
        let rows = heights.iter().map(|height| (*height, Vec::new())).collect();
        Self { left, right, rows }
    }

    /// Returns a place for a label with its middle near `x`, or `None` where there is no room.
    pub(super) fn place(&mut self, x: f64, width: f64) -> Option<Place> {
        let half = width / 2.0;
        if self.right - self.left < width {
            return None;
        }
        let x = x.clamp(self.left + half, self.right - half);
        let (from, to) = (x - half, x + half);
        let is_free = |taken: &[(f64, f64)]| {
            taken
                .iter()
                .all(|(start, end)| to + SPACE <= *start || *end + SPACE <= from)
        };
        let (y, taken) = self.rows.iter_mut().find(|(_, taken)| is_free(taken))?;
        taken.push((from, to));
        Some(Place { x, y: *y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_without_room_goes_to_the_next_row() {
        let mut rows = Rows::new(0.0, 100.0, &[10.0, 30.0]);
        assert_eq!(rows.place(20.0, 20.0), Some(Place { x: 20.0, y: 10.0 }));
        assert_eq!(rows.place(30.0, 20.0), Some(Place { x: 30.0, y: 30.0 }));
        assert_eq!(rows.place(45.0, 20.0), Some(Place { x: 45.0, y: 10.0 }));
        assert_eq!(rows.place(30.0, 20.0), None);
    }

    #[test]
    fn a_label_stays_between_the_edges() {
        let mut rows = Rows::new(0.0, 100.0, &[10.0]);
        assert_eq!(rows.place(2.0, 20.0), Some(Place { x: 10.0, y: 10.0 }));
        assert_eq!(rows.place(99.0, 20.0), Some(Place { x: 90.0, y: 10.0 }));
        assert_eq!(rows.place(50.0, 101.0), None);
    }

    #[test]
    fn width_grows_with_the_text() {
        assert!(width("ab") > width("a"));
        assert!(width("").abs() < 1e-9);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(tenths(1.0), "1");
        assert_eq!(tenths(1.26), "1.3");
        assert_eq!(tenths(-0.01), "0");
        assert_eq!(tenths(-1.5), "-1.5");
    }
}

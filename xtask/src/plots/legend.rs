//! The legend: what stands in a picture and what it means, in as many lines as it takes.

use super::labels;
use super::svg::Svg;

/// How wide the longest mark is, with the space behind it.
pub(super) const MARK: f64 = 30.0;

/// The space behind an entry.
const SPACE: f64 = 15.0;

/// How high a line is.
const LINE: f64 = 17.0;

/// What a legend can explain.
pub(super) trait Entry {
    fn words(&self) -> String;

    /// Returns how wide the mark is, with the space behind it.
    fn mark_width(&self) -> f64 {
        MARK
    }

    /// Draws the mark with its left edge at `x` and its middle at `y`.
    fn draw(&self, svg: &mut Svg, x: f64, y: f64);
}

/// Draws the legend from `left` to `right`, its first line with the middle at `y`.
pub(super) fn draw(svg: &mut Svg, entries: &[impl Entry], left: f64, right: f64, y: f64) {
    for (entry, x, line) in arrange(entries, left, right) {
        let y = y + LINE * f64::from(line);
        entry.draw(svg, x, y);
        svg.label("start", x + entry.mark_width(), y + 4.0, &entry.words());
    }
}

/// Returns where each entry begins, and in which line.
fn arrange<E: Entry>(entries: &[E], left: f64, right: f64) -> Vec<(&E, f64, u8)> {
    let (mut x, mut line) = (left, 0);
    let mut arranged = Vec::new();
    for entry in entries {
        let width = entry.mark_width() + labels::width(&entry.words());
        if x + width > right && x > left {
            x = left;
            line += 1;
        }
        arranged.push((entry, x, line));
        x += width + SPACE;
    }
    arranged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Word(&'static str);

    impl Entry for Word {
        fn words(&self) -> String {
            self.0.to_owned()
        }

        fn draw(&self, svg: &mut Svg, x: f64, y: f64) {
            svg.rect(self.0, (x, y), (1.0, 1.0));
        }
    }

    #[test]
    fn entries_follow_each_other_and_go_to_the_next_line() {
        let entries = [
            Word("wait by schedule"),
            Word("program away"),
            Word("flight"),
        ];
        let arranged = arrange(&entries, 10.0, 320.0);
        assert_eq!(arranged[0], (&entries[0], 10.0, 0));
        assert_eq!(arranged[1].2, 0);
        assert!(arranged[1].1 > 10.0 + MARK);
        assert_eq!(arranged[2], (&entries[2], 10.0, 1));
    }

    #[test]
    fn words_stand_behind_their_mark() {
        let mut svg = Svg::default();
        draw(&mut svg, &[Word("a")], 10.0, 100.0, 20.0);
        assert_eq!(
            svg.finish(),
            "<rect class='a' x='10' y='20' width='1' height='1'/>\n\
             <text x='40' y='24' class='start'>a</text>\n"
        );
    }
}

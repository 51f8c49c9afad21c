//! The legend: what the marks mean, for those that are in the picture.

use super::labels;
use super::marks;
use super::story::{Kind, Story};
use super::svg::Svg;

/// The size of the words.
const SIZE: f64 = 11.0;

/// How wide the longest mark is, with the space behind it.
const MARK: f64 = 30.0;

/// The space behind an entry.
const SPACE: f64 = 15.0;

/// How high a line is.
const LINE: f64 = 17.0;

/// What a legend can explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Poll(Kind),
    Flight,
    Own,
    Asked,
    Away,
}

impl Entry {
    fn words(self) -> &'static str {
        match self {
            Self::Poll(kind) => kind.words(),
            Self::Flight => "in flight",
            Self::Own => "wait by schedule",
            Self::Asked => "wait by Retry-After",
            Self::Away => "program away",
        }
    }

    fn mark_width(self) -> f64 {
        match self {
            Self::Poll(_) => MARK / 2.0,
            Self::Flight | Self::Own | Self::Asked | Self::Away => MARK,
        }
    }

    /// Draws the mark with its left edge at `x` and its middle at `y`.
    fn draw(self, svg: &mut Svg, x: f64, y: f64) {
        let end = x + MARK - 7.0;
        match self {
            Self::Poll(kind) => marks::poll(svg, kind, x + marks::RADIUS, y),
            Self::Flight => marks::flight(svg, Kind::Lost, (x, end), y),
            Self::Own => marks::wait(svg, false, (x, end), y - 5.0, false),
            Self::Asked => marks::wait(svg, true, (x, end), y - 5.0, false),
            Self::Away => svg.rect("away", (x, y - 6.0), (end - x, 12.0)),
        }
    }
}

/// Draws the legend from `left` to `right`, its first line with the middle at `y`.
pub(super) fn draw(svg: &mut Svg, story: &Story, left: f64, right: f64, y: f64) {
    for (entry, x, line) in arrange(&entries(story), left, right) {
        let y = y + LINE * f64::from(line);
        entry.draw(svg, x, y);
        svg.label("start", x + entry.mark_width(), y + 4.0, entry.words());
    }
}

/// Returns what is in the picture.
fn entries(story: &Story) -> Vec<Entry> {
    let kinds = Kind::ALL.into_iter();
    let mut entries: Vec<Entry> = kinds
        .filter(|kind| story.polls.iter().any(|poll| poll.kind == *kind))
        .map(Entry::Poll)
        .collect();
    let others = [
        (
            Entry::Flight,
            story.polls.iter().any(|poll| poll.told > poll.asked),
        ),
        (
            Entry::Own,
            story.waits.iter().any(|wait| !wait.is_asked_for),
        ),
        (
            Entry::Asked,
            story.waits.iter().any(|wait| wait.is_asked_for),
        ),
        (Entry::Away, !story.gaps.is_empty()),
    ];
    entries.extend(others.iter().filter(|(_, is_in)| *is_in).map(|(it, _)| *it));
    entries
}

/// Returns where each entry begins, and in which line.
fn arrange(entries: &[Entry], left: f64, right: f64) -> Vec<(Entry, f64, u8)> {
    let (mut x, mut line) = (left, 0);
    let mut arranged = Vec::new();
    for entry in entries {
        let width = entry.mark_width() + labels::width(entry.words(), SIZE);
        if x + width > right && x > left {
            x = left;
            line += 1;
        }
        arranged.push((*entry, x, line));
        x += width + SPACE;
    }
    arranged
}

#[cfg(test)]
mod tests {
    use crate::trace::Trace;

    use super::*;

    #[test]
    fn only_what_is_in_the_picture_is_explained() {
        let trace = Trace::parse(
            "# A story.\n\n1s | 503, Retry-After: 2 => 2s | error: server; next in 2s\n",
        );
        let story = Story::new(&trace.expect("it is a trace"));
        let expected = [Entry::Poll(Kind::Error), Entry::Flight, Entry::Own];
        assert_eq!(entries(&story), expected);
    }

    #[test]
    fn entries_follow_each_other_and_go_to_the_next_line() {
        let entries = [Entry::Own, Entry::Away, Entry::Flight];
        let arranged = arrange(&entries, 10.0, 320.0);
        assert_eq!(arranged[0], (Entry::Own, 10.0, 0));
        assert_eq!(arranged[1].2, 0);
        assert!(arranged[1].1 > 10.0 + MARK);
        assert_eq!(arranged[2], (Entry::Flight, 10.0, 1));
    }
}

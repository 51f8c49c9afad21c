//! The legend: what stands in this picture, and what it means.

use super::end::EndKind;
use super::marks;
use super::phase::Phase;
use super::story::Story;
use super::svg::Svg;
use super::words::width;

/// How high a line of it is.
pub(super) const LINE: f64 = 22.0;

/// How wide the place of a sign is, with the space behind it.
const SIGN: f64 = 28.0;

/// The space behind an entry.
const SPACE: f64 = 18.0;

/// Something that is explained.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Phase(Phase),
    Away,
    Poll,
    Error,
    Stop,
    End(EndKind),
}

impl Entry {
    /// Returns what stands in a picture of these stories.
    pub(super) fn all(stories: &[Story<'_>]) -> Vec<Self> {
        let spans = || {
            stories.iter().flat_map(|story| {
                let is_alone = story.spans.len() == 1;
                let spans = story.spans.iter();
                spans.filter(move |span| is_alone || span.from < span.to)
            })
        };
        let has_phase = |class: &str| spans().find(|span| span.phase.class() == class);
        let phases = [
            "waiting",
            "unrecorded",
            "queued",
            "processing",
            "other",
            "completed",
        ];
        let phases = phases.into_iter().filter_map(has_phase);
        let has_end = |kind| {
            let mut ends = stories.iter().filter_map(|story| story.end);
            ends.any(|end| end.kind == kind)
        };
        let any = |is_there: fn(&Story<'_>) -> bool| stories.iter().any(is_there);
        let ends = [
            EndKind::Completed,
            EndKind::Saved,
            EndKind::Failed,
            EndKind::Unknown,
        ];
        phases
            .map(|span| Self::Phase(span.phase.clone()))
            .chain(spans().any(|span| !span.is_watched).then_some(Self::Away))
            .chain(any(|story| !story.polls.is_empty()).then_some(Self::Poll))
            .chain(any(|story| !story.errors.is_empty()).then_some(Self::Error))
            .chain(any(|story| !story.stops.is_empty()).then_some(Self::Stop))
            .chain(
                ends.into_iter()
                    .filter(|kind| has_end(*kind))
                    .map(Self::End),
            )
            .collect()
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Phase(phase) => phase.meaning(),
            Self::Away => "nobody asked",
            Self::Poll => "poll",
            Self::Error => "error",
            Self::Stop => "watch ended",
            Self::End(EndKind::Completed) => "completed",
            Self::End(EndKind::Saved) => "saved",
            Self::End(EndKind::Failed) => "failed",
            Self::End(EndKind::Unknown) => "outcome unknown, may be paid",
        }
    }

    /// Draws the sign with its left edge and its middle there.
    fn draw(&self, svg: &mut Svg, (x, y): (f64, f64)) {
        let middle = (x + 11.0, y);
        match self {
            Self::Phase(phase) => {
                let height = phase.height();
                svg.rect(phase.class(), (x, y - height / 2.0), (22.0, height), "");
            }
            Self::Away => svg.rect("processing away", (x, y - 9.0), (22.0, 18.0), ""),
            Self::Poll => marks::ticks(svg, [x + 4.0, x + 11.0, x + 18.0], y + 3.0),
            Self::Error => marks::error(svg, middle, ""),
            Self::Stop => marks::stop(svg, middle, ""),
            Self::End(kind) => marks::end(svg, *kind, middle),
        }
    }
}

/// Returns how many lines the legend takes.
pub(super) fn n_lines(entries: &[Entry], room: f64) -> usize {
    arrange(entries, room)
        .last()
        .map_or(0, |(_, _, line)| line + 1)
}

/// Draws the legend, the middle of its first line at `y`.
pub(super) fn draw(svg: &mut Svg, entries: &[Entry], left: f64, room: f64, y: f64) {
    for (entry, x, line) in arrange(entries, room) {
        let y = y + LINE * line as f64;
        entry.draw(svg, (left + x, y));
        svg.label("small", (left + x + SIGN, y + 4.0), entry.words());
    }
}

/// Returns where each entry begins, and in which line.
fn arrange(entries: &[Entry], room: f64) -> Vec<(&Entry, f64, usize)> {
    let (mut x, mut line) = (0.0, 0);
    let mut arranged = Vec::new();
    for entry in entries {
        let width = SIGN + width(entry.words(), 11.0);
        if x + width > room && x > 0.0 {
            (x, line) = (0.0, line + 1);
        }
        arranged.push((entry, x, line));
        x += width + SPACE;
    }
    arranged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_goes_to_the_next_line() {
        let entries = [Entry::Poll, Entry::Error, Entry::Stop];
        assert_eq!(n_lines(&entries, 1000.0), 1);
        assert_eq!(n_lines(&entries, 120.0), 3);
        assert_eq!(n_lines(&entries, 0.0), 3);
        assert_eq!(n_lines(&[], 0.0), 0);
    }
}

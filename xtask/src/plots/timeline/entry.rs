//! What the legend of a timeline explains: the marks that are in it.

use crate::plots::legend::{self, MARK};
use crate::plots::svg::Svg;

use super::marks;
use super::story::{Kind, Story};

/// An entry of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Poll(Kind),
    Flight,
    Own,
    Asked,
    Away,
}

impl Entry {
    /// Returns the entries for what is in the picture of a story.
    pub(super) fn all(story: &Story) -> Vec<Self> {
        let kinds = Kind::ALL.into_iter();
        let mut entries: Vec<Self> = kinds
            .filter(|kind| story.polls.iter().any(|poll| poll.kind == *kind))
            .map(Self::Poll)
            .collect();
        let others = [
            (
                Self::Flight,
                story.polls.iter().any(|poll| poll.told > poll.asked),
            ),
            (Self::Own, story.waits.iter().any(|wait| !wait.is_asked_for)),
            (
                Self::Asked,
                story.waits.iter().any(|wait| wait.is_asked_for),
            ),
            (Self::Away, !story.gaps.is_empty()),
        ];
        entries.extend(others.iter().filter(|(_, is_in)| *is_in).map(|(it, _)| *it));
        entries
    }
}

impl legend::Entry for Entry {
    fn words(&self) -> String {
        let words = match self {
            Self::Poll(kind) => kind.words(),
            Self::Flight => "in flight",
            Self::Own => "wait by schedule",
            Self::Asked => "wait by Retry-After",
            Self::Away => "program away",
        };
        words.to_owned()
    }

    fn mark_width(&self) -> f64 {
        match self {
            Self::Poll(_) => MARK / 2.0,
            Self::Flight | Self::Own | Self::Asked | Self::Away => MARK,
        }
    }

    fn draw(&self, svg: &mut Svg, x: f64, y: f64) {
        let end = x + MARK - 7.0;
        match self {
            Self::Poll(kind) => marks::poll(svg, *kind, x + marks::RADIUS, y),
            Self::Flight => marks::flight(svg, Kind::Lost, (x, end), y),
            Self::Own => marks::wait(svg, false, (x, end), y - 5.0, false),
            Self::Asked => marks::wait(svg, true, (x, end), y - 5.0, false),
            Self::Away => svg.rect("away", (x, y - 6.0), (end - x, 12.0)),
        }
    }
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
        assert_eq!(Entry::all(&story), expected);
    }
}

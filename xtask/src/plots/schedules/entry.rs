//! What the legend of a comparison explains.

use crate::plots::legend::{self, MARK};
use crate::plots::svg::{Svg, px};

use super::comparison::{Comparison, Maker, told};
use super::mark;
use super::palette;

/// An entry of the legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    Peer,
    Curve { class: &'static str, gap: String },
    Oracle,
}

impl Entry {
    /// Returns the entries for what a comparison has.
    pub(super) fn all(comparison: &Comparison) -> Vec<Self> {
        let has_peers = comparison.schedules().any(|it| it.maker == Maker::Peer);
        let peers = has_peers.then_some(Self::Peer);
        let gaps = comparison.gaps().into_iter().enumerate();
        let curves = gaps.map(|(index, gap)| Self::Curve {
            class: palette::gap(index),
            gap: gap.to_owned(),
        });
        let oracle = comparison.has_oracle().then_some(Self::Oracle);
        peers.into_iter().chain(curves).chain(oracle).collect()
    }
}

impl legend::Entry for Entry {
    fn words(&self) -> String {
        match self {
            Self::Peer => "other schedules".to_owned(),
            Self::Curve { gap, .. } => {
                format!("ours, {}, for any price of a poll", told(gap))
            }
            Self::Oracle => "the same, knowing how long tasks take".to_owned(),
        }
    }

    fn mark_width(&self) -> f64 {
        match self {
            Self::Peer => MARK / 1.5,
            Self::Curve { .. } | Self::Oracle => MARK + 6.0,
        }
    }

    fn draw(&self, svg: &mut Svg, x: f64, y: f64) {
        let line = |svg: &mut Svg, class: &str| {
            let (from, y, to) = (px(x), px(y), px(x + MARK));
            svg.path(&format!("curve {class}"), &format!("M{from} {y}H{to}"));
        };
        match self {
            Self::Peer => mark::peer(svg, x + mark::RADIUS, y),
            Self::Curve { class, .. } => line(svg, class),
            Self::Oracle => line(svg, palette::ORACLE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_the_picture_is_explained() {
        let entries = |rows: &str| {
            let text = format!("schedule,workload,polls,delay\n{rows}");
            Entry::all(&Comparison::parse(&text).expect("it is a comparison"))
        };
        let curve = Entry::Curve {
            class: palette::gap(0),
            gap: "5 s".to_owned(),
        };
        assert_eq!(entries("fixed 5 s,pro,1,2\n"), [Entry::Peer]);
        assert_eq!(entries("ours,pro,1,2\ncurve 5 s,pro,1,2\n"), [curve]);
        let oracle = "oracle gap 5 s,pro,1,2\ncurve oracle gap 5 s,pro,1,2\n";
        assert_eq!(entries(oracle), [Entry::Oracle]);
    }
}

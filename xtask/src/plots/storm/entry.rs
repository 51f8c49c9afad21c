//! What the legend of a storm explains.

use crate::plots::labels::tenths;
use crate::plots::legend::{self, MARK};
use crate::plots::svg::{Svg, px};

/// An entry of the legend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Entry {
    Answered,
    Throttled,
    Rate,
    /// So many a second.
    Budget(f64),
}

impl legend::Entry for Entry {
    fn words(&self) -> String {
        match self {
            Self::Answered => "queries begun".to_owned(),
            Self::Throttled => "of these, answered 429".to_owned(),
            Self::Rate => "rate that the fleet allows itself".to_owned(),
            Self::Budget(rate) => format!("budget, {} a second", tenths(*rate)),
        }
    }

    fn mark_width(&self) -> f64 {
        match self {
            Self::Answered | Self::Throttled => MARK / 1.5,
            Self::Rate | Self::Budget(_) => MARK,
        }
    }

    fn draw(&self, svg: &mut Svg, x: f64, y: f64) {
        let line = |svg: &mut Svg, class| {
            let (from, to, y) = (px(x), px(x + MARK - 7.0), px(y));
            svg.path(class, &format!("M{from} {y}H{to}"));
        };
        match self {
            Self::Answered => svg.rect("asked", (x, y - 6.0), (13.0, 12.0)),
            Self::Throttled => svg.rect("throttled", (x, y - 6.0), (13.0, 12.0)),
            Self::Rate => line(svg, "rate"),
            Self::Budget(_) => line(svg, "budget"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::plots::legend::Entry as _;

    use super::*;

    #[test]
    fn the_budget_is_told_as_a_number() {
        assert_eq!(Entry::Budget(20.0).words(), "budget, 20 a second");
    }
}

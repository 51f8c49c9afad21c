//! The colours and lines of a comparison of schedules.

use crate::plots::style::Style;

/// The classes of gaps, for their curves and points; behind the last, they begin anew.
const GAPS: [&str; 2] = ["gap", "gap other"];

/// The class of what the oracle could do.
pub(super) const ORACLE: &str = "oracle";

pub(super) const STYLE: Style = Style {
    colours: &[
        (".peer", "color", "#c4520a", "#f0883e"),
        (".gap", "color", "#0a5fc4", "#6cb2ff"),
        (".gap.other", "color", "#1a7f37", "#3fb950"),
        (".oracle", "color", "#8c959f", "#6e7681"),
        (".mark", "stroke", "#fff", "#0d1117"),
        (".lead", "stroke", "#8c959f", "#6e7681"),
        (".arrow", "stroke", "#59636e", "#9198a1"),
    ],
    shapes: "\
text.name{font-weight:600}\
.mark,text.gap{fill:currentColor}\
.curve{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}\
.curve.gap{stroke-dasharray:7 3}\
.curve.other{stroke-dasharray:none}\
.curve.oracle{stroke-width:1.5;stroke-dasharray:1.5 2.5}\
.arrow{fill:none;stroke-width:1.5}",
};

/// Returns the class of the gap with this index.
pub(super) fn gap(index: usize) -> &'static str {
    GAPS[index % GAPS.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gap_has_a_class() {
        assert_ne!(gap(0), gap(1));
        assert_eq!(gap(2), gap(0));
    }
}

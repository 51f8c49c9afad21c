//! The colours and lines of a timeline.

use crate::plots::style::Style;

pub(super) const STYLE: Style = Style {
    colours: &[
        (".end", "stroke", "#59636e", "#9198a1"),
        (".unknown", "fill", "#e4e8ec", "#2c333b"),
        (".queued", "fill", "#b9dcff", "#174a7c"),
        (".processing", "fill", "#f7dc8c", "#6a4d00"),
        (".completed", "fill", "#aceebb", "#12602a"),
        (".failed", "fill", "#ffc9c4", "#8e1519"),
        (".other", "fill", "#e6d5fb", "#553098"),
        (".good", "color", "#1a7f37", "#3fb950"),
        (".unchanged", "color", "#59636e", "#9198a1"),
        (".regressed", "color", "#8250df", "#b889ff"),
        (".error", "color", "#cf222e", "#ff6a63"),
        (".throttled", "color", "#9a6700", "#d8a326"),
        (".lost", "color", "#6e7781", "#8b949e"),
        (".own", "stroke", "#4a7fb5", "#5d9ad8"),
        (".asked", "stroke", "#c4520a", "#f0883e"),
        (".tip-own", "fill", "#4a7fb5", "#5d9ad8"),
        (".tip-asked", "fill", "#c4520a", "#f0883e"),
        (".hatch", "stroke", "#8c959f", "#6e7681"),
    ],
    shapes: "\
.end,.own,.asked,.hatch{fill:none}\
.good,.unchanged,.regressed,.error,.throttled,.lost{fill:currentColor}\
.ring,.flight{fill:none;stroke:currentColor;stroke-width:2}\
.flight{stroke-width:4;opacity:.5}\
.own{stroke-width:1.5}\
.asked{stroke-width:2.5;stroke-dasharray:6 3}\
.end{stroke-width:2}\
.away{fill:url(#hatch)}",
};

/// Returns the class of a status.
pub(super) fn status(status: &str) -> &'static str {
    match status {
        "unknown" => "unknown",
        "queued" | "pending" => "queued",
        "processing" | "in_progress" => "processing",
        "completed" => "completed",
        "failed" => "failed",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_status_has_a_colour_too() {
        assert_eq!(status("queued"), "queued");
        assert_eq!(status("expired"), "other");
    }
}

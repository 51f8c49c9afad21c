//! The colours of the picture, by day and by night.

/// A property that differs between light and dark: selectors, its name, and both values.
const COLOURS: [(&str, &str, &str, &str); 24] = [
    (".paper", "fill", "#fff", "#0d1117"),
    (".paper", "stroke", "#d1d9e0", "#3d444d"),
    ("text,.ink", "fill", "#1f2328", "#e6edf3"),
    (".pale", "fill", "#59636e", "#9198a1"),
    (".halo", "stroke", "#fff", "#0d1117"),
    (".grid", "stroke", "#e4e8ec", "#22282f"),
    (".axis,.end", "stroke", "#59636e", "#9198a1"),
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
];

/// What is the same in both.
const SHAPES: &str = "\
text{font:11px system-ui,sans-serif;text-anchor:middle}\
text.start{text-anchor:start}\
text.halo{stroke-width:5px;stroke-linejoin:round;paint-order:stroke}\
text.head{font-size:14px;font-weight:600}\
.grid,.axis,.end,.own,.asked,.hatch{fill:none}\
.good,.unchanged,.regressed,.error,.throttled,.lost{fill:currentColor}\
.ring,.flight{fill:none;stroke:currentColor;stroke-width:2}\
.flight{stroke-width:4;opacity:.5}\
.own{stroke-width:1.5}\
.asked{stroke-width:2.5;stroke-dasharray:6 3}\
.end{stroke-width:2}\
.away{fill:url(#hatch)}";

/// Returns the text of the style sheet.
pub(super) fn sheet() -> String {
    let rules = |value: fn(&(&str, &str, &'static str, &'static str)) -> &'static str| {
        COLOURS
            .iter()
            .map(|colour| {
                let (selectors, property, ..) = colour;
                format!("{selectors}{{{property}:{}}}", value(colour))
            })
            .collect::<String>()
    };
    let light = rules(|(_, _, light, _)| light);
    let dark = rules(|(_, _, _, dark)| dark);
    format!("{light}@media (prefers-color-scheme:dark){{{dark}}}{SHAPES}")
}

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
    fn both_schemes_have_all_colours() {
        let sheet = sheet();
        let (light, dark) = sheet.split_once("@media").expect("two schemes");
        for (selectors, property, by_day, by_night) in COLOURS {
            assert!(light.contains(&format!("{selectors}{{{property}:{by_day}}}")));
            assert!(dark.contains(&format!("{selectors}{{{property}:{by_night}}}")));
        }
    }

    #[test]
    fn braces_are_balanced() {
        let sheet = sheet();
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
        assert!(!sheet.contains(['<', '&', '\'']), "{sheet}");
    }

    #[test]
    fn a_new_status_has_a_colour_too() {
        assert_eq!(status("queued"), "queued");
        assert_eq!(status("expired"), "other");
    }
}

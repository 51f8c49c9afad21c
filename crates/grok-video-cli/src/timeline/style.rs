//! The style sheet, by day and by night.

/// A property that differs between light and dark: selectors, its name, and both values.
type Colour = (&'static str, &'static str, &'static str, &'static str);

/// The colours of states are those of Okabe and Ito, which colour-blind people tell apart; heights, patterns and
/// signs say the same.
const COLOURS: [Colour; 28] = [
    (".paper", "fill", "#ffffff", "#0d1117"),
    (".paper", "stroke", "#d1d9e0", "#3d444d"),
    ("text", "fill", "#1f2328", "#e6edf3"),
    (".pale", "fill", "#59636e", "#9198a1"),
    (".row", "fill", "#f6f8fa", "#141a22"),
    (".grid", "stroke", "#dfe4e9", "#262d36"),
    (".axis,.now", "stroke", "#818b98", "#7d8590"),
    (".cut", "fill", "#ffffff", "#0d1117"),
    (".zigzag", "stroke", "#818b98", "#7d8590"),
    (".waiting", "fill", "#9aa4af", "#7d8590"),
    (".unrecorded", "stroke", "#818b98", "#7d8590"),
    (".hatch", "stroke", "#b8c0c9", "#4a525c"),
    (".queued", "fill", "#a9d8f5", "#1d5b85"),
    (".queued", "stroke", "#2a86bf", "#56b4e9"),
    (".processing", "fill", "#f0b429", "#8a5d00"),
    (".other", "fill", "#efcfe2", "#6f3d5c"),
    (".other", "stroke", "#a9487f", "#cc79a7"),
    (".completed", "stroke", "#007a57", "#2fbf94"),
    (".stripe", "stroke", "#9fdcc8", "#14604a"),
    (".poll", "stroke", "#59636e", "#9198a1"),
    (".error", "fill", "#c03d00", "#ff7b39"),
    (".good", "fill", "#007a57", "#2fbf94"),
    (".bad", "fill", "#c03d00", "#ff7b39"),
    (".doubt", "fill", "#8a3b6b", "#d98cb8"),
    // Signs in filled marks have the colour of the paper, and marks on bars a rim of it.
    (".sign,.rim", "stroke", "#ffffff", "#0d1117"),
    (".question", "fill", "#ffffff", "#0d1117"),
    (".ring,.onpaper", "stroke", "#007a57", "#2fbf94"),
    (".hold", "fill", "#59636e", "#b1bac4"),
];

/// What is the same by day and by night.
const SHAPES: &str = "\
text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\
.head{font-size:18px;font-weight:600}\
.small{font-size:11px}\
.name{font-weight:600}\
.middle{text-anchor:middle}\
.stop{text-anchor:end}\
.inbar{font-size:11px;text-anchor:middle;pointer-events:none}\
.grid,.axis,.poll,.now,.zigzag,.hatch,.stripe,.sign{fill:none}\
.now{stroke-dasharray:4 3}\
.waiting,.processing{stroke:none}\
.other{stroke-dasharray:2 2}\
.unrecorded{fill:url(#hatch)}\
.completed{fill:url(#stripe)}\
.away{opacity:.45}\
.stripe{stroke-width:4}\
.sign{stroke-width:2;stroke-linecap:round;stroke-linejoin:round}\
.error{stroke-linejoin:round}\
.ring{fill:none;stroke-width:2}";

/// Returns the text of the style sheet.
pub(super) fn sheet() -> String {
    let rules = |value: fn(&Colour) -> &'static str| {
        COLOURS
            .iter()
            .map(|colour| format!("{}{{{}:{}}}", colour.0, colour.1, value(colour)))
            .collect::<String>()
    };
    let light = rules(|colour| colour.2);
    let dark = rules(|colour| colour.3);
    format!("{SHAPES}\n{light}\n@media (prefers-color-scheme:dark){{{dark}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_asks_for_nothing_from_elsewhere() {
        let sheet = sheet();
        assert!(!sheet.contains("//") && !sheet.contains("@import"));
        assert_eq!(
            sheet.matches("url(").count(),
            sheet.matches("url(#").count()
        );
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
    }
}

//! The style sheet of a picture: what all of them share, and its own, by day and by night.

/// A property that differs between light and dark: selectors, its name, and both values.
pub(super) type Colour = (&'static str, &'static str, &'static str, &'static str);

/// What one picture adds to the style of all.
#[derive(Debug)]
pub(super) struct Style {
    pub(super) colours: &'static [Colour],
    /// What is the same by day and by night.
    pub(super) shapes: &'static str,
}

/// What all pictures share.
const COMMON: Style = Style {
    colours: &[
        (".paper", "fill", "#fff", "#0d1117"),
        (".paper", "stroke", "#d1d9e0", "#3d444d"),
        ("text", "fill", "#1f2328", "#e6edf3"),
        (".pale", "fill", "#59636e", "#9198a1"),
        (".halo", "stroke", "#fff", "#0d1117"),
        (".grid", "stroke", "#e4e8ec", "#22282f"),
        (".axis", "stroke", "#59636e", "#9198a1"),
    ],
    shapes: "\
text{font:11px system-ui,sans-serif;text-anchor:middle}\
text.start{text-anchor:start}\
text.stop{text-anchor:end}\
text.halo{stroke-width:5px;stroke-linejoin:round;paint-order:stroke}\
text.head{font-size:14px;font-weight:600}\
.grid,.axis{fill:none}",
};

impl Style {
    /// Returns the text of the style sheet.
    pub(super) fn sheet(&self) -> String {
        let rules = |value: fn(&Colour) -> &'static str| {
            let colours = COMMON.colours.iter().chain(self.colours);
            colours
                .map(|colour| {
                    let (selectors, property, ..) = colour;
                    format!("{selectors}{{{property}:{}}}", value(colour))
                })
                .collect::<String>()
        };
        let light = rules(|(_, _, light, _)| light);
        let dark = rules(|(_, _, _, dark)| dark);
        let shapes = [COMMON.shapes, self.shapes].concat();
        format!("{light}@media (prefers-color-scheme:dark){{{dark}}}{shapes}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: Style = Style {
        colours: &[(".a,.b", "fill", "#123", "#456")],
        shapes: ".a{opacity:.5}",
    };

    #[test]
    fn both_schemes_have_all_colours() {
        let sheet = SAMPLE.sheet();
        let (light, dark) = sheet.split_once("@media").expect("two schemes");
        for (selectors, property, by_day, by_night) in COMMON.colours.iter().chain(SAMPLE.colours) {
            assert!(light.contains(&format!("{selectors}{{{property}:{by_day}}}")));
            assert!(dark.contains(&format!("{selectors}{{{property}:{by_night}}}")));
        }
    }

    #[test]
    fn a_picture_adds_to_the_common_shapes() {
        let sheet = SAMPLE.sheet();
        assert!(sheet.contains("text.start{"), "{sheet}");
        assert!(sheet.ends_with(".a{opacity:.5}"), "{sheet}");
    }
}

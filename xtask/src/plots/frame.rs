//! The frame of a picture: its size, its paper and heading, and its words for those who can't see it.

use super::style::Style;
use super::svg::{Svg, px};

/// How wide every picture is.
const WIDTH: f64 = 960.0;

/// Where the heading, the names and the legend begin.
pub(super) const MARGIN: f64 = 16.0;

/// Between these, what is measured is drawn.
pub(super) const LEFT: f64 = 62.0;
pub(super) const RIGHT: f64 = 944.0;

/// How low the heading stands.
const HEAD: f64 = 26.0;

/// What surrounds what a picture shows.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// What the picture is called; it is not seen.
    pub(super) title: &'a str,
    /// What the picture shows, in a line.
    pub(super) heading: &'a str,
    /// What the picture tells, with its figures; it is not seen.
    pub(super) description: &'a str,
    pub(super) height: f64,
    pub(super) style: &'a Style,
}

impl Frame<'_> {
    /// Returns a whole picture.
    pub(super) fn around(&self, draw: impl FnOnce(&mut Svg)) -> String {
        let mut svg = Svg::default();
        let size = format!("0 0 {} {}", px(WIDTH), px(self.height));
        svg.open(
            "svg",
            &[
                ("xmlns", &"http://www.w3.org/2000/svg"),
                ("viewBox", &size),
                ("width", &px(WIDTH)),
                ("height", &px(self.height)),
                ("role", &"img"),
                ("aria-labelledby", &"title desc"),
            ],
        );
        svg.words("title", &[("id", &"title")], self.title);
        svg.words("desc", &[("id", &"desc")], self.description);
        svg.words("style", &[], &self.style.sheet());
        svg.leaf(
            "rect",
            &[
                ("class", &"paper"),
                ("x", &"0.5"),
                ("y", &"0.5"),
                ("width", &px(WIDTH - 1.0)),
                ("height", &px(self.height - 1.0)),
                ("rx", &6),
            ],
        );
        svg.label("start head", MARGIN, HEAD, self.heading);
        draw(&mut svg);
        svg.close("svg");
        svg.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style {
        colours: &[],
        shapes: "",
    };

    #[test]
    fn a_picture_has_words_for_those_who_cannot_see_it() {
        let frame = Frame {
            title: "A < B",
            heading: "What is seen",
            description: "A is 1, B is 2.",
            height: 100.0,
            style: &STYLE,
        };
        let picture = frame.around(|svg| svg.path("p", "M0 0H1"));
        for part in [
            " viewBox='0 0 960 100' ",
            " role='img' aria-labelledby='title desc'>",
            "<title id='title'>A &lt; B</title>",
            "<desc id='desc'>A is 1, B is 2.</desc>",
            "prefers-color-scheme:dark",
            ">What is seen</text>\n<path class='p' d='M0 0H1'/>\n</svg>\n",
        ] {
            assert!(picture.contains(part), "{part}\n{picture}");
        }
    }
}

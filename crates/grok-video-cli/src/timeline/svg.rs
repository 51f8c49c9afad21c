//! Writes SVG: elements, texts and numbers.

use std::fmt::Display;

/// The text of a picture that is being drawn.
#[derive(Debug, Default)]
pub(super) struct Svg {
    text: String,
}

/// The attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a dyn Display)];

impl Svg {
    /// Opens an element, which [`Svg::close`] closes.
    pub(super) fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
    }

    pub(super) fn close(&mut self, name: &str) {
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// Writes an element that holds a text.
    pub(super) fn words(&mut self, name: &str, attributes: Attributes<'_>, words: &str) {
        self.tag(name, attributes);
        let words = escape(words);
        self.text.push_str(&format!(">{words}</{name}>\n"));
    }

    /// Writes a label with its base line at `y`.
    pub(super) fn label(&mut self, class: &str, (x, y): (f64, f64), words: &str) {
        let attributes: Attributes<'_> = &[("class", &class), ("x", &px(x)), ("y", &px(y))];
        self.words("text", attributes, words);
    }

    /// Writes a rectangle, with a tip that is shown by a pointer over it; the tip may be empty.
    pub(super) fn rect(
        &mut self,
        class: &str,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        tip: &str,
    ) {
        let attributes: Attributes<'_> = &[
            ("class", &class),
            ("x", &px(x)),
            ("y", &px(y)),
            ("width", &px(width)),
            ("height", &px(height)),
        ];
        self.shape("rect", attributes, tip);
    }

    /// Writes a circle.
    pub(super) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let attributes: Attributes<'_> = &[
            ("class", &class),
            ("cx", &px(x)),
            ("cy", &px(y)),
            ("r", &px(radius)),
        ];
        self.shape("circle", attributes, "");
    }

    /// Writes a path, with a tip that may be empty.
    pub(super) fn path(&mut self, class: &str, path: &str, tip: &str) {
        self.shape("path", &[("class", &class), ("d", &path)], tip);
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn shape(&mut self, name: &str, attributes: Attributes<'_>, tip: &str) {
        self.tag(name, attributes);
        if tip.is_empty() {
            self.text.push_str("/>\n");
        } else {
            let tip = escape(tip);
            self.text
                .push_str(&format!("><title>{tip}</title></{name}>\n"));
        }
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            let value = escape(&value.to_string());
            self.text.push_str(&format!(" {name}=\"{value}\""));
        }
    }
}

/// Returns a number of pixels with at most one digit behind the point.
pub(super) fn px(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0" } else { text }.to_owned()
}

/// Returns a text in which nothing means anything to XML, and which holds nothing that XML can't.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\'' => escaped.push_str("&#39;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push('\n'),
            '\u{fffe}' | '\u{ffff}' => {}
            it if it.is_control() => {}
            it => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_elements() {
        let mut svg = Svg::default();
        svg.open("g", &[("class", &"a\"b"), ("x", &1)]);
        svg.label("c", (1.0, 2.54), "<&>");
        svg.rect("r", (0.0, 1.0), (2.0, 3.0), "");
        svg.circle("r", (-0.01, 1.0), 2.0);
        svg.path("p", "M0 0H1", "a 'tip'");
        svg.close("g");
        assert_eq!(
            svg.finish(),
            "<g class=\"a&quot;b\" x=\"1\">\n\
             <text class=\"c\" x=\"1\" y=\"2.5\">&lt;&amp;&gt;</text>\n\
             <rect class=\"r\" x=\"0\" y=\"1\" width=\"2\" height=\"3\"/>\n\
             <circle class=\"r\" cx=\"0\" cy=\"1\" r=\"2\"/>\n\
             <path class=\"p\" d=\"M0 0H1\"><title>a &#39;tip&#39;</title></path>\n\
             </g>\n"
        );
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(escape("a\u{1b}b\u{ffff}\u{fffe}\u{0}\u{85}\rc\n"), "abc\n");
    }
}

//! Writes SVG: elements, texts and numbers.

use std::fmt::Display;

/// The text of a picture that is being drawn.
///
/// Attributes stand between `'`, which a data URI need not escape.
#[derive(Debug, Default)]
pub(super) struct Svg {
    text: String,
}

impl Svg {
    /// Opens an element, which [`Svg::close`] closes.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
    }

    pub(super) fn close(&mut self, name: &str) {
        self.text.push_str(&format!("</{name}>\n"));
    }

    /// Writes an element that holds nothing.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    /// Writes an element that holds a text.
    pub(super) fn words(&mut self, name: &str, attributes: &[(&str, &dyn Display)], words: &str) {
        self.tag(name, attributes);
        self.text
            .push_str(&format!(">{}</{name}>\n", escape(words)));
    }

    /// Writes a label; the class may be empty.
    pub(super) fn label(&mut self, class: &str, x: f64, y: f64, words: &str) {
        let (x, y) = (px(x), px(y));
        let attributes: [(&str, &dyn Display); 3] = [("x", &x), ("y", &y), ("class", &class)];
        let n_attributes = if class.is_empty() { 2 } else { 3 };
        self.words("text", &attributes[..n_attributes], words);
    }

    /// Writes a rectangle.
    pub(super) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        self.leaf(
            "rect",
            &[
                ("class", &class),
                ("x", &px(x)),
                ("y", &px(y)),
                ("width", &px(width)),
                ("height", &px(height)),
            ],
        );
    }

    /// Writes a line along a path.
    pub(super) fn path(&mut self, class: &str, path: &str) {
        self.leaf("path", &[("class", &class), ("d", &path)]);
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            let value = escape(&value.to_string());
            self.text.push_str(&format!(" {name}='{value}'"));
        }
    }
}

/// Returns a number of pixels with at most one digit behind the point.
pub(super) fn px(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0" } else { text }.to_owned()
}

/// Returns a text in which nothing means anything to XML.
///
/// Control characters, which XML can't hold, become `?`.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\'' => escaped.push_str("&#39;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => escaped.push('?'),
            it if it.is_control() => escaped.push('?'),
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
        svg.open("g", &[("class", &"a'b"), ("x", &1)]);
        svg.label("c", 1.0, 2.55, "<&>");
        svg.rect("r", (0.0, 1.0), (2.0, 3.0));
        svg.path("p", "M0 0H1");
        svg.close("g");
        assert_eq!(
            svg.finish(),
            "<g class='a&#39;b' x='1'>\n\
             <text x='1' y='2.5' class='c'>&lt;&amp;&gt;</text>\n\
             <rect class='r' x='0' y='1' width='2' height='3'/>\n\
             <path class='p' d='M0 0H1'/>\n\
             </g>\n"
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(px(1.0), "1");
        assert_eq!(px(1.26), "1.3");
        assert_eq!(px(-0.01), "0");
        assert_eq!(px(-1.5), "-1.5");
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(escape("a\u{1b}b\u{ffff}\n\"'"), "a?b? &quot;&#39;");
    }
}

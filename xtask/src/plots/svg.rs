//! Writes SVG: elements, texts and numbers.

use std::fmt::Display;

use super::labels::tenths;

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
    tenths(number)
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

/// Asserts that every element that is opened is closed, in order.
#[cfg(test)]
#[track_caller]
pub(super) fn assert_balanced(picture: &str) {
    let mut open = Vec::new();
    for part in picture.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{picture}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a tag has a name"));
        }
    }
    assert_eq!(open, [""; 0]);
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
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(escape("a\u{1b}b\u{ffff}\n\"'"), "a?b? &quot;&#39;");
    }
}

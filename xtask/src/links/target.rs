//! Where the links of a text lead, and what can be led to in it.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What a link or a picture names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// An address on the web.
    Web,
    /// A path from the folder of the text, and what follows its `#`.
    Here {
        path: String,
        fragment: Option<String>,
    },
}

/// Returns where the links and pictures lead, those in HTML among them; links to items of Rust are left out.
pub(super) fn targets(text: &str) -> Vec<Target> {
    let mut targets = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                targets.extend(target(&dest_url));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                for attribute in ["src=\"", "srcset=\"", "href=\""] {
                    let values = html.split(attribute).skip(1);
                    let values = values.filter_map(|rest| rest.split('"').next());
                    targets.extend(values.filter_map(target));
                }
            }
            _ => {}
        }
    }
    targets
}

fn target(url: &str) -> Option<Target> {
    if url.contains("::") || url.contains('@') && !url.contains("://") {
        return None;
    }
    if url.contains("://") || url.starts_with("mailto:") {
        return Some(Target::Web);
    }
    let (path, fragment) = match url.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (url, None),
    };
    Some(Target::Here {
        path: path.to_owned(),
        fragment,
    })
}

/// Returns the fragments that lead to the headings, as forges make them.
pub(super) fn headings(text: &str) -> Vec<String> {
    let mut headings = Vec::new();
    let mut heading: Option<String> = None;
    for event in Parser::new(text) {
        match (event, &mut heading) {
            (Event::Start(Tag::Heading { .. }), _) => heading = Some(String::new()),
            (Event::End(TagEnd::Heading(_)), _) => {
                headings.extend(heading.take().map(|it| fragment(&it)));
            }
            (Event::Text(part) | Event::Code(part), Some(heading)) => heading.push_str(&part),
            _ => {}
        }
    }
    headings
}

fn fragment(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_pictures_and_html_are_read_and_code_is_not() {
        let text = "[a](x.md#two) ![b](y.svg) <img src=\"z.png\">\n[c](https://e.invalid) [d](crate::D)\n\n`[e](no)`\n";
        let here = |path: &str, fragment: Option<&str>| Target::Here {
            path: path.to_owned(),
            fragment: fragment.map(str::to_owned),
        };
        assert_eq!(
            targets(text),
            [
                here("x.md", Some("two")),
                here("y.svg", None),
                here("z.png", None),
                Target::Web
            ]
        );
    }

    #[test]
    fn a_heading_is_led_to_as_forges_do() {
        assert_eq!(
            headings("# In `Rust`, 1.88\n\ntext\n\n## Two words\n"),
            ["in-rust-188", "two-words"]
        );
    }
}

//! What a text tells of versions and commands.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::failure::Failure;

/// A text, with what stands in its blocks and words of code.
#[derive(Debug)]
pub(super) struct Told<'a> {
    text: &'a str,
    /// The lines of blocks of shell, and words of code in the text.
    code: Vec<String>,
    /// The lines of blocks of TOML.
    toml: Vec<String>,
    /// The blocks of Rust.
    rust: Vec<String>,
}

impl<'a> Told<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut told = Self {
            text,
            code: Vec::new(),
            toml: Vec::new(),
            rust: Vec::new(),
        };
        let mut block = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    block = Some(language);
                }
                Event::End(TagEnd::CodeBlock) => block = None,
                Event::Text(code) => match block.as_deref() {
                    Some("sh" | "console") => {
                        let joined = code.replace("\\\n", " ");
                        told.code.extend(joined.lines().map(str::to_owned));
                    }
                    Some("toml") => told.toml.extend(code.lines().map(str::to_owned)),
                    Some("rust") => told.rust.push(code.to_string()),
                    _ => {}
                },
                Event::Code(code) => told.code.push(code.into_string()),
                _ => {}
            }
        }
        told
    }

    /// Returns the lines of shell.
    pub(super) fn code(&self) -> impl Iterator<Item = &str> {
        self.code.iter().map(|line| &**line)
    }

    /// Returns a line for each dependency on one of our crates in another version.
    pub(super) fn versions(&self, version: &str) -> Vec<String> {
        let ours = self
            .toml
            .iter()
            .filter(|line| line.starts_with("grok-video"));
        let named = ours.filter_map(|line| Some((line, named_version(line)?)));
        named
            .filter(|(_, named)| !version.starts_with(named))
            .map(|(line, _)| format!("`{line}`; rule: the version is {version}"))
            .collect()
    }

    /// Returns a line for each oldest compiler that is named and is not the oldest, and where none is named and one must
    /// be.
    pub(super) fn oldest(&self, oldest: &str, must: bool) -> Vec<String> {
        let ends = self.text.match_indices(" or newer").map(|(at, _)| at);
        let numbers = ends.filter_map(|end| {
            let before = &self.text[..end];
            let start = before.rfind(|c: char| !c.is_ascii_digit() && c != '.')? + 1;
            let is_rust =
                before[..start].ends_with("Rust ") || before[..start].ends_with("Rust toolchain (");
            is_rust.then_some(&before[start..])
        });
        let numbers: Vec<&str> = numbers.collect();
        let is_missing = must && numbers.is_empty();
        let wrong = numbers.into_iter().filter(|number| *number != oldest);
        let missing = is_missing.then_some("no Rust");
        wrong
            .chain(missing)
            .map(|it| format!("{it} is named; rule: the oldest Rust is {oldest}"))
            .collect()
    }

    /// Returns a line for each `cargo xtask COMMAND` that does not exist.
    pub(super) fn commands(&self, names: &[&str]) -> Vec<String> {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let calls = words
            .windows(3)
            .filter(|call| call[0].ends_with("cargo") && call[1] == "xtask");
        let called = calls.map(|call| {
            let end = call[2].find(|c: char| !c.is_ascii_lowercase() && c != '-');
            &call[2][..end.unwrap_or(call[2].len())]
        });
        let unknown = called.filter(|name| !name.is_empty() && !names.contains(name));
        unknown
            .map(|name| format!("`cargo xtask {name}`; rule: what a text calls exists"))
            .collect()
    }

    /// Returns a line for each block of Rust that stands in none of the pages whose code is compiled.
    pub(super) fn uncompiled<'b>(
        &self,
        compiled: &(impl Iterator<Item = &'b str> + Clone),
    ) -> Vec<String> {
        let blocks = self.rust.iter();
        let others = blocks.filter(|block| !compiled.clone().any(|page| page.contains(&***block)));
        others
            .map(|block| {
                let first = block.lines().next().unwrap_or_default();
                format!("the Rust from `{first}` on; rule: an example stands in a page whose code is compiled")
            })
            .collect()
    }

    /// Returns a line for each name that has no row in a table.
    pub(super) fn missing<'b>(&self, names: impl Iterator<Item = &'b str>) -> Vec<String> {
        let has_row = |name: &str| {
            let head = format!("| [`{name}`](");
            self.text.lines().any(|line| line.starts_with(&head))
        };
        names
            .filter(|name| !has_row(name))
            .map(|name| format!("{name} has no row; rule: the table has every published crate"))
            .collect()
    }
}

/// Returns a line for each of our crates that the workspace names in another version than its own.
pub(super) fn siblings(manifest: &str, version: &str) -> Vec<String> {
    let ours = manifest
        .lines()
        .filter(|line| line.starts_with("grok-video"));
    let wrong = ours.filter(|line| named_version(line) != Some(version));
    wrong
        .map(|line| format!("Cargo.toml: `{line}`; rule: the version is {version}"))
        .collect()
}

/// Returns a value of `[workspace.package]`.
pub(super) fn workspace_value(manifest: &str, key: &str) -> Result<String, Failure> {
    let section = manifest
        .split_once("[workspace.package]\n")
        .map_or("", |(_, rest)| rest);
    let mut lines = section.lines().take_while(|line| !line.starts_with('['));
    let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    let value = value.ok_or_else(|| Failure::check(format!("Cargo.toml has no `{key}`")))?;
    Ok(value.trim_matches('"').to_owned())
}

/// Returns the version in a line of a manifest.
fn named_version(line: &str) -> Option<&str> {
    let (_, value) = line.split_once(" = ")?;
    let value = match value.split_once("version = ") {
        Some((_, value)) => value,
        None => value,
    };
    value.strip_prefix('"')?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "A Rust toolchain (1.88 or newer), Node 20.15 or newer; `cargo xtask fmt`\n\n```toml\ngrok-video = \"0.1\"\n```\n\n\
                        | [`one`](x) | y |\n";

    #[test]
    fn versions_are_held_to_the_manifest() {
        let told = Told::of(TEXT);
        assert_eq!(told.versions("0.1.0"), [""; 0]);
        assert_eq!(told.versions("0.2.0").len(), 1);
        assert_eq!(told.oldest("1.88", true), [""; 0]);
        assert_eq!(told.oldest("1.89", false).len(), 1);
        assert_eq!(Told::of("").oldest("1.88", true).len(), 1);
        let manifest = "[workspace.package]\nversion = \"0.1.0\"\n[x]\ngrok-video = { path = \"p\", version = \"0.1.1\" }\n";
        assert_eq!(
            workspace_value(manifest, "version").expect("it is there"),
            "0.1.0"
        );
        assert!(workspace_value(manifest, "edition").is_err());
        assert_eq!(siblings(manifest, "0.1.0").len(), 1);
        assert_eq!(siblings(manifest, "0.1.1"), [""; 0]);
    }

    #[test]
    fn commands_and_crates_are_held_to_what_there_is() {
        let told = Told::of(TEXT);
        assert_eq!(told.commands(&["fmt"]), [""; 0]);
        assert_eq!(told.commands(&["test"]).len(), 1);
        assert_eq!(told.missing(["one"].into_iter()), [""; 0]);
        assert_eq!(told.missing(["one", "two"].into_iter()).len(), 1);
        let example = Told::of("```rust\nlet a = 1;\n```\n");
        assert_eq!(
            example.uncompiled(&["x\nlet a = 1;\ny\n"].into_iter()),
            [""; 0]
        );
        assert_eq!(example.uncompiled(&["let a = 2;\n"].into_iter()).len(), 1);
    }
}

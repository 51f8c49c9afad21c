//! What a guide tells its reader to do, step by step, and what it says that this prints.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// One step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A block of shell, which is run.
    Run(Block<'a>),
    /// A file that is written, at a path from where the reader is.
    Write { path: &'a str, text: &'a str },
}

/// A block that is to be run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub(super) code: &'a str,
    /// What it prints, among other things: lines in which `…` stands for anything.
    pub(super) prints: Vec<&'a str>,
}

/// Reads all steps: each block of `sh`, with the block of `text` that comes next to it, and each block of any other
/// language that has a path behind it. Those of `console` are not run.
///
/// # Errors
/// Of a block that would be shown and neither run nor held to anything.
pub(super) fn read(guide: &str) -> Result<Vec<Step<'_>>, String> {
    let mut steps = Vec::new();
    let mut block: Option<(&str, Range<usize>)> = None;
    for (event, range) in Parser::new_ext(guide, Options::ENABLE_TABLES).into_offset_iter() {
        match (event, &mut block) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))), _) => {
                let head = guide[range.start..].lines().next().unwrap_or_default();
                block = Some((head.trim_start_matches('`'), 0..0));
            }
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _) => {
                let first = guide[range].lines().next().unwrap_or_default();
                return Err(format!(
                    "the block without a fence that begins with `{first}`"
                ));
            }
            // The code comes in pieces, one behind the other unless the block is within something else.
            (Event::Text(_), Some((_, code))) if code.end == 0 => *code = range,
            (Event::Text(_), Some((_, code))) if code.end == range.start => code.end = range.end,
            (Event::Text(text), Some(_)) => {
                return Err(format!(
                    "the block within a list or a quotation that has `{text}`"
                ));
            }
            (Event::End(TagEnd::CodeBlock), _) => {
                if let Some((language, code)) = block.take() {
                    take(language, &guide[code], &mut steps)?;
                }
            }
            _ => {}
        }
    }
    Ok(steps)
}

/// Takes a block to the steps.
fn take<'a>(language: &'a str, code: &'a str, steps: &mut Vec<Step<'a>>) -> Result<(), String> {
    match (language.split_once(' '), language, steps.last_mut()) {
        (Some((_, path)), _, _) => steps.push(Step::Write { path, text: code }),
        (None, "sh", _) => steps.push(Step::Run(Block {
            code,
            prints: Vec::new(),
        })),
        (None, "text", Some(Step::Run(block))) => block.prints.extend(code.lines()),
        (None, "console", _) => {}
        _ => {
            let first = code.lines().next().unwrap_or_default();
            return Err(format!(
                "the block of `{language}` that begins with `{first}`"
            ));
        }
    }
    Ok(())
}

/// Returns the first line that a block should have printed and has not, in this order.
pub(super) fn missing<'a>(block: &Block<'a>, printed: &str) -> Option<&'a str> {
    let mut printed = printed.lines();
    let is_missing = |line: &&&str| !printed.any(|it| matches(line, it));
    block.prints.iter().find(is_missing).copied()
}

/// Tells whether a line is as the pattern says.
fn matches(pattern: &str, line: &str) -> bool {
    match pattern.split_once('…') {
        None => pattern == line,
        Some((start, pattern)) => line.strip_prefix(start).is_some_and(|line| {
            let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
            ends.into_iter().any(|at| matches(pattern, &line[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "\
# Guide
```sh
echo one
```
```text
…ne
```
Then:
```console
$ docker run
```
```rust src/main.rs
fn main() {}
```
```sh
echo two
```
";

    #[test]
    fn steps_are_read_with_what_they_print() {
        let run = |code, prints| Step::Run(Block { code, prints });
        let write = Step::Write {
            path: "src/main.rs",
            text: "fn main() {}\n",
        };
        assert_eq!(
            read(GUIDE).expect("all blocks are known"),
            [
                run("echo one\n", vec!["…ne"]),
                write,
                run("echo two\n", Vec::new())
            ]
        );
    }

    #[test]
    fn a_block_that_would_be_held_to_nothing_is_refused() {
        for guide in [
            "```bash\nls\n```\n",
            "```text\nkite\n```\n",
            "```rust\nfn f() {}\n```\n",
            "x\n\n    ls\n",
            "- x\n\n  ```sh\n  ls\n  ls\n  ```\n",
        ] {
            assert!(read(guide).is_err(), "{guide}");
        }
    }

    #[test]
    fn what_is_not_printed_is_missed() {
        let block = Block {
            code: "",
            prints: vec!["a", "b…d", "…"],
        };
        assert_eq!(missing(&block, "x\na\nbcd\nz\n"), None);
        assert_eq!(missing(&block, "bcd\na\nz\n"), Some("b…d"));
        assert_eq!(missing(&block, "a\nbc\n"), Some("b…d"));
        assert_eq!(missing(&block, "a\nbcd\n"), Some("…"));
    }

    #[test]
    fn dots_stand_for_anything() {
        for (pattern, line, is_match) in [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a…c", "abbc", true),
            ("a…c", "abbcd", false),
            ("…c…", "abcd", true),
            ("….mp4", "x.mp4", true),
            ("….mp4", "x.mp4.part", false),
        ] {
            assert_eq!(matches(pattern, line), is_match, "{pattern} {line}");
        }
    }
}

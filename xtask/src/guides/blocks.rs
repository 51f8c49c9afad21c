//! The blocks of code in a guide, and what it says that they print.

/// A block that is to be run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub(super) code: &'a str,
    /// What it prints, among other things: lines in which `…` stands for anything.
    pub(super) prints: Vec<&'a str>,
}

/// Reads all blocks of `sh`, each with the block of `text` that comes next to it. Those of `console` are not run.
pub(super) fn read(guide: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = guide;
    while let Some((_, behind)) = rest.split_once("```") {
        let Some((language, behind)) = behind.split_once('\n') else {
            break;
        };
        let Some((code, behind)) = behind.split_once("```\n") else {
            break;
        };
        rest = behind;
        match (language, blocks.last_mut()) {
            ("sh", _) => blocks.push(Block {
                code,
                prints: Vec::new(),
            }),
            ("text", Some(block)) => block.prints.extend(code.lines()),
            _ => {}
        }
    }
    blocks
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
```sh
echo two
```
";

    #[test]
    fn blocks_are_read_with_what_they_print() {
        let blocks = read(GUIDE);
        let codes: Vec<_> = blocks.iter().map(|block| block.code).collect();
        assert_eq!(codes, ["echo one\n", "echo two\n"]);
        assert_eq!(blocks[0].prints, ["…ne"]);
        assert_eq!(blocks[1].prints, [""; 0]);
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

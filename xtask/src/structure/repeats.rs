//! What stands twice.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::sources::{Source, Sources};

/// How many lines in a row may stand a second time.
const MOST: usize = 12;

/// A line that counts: its number in the file, from 1, and what it says.
struct Line<'a> {
    number: usize,
    text: &'a str,
}

/// Returns a line for each run that stands twice, at its whole length.
pub(super) fn complaints(sources: &Sources) -> Vec<String> {
    let files: Vec<(&str, Vec<Line<'_>>)> = sources
        .files()
        .iter()
        .map(|file| (&*file.path, lines(file)))
        .collect();
    // Each run of one line more than is allowed, with where it stood first.
    let mut first = HashMap::new();
    let mut told = HashSet::new();
    let mut complaints = Vec::new();
    for (nth, (path, lines)) in files.iter().enumerate() {
        for (at, run) in lines.windows(MOST + 1).enumerate() {
            let key: Vec<&str> = run.iter().map(|line| line.text).collect();
            let Some(&(other, other_at)) = first.get(&key) else {
                first.insert(key, (nth, at));
                continue;
            };
            let (other_path, other_lines): &(&str, Vec<Line<'_>>) = &files[other];
            // A longer run shows up once for each line; what began earlier has been told.
            let is_told =
                at > 0 && other_at > 0 && told.contains(&(nth, at - 1, other, other_at - 1));
            told.insert((nth, at, other, other_at));
            if is_told {
                continue;
            }
            let pairs = lines[at..].iter().zip(&other_lines[other_at..]);
            let n_same = pairs
                .take_while(|(one, other)| one.text == other.text)
                .count();
            complaints.push(format!(
                "{path}:{} says again what {other_path}:{} says, {n_same} lines; rule: no run of more than {MOST} \
                 lines stands twice",
                lines[at].number, other_lines[other_at].number
            ));
        }
    }
    complaints
}

/// Returns the lines of a file that count.
fn lines(file: &Source) -> Vec<Line<'_>> {
    let numbered = file.text.lines().enumerate();
    let lines = numbered.map(|(before, text)| Line {
        number: before + 1,
        text: text.trim(),
    });
    lines.filter(|line| counts(line.text)).collect()
}

fn counts(line: &str) -> bool {
    let is_comment = ["//", "#", "/*", "*"].iter().any(|it| line.starts_with(it));
    let is_import = [
        "use ",
        "pub use ",
        "pub(crate) use ",
        "import ",
        "from ",
        "mod ",
    ]
    .iter()
    .any(|it| line.starts_with(it));
    line.contains(char::is_alphanumeric) && !is_comment && !is_import
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines that differ, from one number to another.
    fn numbered(numbers: std::ops::Range<usize>) -> String {
        numbers
            .map(|it| format!("    let x{it} = {it};\n\n"))
            .collect()
    }

    #[test]
    fn thirteen_lines_are_a_repeat_and_twelve_are_none() {
        let one = numbered(0..20);
        let twelve = format!("a\n{}b\n", numbered(3..15));
        let sources = Sources::of(&[("one.rs", &one), ("two.rs", &twelve)]);
        assert_eq!(complaints(&sources), [""; 0]);
        let more = format!("a\n{}b\n", numbered(3..18).replace("    ", "\t// c\n "));
        let sources = Sources::of(&[("one.rs", &one), ("two.rs", &more)]);
        assert_eq!(
            complaints(&sources),
            [
                "two.rs:3 says again what one.rs:7 says, 15 lines; rule: no run of more than 12 lines stands twice"
            ]
        );
    }

    #[test]
    fn a_file_can_repeat_itself() {
        let text = format!("{0}between\n{0}", numbered(0..13));
        let sources = Sources::of(&[("one.rs", &text)]);
        assert_eq!(complaints(&sources).len(), 1);
    }
}

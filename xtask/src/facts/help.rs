//! What a program says that it can be told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// Options that every program has, and that need no word.
const USUAL: [&str; 2] = ["--help", "--version"];

/// The commands of a program with their options; a program without commands has one without a name.
#[derive(Debug)]
pub(super) struct Help {
    program: String,
    commands: BTreeMap<String, BTreeSet<String>>,
}

impl Help {
    /// Asks the program in a folder, and each of its commands.
    pub(super) fn ask(folder: &Path, program: &str) -> Result<Self, Failure> {
        let ask = |words: &[&str]| {
            let mut command = Command::new(folder.join(program));
            process::read(command.args(words).arg("--help").env("COLUMNS", "200"))
        };
        let own = ask(&[])?;
        let mut commands = BTreeMap::new();
        for name in commands_in(&own) {
            if name != "help" {
                commands.insert(name.to_owned(), options(&ask(&[name])?));
            }
        }
        if commands.is_empty() {
            commands.insert(String::new(), options(&own));
        }
        Ok(Self {
            program: program.to_owned(),
            commands,
        })
    }

    /// Returns how many options there are, those of each command counted.
    pub(super) fn n_options(&self) -> usize {
        self.commands.values().map(BTreeSet::len).sum()
    }

    /// Returns a line for each command and option that the page does not name.
    pub(super) fn untold(&self, page: &str) -> Vec<String> {
        let options = self.commands.values().flatten().map(|it| &**it);
        let names = self.commands.keys().map(|it| &**it);
        let all: BTreeSet<&str> = options.chain(names).collect();
        let untold = all
            .into_iter()
            .filter(|it| !USUAL.contains(it) && !tells(page, it));
        untold
            .map(|it| {
                let program = &self.program;
                format!("`{it}` of {program} stands in its help; rule: its page names every option")
            })
            .collect()
    }

    /// Returns a line for each call of the program in these lines of code that it would not take.
    pub(super) fn unknown<'a>(&self, code: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut complaints = Vec::new();
        for line in code {
            let Some(words) = self.call(line).filter(|words| is_meant(words)) else {
                continue;
            };
            let Some((name, options)) = self.meant(&words) else {
                complaints.push(format!(
                    "`{line}` calls no command of {}; rule: what a text calls exists",
                    self.program
                ));
                continue;
            };
            let given = words
                .iter()
                .filter(|word| word.starts_with("--") && word.len() > 2);
            let given = given.map(|word| word.split('=').next().unwrap_or_default());
            let unknown = given.filter(|it| !options.contains(*it) && !USUAL.contains(it));
            complaints.extend(unknown.map(|it| {
                format!(
                    "`{} {name}` has no option `{it}`; rule: what a text calls exists",
                    self.program
                )
            }));
        }
        complaints
    }

    /// Returns the words behind the program's name, up to where the shell goes on with something else.
    fn call<'a>(&self, line: &'a str) -> Option<Vec<&'a str>> {
        let line = line.trim().trim_start_matches("$ ");
        // Of several programs in one line, the last that is ours.
        let part = line.split(['|', ';', '&', '(']).rev();
        let mut calls = part.filter_map(|part| {
            let mut words = part.split_whitespace();
            let is_setting = |word: &&str| word.contains('=') && !word.starts_with('-');
            let first = words.by_ref().find(|word| !is_setting(word))?;
            let name = first.rsplit('/').next()?;
            (name == self.program).then(|| {
                let is_word = |word: &&str| !word.starts_with(['>', '<', '#', '2', ')']);
                words.take_while(is_word).collect()
            })
        });
        calls.next()
    }

    /// Returns the command that is meant, with its options; none where there is no such command.
    fn meant(&self, words: &[&str]) -> Option<(&str, &BTreeSet<String>)> {
        let name = match self.commands.contains_key("") {
            true => "",
            false => words.iter().find(|word| !word.starts_with('-')).copied()?,
        };
        let (name, options) = self.commands.get_key_value(name)?;
        Some((name, options))
    }
}

/// Tells whether a call is more than the name of a program, and names its command rather than `COMMAND`.
fn is_meant(words: &[&str]) -> bool {
    let first = words.first();
    first.is_some_and(|word| !word.chars().all(|c| c.is_ascii_uppercase()))
}

/// Tells whether a page has a word as a whole.
fn tells(page: &str, word: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    page.match_indices(word).any(|(at, _)| {
        let (before, behind) = (&page[..at], &page[at + word.len()..]);
        !before.ends_with(is_of_word) && !behind.starts_with(is_of_word)
    })
}

/// Returns the names of the commands in a help.
fn commands_in(help: &str) -> Vec<&str> {
    let section = help
        .split_once("\nCommands:\n")
        .map_or("", |(_, rest)| rest);
    let lines = section.lines().take_while(|line| !line.is_empty());
    let lines = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    lines
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

/// Returns the options in a help, where each begins its line.
fn options(help: &str) -> BTreeSet<String> {
    let lines = help.lines().map(str::trim_start);
    let heads = lines.filter(|line| line.starts_with('-'));
    let words = heads.flat_map(|line| line.split([' ', ',', '=', '[']));
    let options = words.filter(|word| word.starts_with("--") && word.len() > 2);
    options.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help() -> Help {
        Help {
            program: "p".to_owned(),
            commands: BTreeMap::from([(
                "make".to_owned(),
                options("  -s, --save <TO>\n      --dry [=X]\n        for --more\n"),
            )]),
        }
    }

    #[test]
    fn options_begin_their_lines() {
        assert_eq!(
            Vec::from_iter(&help().commands["make"]),
            ["--dry", "--save"]
        );
        assert_eq!(
            commands_in("x\n\nCommands:\n  make  It\n        goes on\n  wait  It\n\nOptions:\n"),
            ["make", "wait"]
        );
    }

    #[test]
    fn what_is_not_told_and_what_does_not_exist_is_found() {
        assert_eq!(help().untold("make --save").len(), 1);
        assert_eq!(help().untold("`make` --dry-run, [--save]").len(), 1);
        let unknown = |line| help().unknown(std::iter::once(line));
        for fine in [
            "$ A=b p make --save=x > --y",
            "x | bin/p make - --dry",
            "q make --no",
            "p make # --no",
            "p",
            "p COMMAND --help",
        ] {
            assert_eq!(unknown(fine), [""; 0], "{fine}");
        }
        assert_eq!(unknown("p make --no").len(), 1);
        assert_eq!(unknown("p dance").len(), 1);
    }
}

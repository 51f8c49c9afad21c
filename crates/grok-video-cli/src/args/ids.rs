//! The tasks that a command is about.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::str::FromStr;

use grok_video::TaskId;
use grok_video::types::InvalidTaskId;

use super::Args;
use crate::failure::Failure;

/// The longest line of standard input that is read, in bytes: no event is longer.
const LONGEST_LINE: u64 = 64 * 1024;
/// How many ids there may be.
const MOST: usize = 100_000;

/// Names a task, or says where ids are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IdArg {
    Id(TaskId),
    /// `-`: standard input.
    Stdin,
}

impl FromStr for IdArg {
    type Err = InvalidTaskId;

    fn from_str(text: &str) -> Result<Self, InvalidTaskId> {
        match text {
            "-" => Ok(Self::Stdin),
            id => id.parse().map(Self::Id),
        }
    }
}

impl Args {
    /// Returns the ids that were given, and those that stand in standard input.
    pub(crate) fn read_ids(&self, given: &[IdArg]) -> Result<Vec<TaskId>, Failure> {
        if self.reads_key_from_stdin() && given.contains(&IdArg::Stdin) {
            return Err(Failure::usage(
                "standard input can't hold both the key and the ids",
            ));
        }
        read_ids(given, std::io::stdin())
    }
}

/// Returns the ids in the order given; standard input is read where `-` stands.
fn read_ids(given: &[IdArg], stdin: impl Read) -> Result<Vec<TaskId>, Failure> {
    let mut stdin = Some(stdin);
    let mut ids = Vec::new();
    for arg in given {
        match (arg, stdin.take_if(|_| *arg == IdArg::Stdin)) {
            (IdArg::Id(id), _) => ids.push(id.clone()),
            (IdArg::Stdin, Some(stdin)) => ids.extend(from_lines(stdin)?),
            (IdArg::Stdin, None) => {
                return Err(Failure::usage(
                    "standard input can be read once; give one `-`",
                ));
            }
        }
    }
    if ids.is_empty() {
        return Err(Failure::usage(
            "standard input held no id; give one a line, as `create` prints them",
        ));
    }
    if ids.len() > MOST {
        return Err(Failure::usage(&format!(
            "more than {MOST} ids are too many"
        )));
    }
    Ok(ids)
}

/// Reads one id a line: the first word, or the field `id` of an event; each once.
fn from_lines(input: impl Read) -> Result<Vec<TaskId>, Failure> {
    let mut input = BufReader::new(input);
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for n in 1.. {
        let mut line = Vec::new();
        let read = input
            .by_ref()
            .take(LONGEST_LINE + 1)
            .read_until(b'\n', &mut line);
        let wrong = |why: &dyn std::fmt::Display| {
            Failure::usage(&format!("line {n} of standard input is no id: {why}"))
        };
        match read {
            Ok(0) => break,
            Ok(length) if length as u64 > LONGEST_LINE => return Err(wrong(&"it is too long")),
            Ok(_) => {}
            Err(error) => {
                return Err(Failure::usage(&format!(
                    "standard input can't be read: {error}"
                )));
            }
        }
        let line = String::from_utf8(line).map_err(|_| wrong(&"it is no UTF-8"))?;
        let Some(id) = id_of(line.trim()).map_err(|error| wrong(&error))? else {
            continue;
        };
        if seen.insert(id.clone()) {
            ids.push(id);
        }
        if ids.len() > MOST {
            break;
        }
    }
    Ok(ids)
}

/// Returns the id that a line names; `None` where the line is empty, or an event of no task.
fn id_of(line: &str) -> Result<Option<TaskId>, String> {
    #[derive(serde::Deserialize)]
    struct Named {
        id: Option<TaskId>,
    }

    if line.starts_with('{') {
        let named: Named = serde_json::from_str(line).map_err(|error| error.to_string())?;
        return Ok(named.id);
    }
    let Some(word) = line.split_whitespace().next() else {
        return Ok(None);
    };
    word.parse()
        .map(Some)
        .map_err(|error: InvalidTaskId| error.to_string())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
mod tests {
    use super::*;

    fn read(input: &str) -> Result<Vec<String>, String> {
        let ids = read_ids(&[IdArg::Stdin], input.as_bytes());
        let ids = ids.map_err(|failure| failure.message)?;
        Ok(ids.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_line_is_an_id_or_what_the_program_prints_of_it() {
        let input = "video_1\n\n  video_2 created (grok_video3, queued)\r\n\
                     {\"event\":\"created\",\"id\":\"video_3\"}\nvideo_1\n{\"id\":null}\nvideo_4";
        assert_eq!(
            read(input).as_deref(),
            Ok(&["video_1", "video_2", "video_3", "video_4"].map(str::to_owned)[..])
        );
    }

    #[test]
    fn what_is_no_id_is_told_with_its_line() {
        for (input, words) in [
            ("", "held no id"),
            ("\n \n", "held no id"),
            ("a\n../b\n", "line 2 of standard input"),
            ("{\"id\":7}\n", "line 1 of standard input"),
            ("{", "line 1 of standard input"),
        ] {
            let told = read(input).unwrap_err();
            assert!(told.contains(words), "{told}");
        }
        let long = "x".repeat(70_000);
        assert!(read(&long).unwrap_err().contains("too long"));
    }

    #[test]
    fn ids_and_standard_input_keep_their_order() {
        let id = |text: &str| IdArg::Id(text.parse().unwrap());
        let ids = read_ids(&[id("a"), IdArg::Stdin, id("z")], "m\nn".as_bytes()).unwrap();
        let ids: Vec<_> = ids.iter().map(TaskId::as_str).collect();
        assert_eq!(ids, ["a", "m", "n", "z"]);
        assert!(read_ids(&[IdArg::Stdin, IdArg::Stdin], "m".as_bytes()).is_err());
    }
}

//! What strace tells of a writer, and what it does to one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

use super::writer::{self, Writer};

/// Whether strace is here and may trace; says what is not checked where it may not.
pub(super) fn is_here(not_checked: &str) -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let is_here = tried.is_ok_and(|status| status.success());
    if !is_here {
        crate::say(&format!(
            "NOT CHECKED, for strace is missing or may not trace: {not_checked}"
        ));
    }
    is_here
}

/// How many files a writer saves: what was acknowledged has to survive a kill amid the next.
const N_SAVES: usize = 2;

/// How often a writer saves before it is ready. strace counts the calls of each thread for itself, and
/// kills at the count that is reached first; with these, the thread that saves has made more calls of
/// each name than the one that waits for it ever makes.
const N_BEFORE: usize = 20;

/// One system call of the writer's thread.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: String,
    /// How many calls of the same name the thread made until then, itself included.
    pub(super) ordinal: usize,
    /// As strace writes it.
    pub(super) text: String,
}

/// What a writer did that saved its files, or was killed before.
#[derive(Debug)]
pub(super) struct Trace {
    /// The calls from when it was ready to its end.
    pub(super) calls: Vec<Call>,
    pub(super) is_killed: bool,
    pub(super) n_acknowledged: usize,
}

/// How a file gets its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Publishing {
    Rename,
    /// The file system is made to know nothing of `RENAME_NOREPLACE`.
    Link,
}

impl Trace {
    /// Runs a writer that saves two files, and kills it as it enters the call `at`.
    pub(super) fn of_writer(folder: &Path, publishing: Publishing, at: Option<&Call>) -> Self {
        let report = NamedTempFile::new().expect("a temporary file");
        let mut strace = Command::new("strace");
        strace
            .args(["-f", "-y", "-s", "64", "-o"])
            .arg(report.path());
        if publishing == Publishing::Link {
            strace.args(["-e", "inject=renameat2:error=EINVAL"]);
        }
        if let Some(Call { name, ordinal, .. }) = at {
            strace.args(["-e", &format!("inject={name}:signal=KILL:when={ordinal}")]);
        }
        let writer = writer::command(folder, N_SAVES, N_BEFORE);
        strace.arg(writer.get_program()).args(writer.get_args());
        for (name, value) in writer.get_envs() {
            match value {
                Some(value) => strace.env(name, value),
                None => strace.env_remove(name),
            };
        }
        let (is_killed, n_acknowledged) = Writer::start(&mut strace).end();
        let report = fs::read_to_string(report.path()).expect("it wrote a report");
        Self {
            calls: calls(&report),
            is_killed,
            n_acknowledged,
        }
    }
}

/// Reads the calls of the thread that says that it is ready, from there on.
fn calls(report: &str) -> Vec<Call> {
    let is_ready = |line: &&str| line.contains(r#" write(2"#) && line.contains(r#""ready\n""#);
    let ready = report.lines().find(is_ready);
    let ready = ready.unwrap_or_else(|| panic!("it was not ready:\n{report}"));
    let (thread, ready) = ready.split_once(' ').expect("first comes the thread");
    let mut calls: Vec<Call> = Vec::new();
    let texts = report
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(of, _)| *of == thread)
        .map(|(_, text)| text.trim_start());
    for text in texts {
        // Its signals and its end are no calls, and the rest of a call is none of its own.
        let Some((name, _)) = text.split_once('(') else {
            continue;
        };
        if name.is_empty()
            || !name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            continue;
        }
        let n_before = calls.iter().filter(|call| call.name == name).count();
        calls.push(Call {
            name: name.to_owned(),
            ordinal: n_before + 1,
            text: text.to_owned(),
        });
    }
    let ready = calls
        .iter()
        .position(|call| call.text == ready.trim_start());
    calls.split_off(ready.expect("it is among them") + 1)
}

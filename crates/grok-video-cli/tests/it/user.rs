//! A user of one service, whose commands share a ledger.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use grok_video_mock::MockServer;
use serde_json::Value;

use super::events::keeps_the_contract;
use super::program::{Ran, at, run, state};
#[cfg(unix)]
use super::running::Running;

/// Holds where a user keeps state and files, and which service is used.
pub(crate) struct User {
    base: String,
    state: PathBuf,
    folder: tempfile::TempDir,
}

impl User {
    pub(crate) fn of(server: &MockServer) -> Self {
        Self::at(&server.base_url())
    }

    pub(crate) fn at(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            state: state(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Goes to another service, with the same ledger.
    pub(crate) fn goes_to(&mut self, base: &str) {
        base.clone_into(&mut self.base);
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = at(&self.base);
        command.env("XDG_STATE_HOME", &self.state);
        command
    }

    /// Runs a command for a person.
    #[track_caller]
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Ran {
        run(&mut self.command(), args)
    }

    /// Runs a command for a script.
    #[track_caller]
    pub(crate) fn json<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Ran {
        let ran = run(self.command().args(["--output", "json"]), args);
        keeps_the_contract(&ran);
        ran
    }

    #[cfg(unix)]
    pub(crate) fn start<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Running {
        Running::start(&mut self.command(), args)
    }

    /// Returns what `list` tells a script, with these arguments.
    #[track_caller]
    pub(crate) fn entries(&self, args: &[&str]) -> Vec<Value> {
        let ran = self.json([&["list"], args].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.events()
    }

    /// Returns the states of all tasks in the ledger.
    #[track_caller]
    pub(crate) fn states(&self) -> Vec<String> {
        let state = |entry: &Value| entry["state"].as_str().unwrap().to_owned();
        self.entries(&[]).iter().map(state).collect()
    }

    /// Returns the folder of the program's state, whether or not it is there.
    pub(crate) fn state_folder(&self) -> PathBuf {
        self.state.join("grok-video")
    }

    /// Returns a path for results.
    pub(crate) fn path(&self, name: &str) -> String {
        text(&self.folder.path().join(name)).to_owned()
    }

    /// Returns the folder for results.
    pub(crate) fn folder(&self) -> &str {
        text(self.folder.path())
    }

    /// Writes a file for the program to read; returns its path.
    pub(crate) fn write(&self, name: &str, lines: &str) -> String {
        let path = self.path(name);
        fs::write(&path, lines).unwrap();
        path
    }

    /// Returns the names of the videos in the folder for results, sorted.
    pub(crate) fn videos(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".mp4"))
            .collect();
        names.sort();
        names
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Returns the arguments of a `generate` that polls quickly.
pub(crate) fn generate<'a>(prompt: &'a str, save: &'a str) -> Vec<&'a str> {
    let what = ["generate", "--model", "grok_video3", "--prompt", prompt];
    [&what[..], &["--save", save], &PATIENT].concat()
}

/// Returns the arguments of a `generate` of many that polls quickly.
pub(crate) fn generate_from<'a>(file: &'a str, save: &'a str) -> Vec<&'a str> {
    [&["generate", "--from", file, "--save", save], &PATIENT[..]].concat()
}

/// Polls quickly, and for longer than any test takes.
pub(crate) const PATIENT: [&str; 4] = ["--interval", "20ms", "--timeout", "60s"];

/// Returns so many lines that ask for a video each.
pub(crate) fn requests(n: usize) -> String {
    let line = |n| format!("{{\"model\":\"grok_video3\",\"prompt\":\"kite {n}\"}}\n");
    (1..=n).map(line).collect()
}

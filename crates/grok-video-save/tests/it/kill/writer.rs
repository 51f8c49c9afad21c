//! The program that is killed.

use std::env;
use std::io::{self, BufRead, BufReader, Lines, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};

use tempfile::tempdir;

use crate::{save, video};

/// Where the writer saves to, and how often.
const FOLDER: &str = "WRITER_FOLDER";
const N_SAVES: &str = "WRITER_N_SAVES";
/// How often it saves elsewhere before it is ready.
const N_BEFORE: &str = "WRITER_N_BEFORE";

const READY: &str = "ready";
const SIGKILL: i32 = 9;

/// Saves the video as `0.mp4`, `1.mp4` and so on, and tells of each once it is durable.
#[test]
#[ignore = "is no test: those beside it start it, and kill it"]
fn writer() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let video = video();
    save_elsewhere(&video, number(N_BEFORE));
    tell(READY);
    for n in 0..number(N_SAVES) {
        let target = Path::new(&folder).join(format!("{n}.mp4"));
        save(&target, &video, Some(video.len() as u64)).expect("saved");
        tell(&acknowledgement(n));
    }
}

fn save_elsewhere(video: &[u8], n_saves: usize) {
    let folder = tempdir().expect("a temporary folder");
    for n in 0..n_saves {
        let target = folder.path().join(format!("{n}.mp4"));
        save(&target, video, None).expect("saved");
    }
}

fn number(variable: &str) -> usize {
    let number = env::var(variable).expect("it is set with the folder");
    number.parse().expect("a number")
}

/// Writes a line in one call, past the capture of the test harness.
fn tell(line: &str) {
    let line = format!("{line}\n");
    io::stderr()
        .write_all(line.as_bytes())
        .expect("somebody listens");
}

pub(super) fn acknowledgement(n: usize) -> String {
    format!("saved {n}")
}

/// Returns the command that starts a writer, which saves `n_before` times elsewhere before it is ready.
pub(super) fn command(folder: &Path, n_saves: usize, n_before: usize) -> Command {
    let program = env::current_exe().expect("this binary has a path");
    let mut command = Command::new(program);
    command
        .args(["kill::writer::writer", "--exact", "--ignored"])
        .args(["--nocapture", "--test-threads=1"])
        // What cargo adds would be searched for each library, in many system calls.
        .env_remove("LD_LIBRARY_PATH")
        .env(FOLDER, folder)
        .env(N_SAVES, n_saves.to_string())
        .env(N_BEFORE, n_before.to_string());
    command
}

/// A writer that runs.
pub(super) struct Writer {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
    n_acknowledged: usize,
}

impl Writer {
    /// Runs `command`.
    pub(super) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the writer starts");
        let said = child.stderr.take().expect("it is piped");
        Self {
            child,
            lines: BufReader::new(said).lines(),
            n_acknowledged: 0,
        }
    }

    /// Waits for the next line, and reports whether one came before the writer ended.
    pub(super) fn hears(&mut self) -> bool {
        let Some(line) = self.lines.next() else {
            return false;
        };
        let line = line.expect("it writes text");
        if line == acknowledgement(self.n_acknowledged) {
            self.n_acknowledged += 1;
        } else {
            assert_eq!(line, READY, "what the writer said");
        }
        true
    }

    /// Kills the writer.
    pub(super) fn kill(&mut self) {
        self.child.kill().expect("it was not waited for yet");
    }

    /// Waits for the end; returns whether it was killed, and how many files it acknowledged.
    pub(super) fn end(mut self) -> (bool, usize) {
        while self.hears() {}
        let status = self.child.wait().expect("it was not waited for yet");
        assert!(status.success() || is_killed(status), "{status}");
        (is_killed(status), self.n_acknowledged)
    }
}

fn is_killed(status: ExitStatus) -> bool {
    status.signal() == Some(SIGKILL)
}

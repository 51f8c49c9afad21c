//! Runs the program.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use grok_video_mock::{MockServer, Script};
use serde_json::Value;

pub(crate) const KEY: &str = "sk-canary-0123456789";

/// Polls quickly and not for ever; for a service on loopback only.
pub(crate) const QUICK: [&str; 4] = ["--interval", "20ms", "--timeout", "5s"];

/// Polls once, at once, and gives up since the next poll would be too late.
pub(crate) const ONCE: [&str; 6] = [
    "--first-poll",
    "0s",
    "--interval",
    "20s",
    "--timeout",
    "10s",
];

/// Holds what a run of the program came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Checks that the key is nowhere in it, and nothing for a terminal.
    #[track_caller]
    pub(crate) fn is_decent(&self) {
        let said = [&self.stdout, &self.stderr];
        assert!(!said.iter().any(|text| text.contains("canary")), "{self:?}");
        let has_escapes = said.iter().any(|text| text.contains('\u{1b}'));
        assert!(!has_escapes, "no terminal, no escapes: {self:?}");
    }

    /// Returns the events on standard output, which holds nothing else.
    pub(crate) fn events(&self) -> Vec<Value> {
        let parse =
            |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?} is no JSON"));
        self.stdout.lines().map(parse).collect()
    }

    /// Returns the names of the events.
    pub(crate) fn names(&self) -> Vec<String> {
        let name = |event: &Value| event["event"].as_str().unwrap().to_owned();
        self.events().iter().map(name).collect()
    }

    /// Returns the last event.
    pub(crate) fn last(&self) -> Value {
        self.events()
            .pop()
            .unwrap_or_else(|| panic!("no event: {self:?}"))
    }
}

/// Returns a folder for the state of one command, or of several that are to share a ledger.
pub(crate) fn state() -> PathBuf {
    static OF_ALL: OnceLock<PathBuf> = OnceLock::new();
    static N_MADE: AtomicUsize = AtomicUsize::new(0);
    let of_all = OF_ALL.get_or_init(|| {
        let tests = Path::new(env!("CARGO_TARGET_TMPDIR")).join("state");
        remove_left_behind(&tests);
        tests.join(std::process::id().to_string())
    });
    let n = N_MADE.fetch_add(1, Ordering::Relaxed);
    of_all.join(n.to_string())
}

/// Removes what tests of processes that are gone have left: it would pile up.
fn remove_left_behind(tests: &Path) {
    let Ok(entries) = std::fs::read_dir(tests) else {
        return;
    };
    for entry in entries.flatten() {
        let process = Path::new("/proc").join(entry.file_name());
        if Path::new("/proc/self").exists() && !process.exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Returns a command that knows no key and no service, and has a state of its own.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grok-video"));
    command
        .env_remove("GROK_VIDEO_API_KEY")
        .env_remove("GROK_VIDEO_BASE_URL")
        .env_remove("GROK_VIDEO_LEDGER")
        .env_remove("NO_COLOR")
        .env("XDG_STATE_HOME", state())
        .stdin(Stdio::null());
    command
}

/// Returns a command with a key for the service at `base`.
pub(crate) fn at(base: &str) -> Command {
    let mut command = bare();
    command
        .env("GROK_VIDEO_API_KEY", KEY)
        .env("GROK_VIDEO_BASE_URL", base);
    command
}

/// Runs a command to its end.
#[track_caller]
pub(crate) fn run<A: AsRef<OsStr>>(
    command: &mut Command,
    args: impl IntoIterator<Item = A>,
) -> Ran {
    let output = command.args(args).output().unwrap();
    let ran = Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    ran.is_decent();
    ran
}

/// Starts a simulated service whose tasks take two polls.
pub(crate) fn service() -> MockServer {
    service_with(Script::after_polls(1, 1))
}

pub(crate) fn service_with(script: Script) -> MockServer {
    MockServer::builder()
        .script(script)
        .start_on_thread()
        .unwrap()
}

/// Returns the address of a port that refuses connections.
///
/// It is fixed: one that was free a moment ago may be another test's server by now.
pub(crate) fn nobody() -> String {
    "http://127.0.0.1:1".to_owned()
}

/// Returns a standard input that holds this.
pub(crate) fn input(text: &str) -> Stdio {
    use std::io::{Seek, Write};

    let mut file = tempfile::tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.rewind().unwrap();
    file.into()
}

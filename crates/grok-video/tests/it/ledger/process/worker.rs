//! The program that is killed: it submits, and resumes until nothing is left.

use std::env;
use std::future::Future;
use std::io::{BufRead, BufReader, Lines};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::Duration;

use grok_video::ledger::{Ledger, SqliteLedger};
use grok_video::poller::Budget;
use grok_video::{Client, Schedule};

use super::mark::Mark;
use super::told::{Told, tell};
use crate::hooked::Hooked;
use crate::service::{builder, request, say};

const BASE: &str = "WORKER_BASE";
const FOLDER: &str = "WORKER_FOLDER";
/// The names of the tasks to submit, parted by spaces.
const NAMES: &str = "WORKER_NAMES";
/// How many tasks are in hand at a time.
const LIMIT: &str = "WORKER_LIMIT";

/// The name of the ledger beside the folder of videos.
pub(super) const LEDGER: &str = "ledger.db";
pub(super) const VIDEOS: &str = "videos";

const SIGKILL: i32 = 9;

/// Asks every few milliseconds: the service's minutes pass in no time.
fn schedule() -> Schedule {
    Schedule::fixed(Duration::from_millis(10))
        .with_first_poll(Duration::from_millis(5))
        .with_floor(Duration::from_millis(5))
        .build()
        .unwrap()
}

/// Allows many more polls than the default, which is meant for the real service.
fn budget() -> Budget {
    Budget::per_second(5_000.0).build().unwrap()
}

/// Submits the tasks that it is told, then goes on with everything that the ledger has.
#[test]
#[ignore = "is no test: those beside it start it, and kill it"]
fn worker() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    run(work(Path::new(&folder)));
    tell(Mark::Done);
}

/// Runs a future on a runtime of its own.
pub(super) fn run<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap().block_on(future)
}

async fn work(folder: &Path) {
    let ledger = SqliteLedger::open(folder.join(LEDGER)).unwrap();
    let client = client(&env::var(BASE).unwrap(), Hooked(ledger, Told));
    submit(&client, folder, &env::var(NAMES).unwrap()).await;
    let limit = env::var(LIMIT).unwrap().parse().unwrap();
    let resumed = client.resume().limit(limit).await.unwrap();
    for ended in resumed.ended {
        if let Err(error) = &ended.result {
            say(&format!("left {ended}: {error:?}"));
        }
    }
}

pub(super) fn client(base: &str, ledger: impl Ledger) -> Client {
    builder(base)
        .account("one")
        .schedule(schedule())
        .budget(budget())
        .ledger(ledger)
        .build()
}

pub(super) async fn submit(client: &Client, folder: &Path, names: &str) {
    for name in names.split_whitespace() {
        let order = client.generate(request()).named(name);
        let order = order.save_to(folder.join(VIDEOS));
        order.submit().await.unwrap();
    }
}

/// A worker that runs.
pub(super) struct Worker {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
    /// The last mark that was heard of it.
    pub(super) last: Option<Mark>,
    /// How many files it said were saved.
    pub(super) n_saved: usize,
    /// How many create calls it was about to be permitted.
    pub(super) n_asked: usize,
    /// What else it said.
    pub(super) words: Vec<String>,
}

impl Worker {
    pub(super) fn start(base: &str, folder: &Path, names: &str, limit: usize) -> Self {
        let program = env::current_exe().unwrap();
        let mut child = Command::new(program)
            .args(["ledger::process::worker::worker", "--exact", "--ignored"])
            .args(["--nocapture", "--test-threads=1"])
            .env(BASE, base)
            .env(FOLDER, folder)
            .env(NAMES, names)
            .env(LIMIT, limit.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Self {
            child,
            lines,
            last: None,
            n_saved: 0,
            n_asked: 0,
            words: Vec::new(),
        }
    }

    /// Waits for the next mark; `None` where it has ended.
    pub(super) fn hears(&mut self) -> Option<Mark> {
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            match Mark::read(&line) {
                Some(mark) => {
                    self.n_saved += usize::from(mark == Mark::Saved);
                    self.n_asked += usize::from(mark == Mark::Asking);
                    self.last = Some(mark);
                    return self.last;
                }
                None => self.words.push(line),
            }
        }
        None
    }

    pub(super) fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Waits for its end, and tells whether it was killed.
    pub(super) fn end(&mut self) -> bool {
        while self.hears().is_some() {}
        let status = self.child.wait().unwrap();
        let is_killed = status.signal() == Some(SIGKILL);
        assert!(is_killed || is_good(status), "{status}: {:?}", self.words);
        is_killed
    }
}

fn is_good(status: ExitStatus) -> bool {
    status.success()
}

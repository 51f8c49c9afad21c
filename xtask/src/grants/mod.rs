//! `cargo xtask grants`: many workers on one key keep to its rate, whatever their clocks say.

mod asker;
mod verdict;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use grok_video_engine::Engine;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;
use crate::{apt, postgres, process};

use self::asker::{Asker, Event};
use self::verdict::Verdict;

/// How many workers ask.
const WORKERS: usize = 12;

/// How many calls a second the key has, and at once.
const RATE: u32 = 200;
const BURST: u32 = 100;

/// How many a worker wants at a time.
const WANT: u32 = 25;

/// How long they ask before the key is halted, how long the halt is, and how long they ask after it.
const BEFORE: Duration = Duration::from_secs(10);
const HALT: Duration = Duration::from_secs(3);
const AFTER: Duration = Duration::from_secs(5);

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "grants",
    parameters: "",
    about: "Lets 12 workers ask for the calls of one key, with clocks that are wrong, and counts",
    details: "\
Starts a PostgreSQL and 12 processes that ask the ledger for the calls of one key as fast as they may; the
clocks of eight are an hour ahead or behind (by faketime). After 10 seconds the key is halted for 3, as by a 429, and
then they go on for 5.

Holds if in every span of time at most rate × time + burst calls were granted, at least 0.95 of that before the halt,
every worker saw the halt within a second, and none was granted a call while it lasted. Prints the figures.

PostgreSQL and faketime are installed with apt-get where they are missing and this runs as root.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    postgres::find_or_install()?;
    let library = find_or_install_faketime()?;
    let build = [
        "build",
        "--package",
        "grok-video-postgres",
        "--example",
        "asker",
    ];
    process::run(process::cargo(workspace).args(build))?;
    let program = workspace.root().join("target/debug/examples/asker");
    let failed = |error: std::io::Error| Failure::check(error.to_string());
    let engine = Engine::start().map_err(failed)?;

    let (events, heard) = mpsc::channel();
    let mut askers = Vec::new();
    for nth in 0..WORKERS {
        let offset = ["+0", "+3600", "-3600"][nth % 3];
        let (url, events) = (engine.url(), events.clone());
        let asker = Asker::start(&program, &library, &url, nth, offset, events);
        askers.push(asker.map_err(failed)?);
    }
    drop(events);
    thread::sleep(BEFORE);
    let seconds = HALT.as_secs_f64().to_string();
    let halt = [&engine.url(), asker::ACCOUNT, "halt", &seconds];
    let asked_at = Instant::now();
    process::run(Command::new(&program).args(halt))?;
    // It began at some moment between the two.
    let halted = asked_at..Instant::now();
    thread::sleep(HALT + AFTER);
    drop(askers);

    let all: Vec<Event> = heard.iter().collect();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| now.as_secs());
    let verdict = Verdict::new(&all, halted, now);
    print!("{verdict}");
    verdict.check()
}

/// Returns where the library is that sets the clock of a program, if it is installed.
pub(crate) fn faketime() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.filter_map(Result::ok);
    let mut paths = folders.map(|it| it.path().join("faketime/libfaketime.so.1"));
    paths.find(|path| path.is_file())
}

fn find_or_install_faketime() -> Result<PathBuf, Failure> {
    if let Some(library) = faketime() {
        return Ok(library);
    }
    let missing = "faketime, which sets the clock of a program, is not installed";
    apt::install("faketime", missing)?;
    faketime().ok_or_else(|| Failure::check(format!("{missing}, not even by apt-get")))
}

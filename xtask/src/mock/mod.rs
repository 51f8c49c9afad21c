//! `cargo xtask mock`: how soon the program `grok-video-mock` answers, and what it holds after many requests.

mod connection;
mod load;
mod running;
mod table;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::Failure;
use crate::measured::Goal;
use crate::process;
use crate::programs::{self, Profile};
use crate::runs::parse_runs;
use crate::subcommand::Subcommand;
use crate::times::Times;
use crate::workspace::Workspace;

use self::connection::Connection;
use self::running::Running;

/// How often each is started, where nothing else is asked for.
const DEFAULT_RUNS: usize = 200;
/// Starts of each that come first and are not counted.
const WARM_UP: usize = 10;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "mock",
    parameters: "[RUNS]",
    about: "Measures the start of the program grok-video-mock beside bare hyper, and its memory",
    details: "\
`grok-video-mock` (built for release) and a program of bare hyper that answers everything with the same
task are started in turn, RUNS times each, 200 without a number, after a warm-up. Measured is the time
from just before the process is started until its line says that it listens, and until the answer to a
create call, a 200, is there in full. Then one `grok-video-mock` answers 100,000 queries of one task at 32
connections that are kept, with its journal on, and its resident memory is read before and after.

The goals, at most 10 ms until it is ready, at most 1.25 times bare hyper's median until it has answered, and
less than 10 MiB of memory after these requests, do not fail the command when they are missed: they are shown. A program that
fails does fail it. Memory is read where there is /proc, on Linux.",
    run,
};

/// What was measured of one program's starts.
#[derive(Debug)]
struct Starts {
    ready: Times,
    answered: Times,
}

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let n_runs = parse_runs("mock", arguments)?.unwrap_or(DEFAULT_RUNS);
    let (ours, hyper) = build(workspace)?;
    let (of_ours, of_hyper) = starts(&ours, &hyper, n_runs)?;
    print!("{}", table::starts(&of_ours, &of_hyper));
    match load::measure(&ours)? {
        Some(memory) => print!("{}", table::memory(&memory)),
        None => println!("SKIPPED: memory, which only Linux tells by /proc"),
    }
    Ok(())
}

/// Measures, and returns how near the goals are.
pub(crate) fn goals(workspace: &Workspace) -> Result<Vec<Goal>, Failure> {
    let (ours, hyper) = build(workspace)?;
    let (of_ours, of_hyper) = starts(&ours, &hyper, DEFAULT_RUNS)?;
    let tree = process::read(
        process::cargo(workspace)
            .args([
                "tree",
                "--package",
                "grok-video-mock",
                "--no-default-features",
            ])
            .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]),
    )?;
    let crates: BTreeSet<&str> = tree.lines().map(|it| it.trim_end_matches(" (*)")).collect();
    let memory = load::measure(&ours)?;
    Ok(table::goals(
        &of_ours,
        &of_hyper,
        memory.as_ref(),
        crates.len().saturating_sub(1),
    ))
}

/// Builds ours and the peer.
fn build(workspace: &Workspace) -> Result<(PathBuf, PathBuf), Failure> {
    let program = |package, name| programs::build_one(workspace, package, name, Profile::Release);
    Ok((
        program("grok-video-mock", "grok-video-mock")?,
        program("benches", "bare_hyper")?,
    ))
}

/// Starts both programs in turn, and returns the times of the first and of the second.
fn starts(ours: &Path, hyper: &Path, n_runs: usize) -> Result<(Starts, Starts), Failure> {
    let mut of_ours = Vec::new();
    let mut of_hyper = Vec::new();
    for n in 0..WARM_UP + n_runs {
        // Each begins as often as the other.
        let mut turns = [(ours, &mut of_ours), (hyper, &mut of_hyper)];
        if n % 2 == 1 {
            turns.reverse();
        }
        for (program, times) in turns {
            let time = time(program)?;
            if n >= WARM_UP {
                times.push(time);
            }
        }
    }
    let summed_up = |times: Vec<(Duration, Duration)>| {
        let (ready, answered) = times.into_iter().unzip();
        Starts {
            ready: Times::of(ready),
            answered: Times::of(answered),
        }
    };
    Ok((summed_up(of_ours), summed_up(of_hyper)))
}

/// Starts a program once, and returns the times until it was ready and until it had answered.
fn time(program: &Path) -> Result<(Duration, Duration), Failure> {
    let running = Running::start(program)?;
    let ready = running.since_start();
    let mut connection = Connection::open(running.addr())?;
    connection.create()?;
    Ok((ready, running.since_start()))
}

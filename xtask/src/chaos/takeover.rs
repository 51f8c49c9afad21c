//! How long it takes until what a dead worker held is held by another.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use grok_video_engine::Engine;

use super::team::Call;
use super::{LEASE, failed, submit};
use crate::failure::Failure;
use crate::folder;

/// The tables of its own.
pub(super) const SCHEMA: &str = "takeover";

/// How long the first worker may take until it holds all tasks.
const PATIENCE: Duration = Duration::from_secs(300);

/// How much longer than allowed is waited for.
const SLACK: u32 = 10;

/// Holds what was measured.
#[derive(Debug)]
pub(super) struct Takeover {
    n_tasks: usize,
    /// From the death of the first worker until the second holds everything.
    took: Duration,
}

impl Takeover {
    pub(super) fn measure(
        engine: &Engine,
        call: &Call,
        results: &Path,
        n_tasks: usize,
    ) -> Result<Self, Failure> {
        folder::make(&call.folder)?;
        // Longer than any of this takes, at 60 times the pace.
        submit(call, "20s 36000s", results, n_tasks)?;
        let mut first = Holder::start(call, n_tasks).map_err(failed)?;
        wait_until_held(engine, n_tasks, PATIENCE)?;
        // What is polled later is due later, and is nobody's business until then.
        wait_for(PATIENCE, || {
            Ok(count(engine, "due_at <= takeover.now_ms()")? == n_tasks)
        })?;
        let second = Holder::start(call, n_tasks).map_err(failed)?;
        wait_for(PATIENCE, || n_sessions(engine).map(|n| n == 2))?;
        first.kill().map_err(failed)?;
        let died = Instant::now();
        wait_until_held(engine, n_tasks, allowed(n_tasks) * SLACK)?;
        let took = died.elapsed();
        drop(second);
        Ok(Self { n_tasks, took })
    }

    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.took <= allowed(self.n_tasks) {
            return Ok(());
        }
        Err(Failure::check(format!(
            "the tasks of a dead worker are taken over after {:?}; {:?} are allowed",
            self.took,
            allowed(self.n_tasks)
        )))
    }
}

impl fmt::Display for Takeover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} tasks of a dead worker, whose lease was {} s, are taken over within {:.2} s of its death",
            self.n_tasks,
            LEASE.as_secs(),
            self.took.as_secs_f64()
        )
    }
}

/// Its lease, and a second for each ten thousand tasks that are begun.
fn allowed(n_tasks: usize) -> Duration {
    LEASE + Duration::from_secs(n_tasks.div_ceil(10_000) as u64)
}

/// Waits until the worker that came last holds as many tasks that are being made.
fn wait_until_held(engine: &Engine, n_tasks: usize, patience: Duration) -> Result<(), Failure> {
    let is_held = format!("holder = (SELECT max(session) FROM {SCHEMA}.sessions)");
    wait_for(patience, || Ok(count(engine, &is_held)? == n_tasks))
}

/// Counts the tasks that are being made of which this is true.
fn count(engine: &Engine, condition: &str) -> io::Result<usize> {
    number(&engine.ask(&format!(
        "SELECT count(*) FROM {SCHEMA}.tasks WHERE state = 'active' AND {condition}"
    ))?)
}

fn n_sessions(engine: &Engine) -> io::Result<usize> {
    number(&engine.ask(&format!("SELECT count(*) FROM {SCHEMA}.sessions"))?)
}

fn number(answer: &str) -> io::Result<usize> {
    answer
        .parse()
        .map_err(|_| io::Error::other(format!("no number: {answer}")))
}

fn wait_for(
    patience: Duration,
    mut holds: impl FnMut() -> io::Result<bool>,
) -> Result<(), Failure> {
    let began = Instant::now();
    while !holds().map_err(failed)? {
        if began.elapsed() > patience {
            return Err(Failure::check(format!(
                "not all tasks are in hand after {} s",
                patience.as_secs()
            )));
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// A worker with room for all tasks, which is killed at the end.
struct Holder(Child);

impl Holder {
    fn start(call: &Call, n_tasks: usize) -> io::Result<Self> {
        let lease = format!("{}s", LEASE.as_secs());
        // Half of the calls are left for creates.
        let interval = format!("{}s", (n_tasks / 500).max(1));
        let child = call
            .command()
            .args(["worker", "--rate", "1000", "--schedule", "fixed"])
            .args(["--interval", &interval])
            .args(["--lease", &lease, "--in-hand", &n_tasks.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self(child))
    }

    fn kill(&mut self) -> io::Result<()> {
        self.0.kill()?;
        self.0.wait().map(drop)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        // One that was killed before is as it should be.
        let _ = self.kill();
    }
}

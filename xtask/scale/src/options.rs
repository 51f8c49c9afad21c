//! How long to measure.

use std::time::Duration;

use crate::fault::Fault;

/// What the command line says, or what holds without it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How often each contestant has its turn; the median counts.
    pub(crate) rounds: usize,
    /// How long a turn lasts.
    pub(crate) turn: Duration,
    /// How long a snapshot is held, and how long the run without one lasts.
    pub(crate) snapshot: Duration,
    /// How long the server's CPU is watched.
    pub(crate) watch: Duration,
    /// How many tasks are polled.
    pub(crate) n_tasks: usize,
}

impl Options {
    /// Reads `--rounds N`, `--seconds S`, `--snapshot-seconds S`, `--cpu-seconds S` and `--tasks N`.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Fault> {
        let mut this = Self {
            rounds: 3,
            turn: Duration::from_secs(5),
            snapshot: Duration::from_secs(60),
            watch: Duration::from_secs(20),
            n_tasks: 100_000,
        };
        while let Some(name) = arguments.next() {
            if name == "--goals" {
                continue;
            }
            let value = arguments
                .next()
                .ok_or_else(|| format!("`{name}` needs a value"))?;
            let number: u32 = value
                .parse()
                .map_err(|_| format!("`{name}` takes a number, but got `{value}`"))?;
            if number == 0 {
                return Err(format!("`{name}` is at least 1").into());
            }
            let seconds = Duration::from_secs(number.into());
            match name.as_str() {
                "--rounds" => this.rounds = number as usize,
                "--seconds" => this.turn = seconds,
                "--snapshot-seconds" => this.snapshot = seconds,
                "--cpu-seconds" => this.watch = seconds,
                "--tasks" => this.n_tasks = number as usize,
                _ => return Err(format!("there is no option `{name}`").into()),
            }
        }
        Ok(this)
    }
}

//! The simulated service whose page is driven.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// What it is told: the same ids in every run, and a clock that only the scripts move.
const ARGUMENTS: [&str; 4] = ["--seed", "7", "--manual-clock", "--exit-with-parent"];
/// How long it may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(10);

/// A running `grok-video-mock`, which ends when this is dropped, or with this process.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    ready: String,
}

impl Server {
    /// Starts it, and waits until it listens.
    pub(super) fn start(program: &Path) -> Result<Self, Failure> {
        let child = Command::new(program)
            .args(ARGUMENTS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&format!("it does not start: {error}")))?;
        let mut server = Self {
            child,
            ready: String::new(),
        };
        if let Some(stdout) = server.child.stdout.take() {
            let read = BufReader::new(stdout).read_line(&mut server.ready);
            read.map_err(|error| failed(&format!("it says nothing: {error}")))?;
        }
        server.ready.truncate(server.ready.trim_end().len());
        if server.ready.is_empty() {
            return Err(failed("it says nothing"));
        }
        Ok(server)
    }

    /// Returns the line that it printed when it listened.
    pub(super) fn ready(&self) -> &str {
        &self.ready
    }

    /// Ends it as a parent that ends would, and proves that it does.
    pub(super) fn stop(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(failed(&format!("it ended with {status}"))),
                Ok(None) => thread::sleep(LOOK),
                Err(error) => return Err(failed(&format!("it can't be waited for: {error}"))),
            }
        }
        Err(failed("it did not end with its standard input"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failed(why: &str) -> Failure {
    Failure::check(format!("the simulated service: {why}"))
}

//! A worker that asks, and what it says.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Instant;

use super::{BURST, RATE, WANT};

/// Whose calls they ask for.
pub(super) const ACCOUNT: &str = "key";

/// What a worker said.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) worker: usize,
    /// When it was heard.
    pub(super) at: Instant,
    pub(super) said: Said,
}

#[derive(Debug)]
pub(super) enum Said {
    /// What its clock shows, in seconds since 1970.
    Clock(u64),
    Granted(u64),
    Halted,
}

/// A process, which ends when it is dropped.
#[derive(Debug)]
pub(super) struct Asker(Child);

impl Asker {
    /// Starts one whose clock is wrong by so many seconds.
    pub(super) fn start(
        program: &Path,
        library: &Path,
        url: &str,
        worker: usize,
        offset: &str,
        events: Sender<Event>,
    ) -> io::Result<Self> {
        // Set by its library, as its program would stand between this process and the worker.
        let mut child = Command::new(program)
            .env("LD_PRELOAD", library)
            .env("FAKETIME", offset)
            .args([url, ACCOUNT])
            .args([RATE, BURST, WANT].map(|number| number.to_string()))
            // Time that passes is nobody's to set.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child
            .stdout
            .take()
            .ok_or_else(|| io::Error::other("it has no output"))?;
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let at = Instant::now();
                let said = match line.split_once(' ') {
                    Some(("clock", seconds)) => seconds.parse().ok().map(Said::Clock),
                    Some(("granted", n)) => n.parse().ok().map(Said::Granted),
                    _ => (line == "halted").then_some(Said::Halted),
                };
                let Some(said) = said else { continue };
                if events.send(Event { worker, at, said }).is_err() {
                    return;
                }
            }
        });
        Ok(Self(child))
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        // One that has ended already has said what it could.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

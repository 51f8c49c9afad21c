//! The script that drives the browser, and its limit in time.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process;

/// The longest that it may take. It has a shorter limit of its own, and says what it was at.
const LIMIT: Duration = Duration::from_secs(150);
/// How often it is looked whether it is over.
const LOOK: Duration = Duration::from_millis(20);

/// A run of the script, with what it is told.
#[derive(Debug)]
pub(super) struct Script<'a> {
    pub(super) main: &'a Path,
    /// The line that the server prints when it listens.
    pub(super) ready: &'a str,
    pub(super) chromium: &'a Path,
    /// Where the modules are, and where the pictures go.
    pub(super) folder: &'a Path,
}

impl Script<'_> {
    /// Runs it to its end; an error if a check failed, or if it took too long.
    pub(super) fn run(&self) -> Result<(), Failure> {
        let mut command = Command::new("node");
        command
            .args([self.main.as_os_str(), self.ready.as_ref()])
            .args([self.chromium, self.folder])
            .stdin(Stdio::null());
        let shown = process::shown(Command::new("node").arg(self.main));
        eprintln!("$ {shown}");
        let status = run_within(&mut command, LIMIT)
            .map_err(|why| Failure::check(format!("`{shown}` {why}")))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::check("the page does not do what it should"))
        }
    }
}

/// Runs a command, and kills it if it is not over in time.
fn run_within(command: &mut Command, limit: Duration) -> Result<ExitStatus, String> {
    let mut child = command
        .spawn()
        .map_err(|error| format!("does not start: {error}"))?;
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if start.elapsed() < limit => thread::sleep(LOOK),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("was not over in {} s", limit.as_secs_f32()));
            }
            Err(error) => return Err(format!("can't be waited for: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_is_killed() {
        let start = Instant::now();
        let over = run_within(Command::new("sleep").arg("600"), Duration::from_millis(50));
        assert_eq!(over, Err("was not over in 0.05 s".to_owned()));
        assert!(start.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn what_ends_in_time_tells_how() {
        let status = run_within(&mut Command::new("false"), LIMIT).expect("it ends");
        assert_eq!(status.code(), Some(1));
    }
}

//! The script that drives the browser, and its limit in time.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::bounded;
use crate::failure::Failure;
use crate::process;

/// The longest that it may take. It has a shorter limit of its own, and says what it was at.
const LIMIT: Duration = Duration::from_secs(150);

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
        let failed = |why: String| Failure::check(format!("`{shown}` {why}"));
        let mut child = command
            .spawn()
            .map_err(|error| failed(format!("does not start: {error}")))?;
        match bounded::wait(&mut child, LIMIT) {
            Ok(Some(status)) if status.success() => Ok(()),
            Ok(Some(_)) => Err(Failure::check("the page does not do what it should")),
            Ok(None) => Err(failed(format!("was not over in {} s", LIMIT.as_secs()))),
            Err(error) => Err(failed(format!("can't be waited for: {error}"))),
        }
    }
}

//! Where the guides are run, and how.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::counts::Counts;
use crate::bounded;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// Where the guides are run.
pub(super) struct Place<'a> {
    pub(super) workspace: &'a Workspace,
    /// For what is written and installed.
    pub(super) folder: &'a Path,
    /// The folder of the programs `grok-video` and `grok-video-mock`.
    pub(super) programs: &'a Path,
}

impl Place<'_> {
    /// Runs what closes with counts, which must be good, and returns them in its own words.
    pub(super) fn run(
        &self,
        name: &str,
        command: &mut Command,
        counts: fn(&str) -> Option<Counts>,
        limit: Duration,
    ) -> Result<String, Failure> {
        let log = self.folder.join(format!("{name}.log"));
        let ended = bounded::run_within(command, &log, limit)?;
        match counts(&ended.said) {
            Some(counts) if ended.status.success() && counts.is_good() => Ok(counts.line),
            Some(counts) if ended.status.success() => Err(Failure::check(format!(
                "not all passed, or there was nothing to pass: {}",
                counts.line
            ))),
            _ => Err(Failure::check(format!(
                "{}\n{}",
                ended.status,
                ended.said.trim_end()
            ))),
        }
    }

    /// Returns the program `grok-video-mock`.
    pub(super) fn mock(&self) -> PathBuf {
        self.programs.join("grok-video-mock")
    }
}

//! A guide that is followed word by word, in an empty folder outside of the checkout.

use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::place::Place;
use super::steps::{self, Step};
use crate::failure::Failure;
use crate::{bounded, folder};

/// What comes before the steps: the first that fails ends all, and nothing is left running.
const HEAD: &str = "\
set -euo pipefail
trap 'kill -KILL $(jobs -p) 2>/dev/null || true; wait || true' EXIT
";

/// What closes a file that a guide has its reader write.
const END: &str = "END_OF_THE_FILE";

/// A guide on its way.
#[derive(Debug)]
pub(super) struct Walk {
    name: &'static str,
    /// Its page, from the root of the checkout.
    page: &'static str,
    /// What the reader has set before.
    pub(super) variables: Vec<(&'static str, String)>,
}

impl Walk {
    pub(super) fn of(name: &'static str, page: &'static str) -> Self {
        Self {
            name,
            page,
            variables: Vec::new(),
        }
    }

    /// Takes each step, and holds what it prints to what the page says; returns how many steps there were.
    pub(super) fn follow(&self, place: &Place<'_>, limit: Duration) -> Result<String, Failure> {
        // Outside of the checkout, lest cargo take what is built here for a part of it.
        let here = env::temp_dir().join(format!("grok-video-{}-{}", self.name, std::process::id()));
        folder::anew(&here)?;
        let followed = self.follow_in(&here, place, limit);
        fs::remove_dir_all(&here).map_err(failed)?;
        followed
    }

    fn follow_in(
        &self,
        here: &Path,
        place: &Place<'_>,
        limit: Duration,
    ) -> Result<String, Failure> {
        let page = place.workspace.root().join(self.page);
        let guide = fs::read_to_string(&page).map_err(failed)?;
        let steps = steps::read(&guide).map_err(|block| {
            Failure::check(format!(
                "{}: {block}; rule: a guide is as it says, and each block is run, written or printed",
                self.page
            ))
        })?;
        let said = |nth: usize| fs::read_to_string(said_in(here, nth)).unwrap_or_default();
        fs::write(here.join(".walk.sh"), script(here, &steps)).map_err(failed)?;
        let mut bash = Command::new("bash");
        bash.arg(".walk.sh").current_dir(here);
        self.set_up(&mut bash, here, place);
        let log = place.folder.join(format!("{}.log", self.name));
        let ended = bounded::run_within(&mut bash, &log, limit)?;
        if !ended.status.success() {
            let last = (0..steps.len())
                .rev()
                .map(said)
                .find(|said| !said.is_empty());
            return Err(Failure::check(format!(
                "{}\n{}\n{}",
                ended.status,
                ended.said.trim_end(),
                last.unwrap_or_default()
            )));
        }
        for (nth, step) in steps.iter().enumerate() {
            if let Step::Run(block) = step
                && let Some(line) = steps::missing(block, &said(nth))
            {
                return Err(Failure::check(format!(
                    "{} promises the line `{line}`; rule: a guide is as it says; printed was:\n{}",
                    self.page,
                    said(nth)
                )));
            }
        }
        let n_run = steps
            .iter()
            .filter(|step| matches!(step, Step::Run(_)))
            .count();
        match n_run {
            0 => Err(Failure::check(format!("{} has no step", self.page))),
            n => Ok(format!("{n} blocks run, all as the page says")),
        }
    }

    /// Gives the shell what a reader has: our programs, a home, and the tools of Rust.
    fn set_up(&self, bash: &mut Command, here: &Path, place: &Place<'_>) {
        let path = env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", place.programs.display());
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if ["AWS_", "CARGO_", "GROK_VIDEO", "PYTEST_", "NODE_OPTIONS"]
                .iter()
                .any(|it| name.starts_with(it))
            {
                bash.env_remove(&*name);
            }
        }
        bash.env("PATH", path)
            .env("HOME", here)
            .env("XDG_STATE_HOME", here.join("state"))
            .env("GROK_VIDEO", place.workspace.root())
            // Built once for all guides.
            .env("CARGO_TARGET_DIR", place.folder.join("cargo"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("VIDEOS")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        for (name, usual) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let set = env::var_os(name).map(PathBuf::from);
            let home = set.or_else(|| Some(env::home_dir()?.join(usual)));
            bash.envs(home.map(|home| (name, home)));
        }
    }
}

/// Where a step's words go.
fn said_in(here: &Path, nth: usize) -> PathBuf {
    here.join(format!(".step-{nth}"))
}

/// Makes one script of all steps: the shell is the same for all, so what one sets, the next one has.
fn script(here: &Path, steps: &[Step<'_>]) -> String {
    let mut script = HEAD.to_owned();
    for (nth, step) in steps.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = match step {
            Step::Run(block) => {
                let said = said_in(here, nth);
                writeln!(script, "{{\n{}}} > '{}' 2>&1", block.code, said.display())
            }
            Step::Write { path, text } => writeln!(
                script,
                "mkdir -p \"$(dirname {path})\"\ncat > {path} <<'{END}'\n{text}{END}"
            ),
        };
    }
    script
}

#[expect(clippy::needless_pass_by_value, reason = "it is what maps errors")]
pub(super) fn failed(error: io::Error) -> Failure {
    Failure::check(error.to_string())
}

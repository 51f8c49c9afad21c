//! The benchmarks, and what each consists of.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::measured::Goal;
use crate::workspace::Workspace;
use crate::{mock, process, weigh};

/// One benchmark, as it is asked for.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) name: &'static str,
    pub(super) parts: &'static [Part],
    /// Whether it runs when none is named.
    pub(super) is_quick: bool,
    /// The packages that ours is compared with.
    pub(super) peers: &'static [&'static str],
}

/// A part of a benchmark.
#[derive(Debug)]
pub(super) enum Part {
    /// benches/benches/NAME.rs, which prints its goals.
    Criterion(&'static str),
    /// The package that is none of the workspace, lest its peers' clients change the features of ours.
    Scale,
    /// What is counted or timed by a command of xtask.
    Xtask(fn(&Workspace) -> Result<Vec<Goal>, Failure>),
}

pub(super) const BENCHES: [Bench; 6] = [
    Bench {
        name: "decode",
        parts: &[Part::Criterion("decode"), Part::Criterion("instructions")],
        is_quick: true,
        peers: &["serde_json", "sonic-rs"],
    },
    Bench {
        name: "transport",
        parts: &[Part::Criterion("transport"), Part::Xtask(weigh::goals)],
        is_quick: true,
        peers: &["hyper", "hyper-util", "reqwest"],
    },
    Bench {
        name: "schedule",
        parts: &[Part::Criterion("schedule")],
        is_quick: true,
        peers: &[],
    },
    Bench {
        name: "fleet",
        parts: &[Part::Criterion("fleet")],
        is_quick: true,
        peers: &["tokio", "tokio-util"],
    },
    Bench {
        name: "mock",
        parts: &[Part::Criterion("mock"), Part::Xtask(mock::goals)],
        is_quick: true,
        peers: &["httpmock", "hyper", "mockito", "wiremock"],
    },
    Bench {
        name: "scale",
        parts: &[Part::Scale],
        is_quick: false,
        peers: &["apalis-postgres", "graphile_worker"],
    },
];

/// Where the package is described that is none of the workspace, from its root.
const SCALE_MANIFEST: &str = "xtask/scale/Cargo.toml";

impl Part {
    /// Measures, and returns the goals; a line that is none goes to stderr.
    pub(super) fn measure(&self, workspace: &Workspace) -> Result<Vec<Goal>, Failure> {
        let mut command = process::cargo(workspace);
        match self {
            Self::Xtask(goals) => return goals(workspace),
            Self::Criterion(name) => {
                command.args(["bench", "--package", "benches", "--bench", name]);
            }
            Self::Scale => {
                command
                    .args(["run", "--locked", "--release"])
                    .args(["--manifest-path", SCALE_MANIFEST, "--target-dir"])
                    .arg(workspace.root().join("target/scale"));
            }
        }
        goals_of(command.args(["--", "--goals"]))
    }
}

/// Runs a benchmark, and returns the goals that it prints.
fn goals_of(command: &mut Command) -> Result<Vec<Goal>, Failure> {
    command.stdout(Stdio::piped());
    let shown = process::shown(command);
    let failed = |error| Failure::check(format!("can't run `{shown}`: {error}"));
    eprintln!("$ {shown}");
    let mut child = command.spawn().map_err(failed)?;
    let mut goals = Vec::new();
    // A line that can't be read must not leave the child behind, so it is kept for later.
    let mut unreadable = None;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line.map_err(failed)?;
            if !line.starts_with('{') {
                eprintln!("{line}");
            } else if let Some(goal) = Goal::parse(&line) {
                goals.push(goal);
            } else {
                unreadable = Some(line);
            }
        }
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(Failure::check(format!("`{shown}` failed: {status}")));
    }
    if let Some(line) = unreadable {
        return Err(Failure::check(format!(
            "`{shown}` printed a goal that can't be read: {line}"
        )));
    }
    if goals.is_empty() {
        return Err(Failure::check(format!("`{shown}` printed no goal")));
    }
    Ok(goals)
}

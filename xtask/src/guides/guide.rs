//! The guides, and how each is run.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::counts::Counts;
use crate::failure::Failure;
use crate::process;
use crate::venv::Venv;
use crate::workspace::Workspace;

/// What says where the program is.
const MOCK: &str = "GROK_VIDEO_MOCK";

/// Where the guides are run.
pub(super) struct Place<'a> {
    pub(super) workspace: &'a Workspace,
    /// For what is written and installed.
    pub(super) folder: &'a Path,
    /// The program `grok-video-mock`.
    pub(super) mock: &'a Path,
}

/// One guide.
#[derive(Debug)]
pub(super) struct Guide {
    pub(super) name: &'static str,
    pub(super) command: fn(&Place<'_>) -> Result<Command, Failure>,
    /// Reads what its runner closes with.
    pub(super) counts: fn(&str) -> Option<Counts>,
    /// The longest that it may take.
    pub(super) limit: Duration,
}

pub(super) const GUIDES: [Guide; 4] = [
    Guide {
        name: "pytest",
        command: pytest,
        counts: Counts::of_pytest,
        limit: Duration::from_secs(60),
    },
    Guide {
        name: "node",
        command: node,
        counts: Counts::of_node,
        limit: Duration::from_secs(60),
    },
    Guide {
        name: "curl",
        command: curl,
        counts: Counts::of_walk,
        limit: Duration::from_secs(60),
    },
    Guide {
        name: "rust",
        command: rust,
        counts: Counts::of_cargo,
        // It may have to be built.
        limit: Duration::from_secs(600),
    },
];

fn pytest(place: &Place<'_>) -> Result<Command, Failure> {
    let folder = place.workspace.root().join("guides/pytest");
    let requirements = folder.join("requirements.txt");
    let venv = Venv::ready(&place.folder.join("venv"), &requirements)?;
    let mut command = Command::new(venv.program("pytest"));
    command
        .args(["-q", "-n", "2", "-p", "no:cacheprovider"])
        .current_dir(folder)
        .env(MOCK, place.mock)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("PYTEST_ADDOPTS");
    Ok(command)
}

fn node(place: &Place<'_>) -> Result<Command, Failure> {
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=tap"])
        .current_dir(place.workspace.root().join("guides/node"))
        .env(MOCK, place.mock)
        .env_remove("NODE_OPTIONS");
    Ok(command)
}

fn curl(place: &Place<'_>) -> Result<Command, Failure> {
    let mut command = Command::new("bash");
    command
        .arg("guides/curl/walk.sh")
        .current_dir(place.workspace.root())
        .env(MOCK, place.mock);
    Ok(command)
}

fn rust(place: &Place<'_>) -> Result<Command, Failure> {
    let mut command = process::cargo(place.workspace);
    command.args(["test", "--quiet", "--package", "grok-video-mock"]);
    command.args(["--example", "in_process"]);
    Ok(command)
}

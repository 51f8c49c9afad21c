//! The guides, and how each is run.

use std::process::Command;
use std::time::Duration;

use super::counts::Counts;
use super::place::Place;
use super::{compose, workers};
use crate::failure::Failure;
use crate::process;
use crate::venv::Venv;

/// What says where the program is.
const MOCK: &str = "GROK_VIDEO_MOCK";

/// How long a guide may take that has nothing to build.
const USUAL: Duration = Duration::from_secs(60);

/// One guide.
#[derive(Debug)]
pub(super) struct Guide {
    pub(super) name: &'static str,
    /// Does what it says, and returns what it closes with.
    pub(super) follow: fn(&Place<'_>) -> Result<String, Failure>,
}

pub(super) const GUIDES: [Guide; 6] = [
    Guide {
        name: "pytest",
        follow: pytest,
    },
    Guide {
        name: "node",
        follow: node,
    },
    Guide {
        name: "curl",
        follow: curl,
    },
    Guide {
        name: "rust",
        follow: rust,
    },
    Guide {
        name: "workers",
        follow: workers::follow,
    },
    Guide {
        name: "compose",
        follow: compose::follow,
    },
];

fn pytest(place: &Place<'_>) -> Result<String, Failure> {
    let folder = place.workspace.root().join("guides/pytest");
    let requirements = folder.join("requirements.txt");
    let venv = Venv::ready(&place.folder.join("venv"), &requirements)?;
    let mut command = Command::new(venv.program("pytest"));
    command
        .args(["-q", "-n", "2", "-p", "no:cacheprovider"])
        .current_dir(folder)
        .env(MOCK, place.mock())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("PYTEST_ADDOPTS");
    place.run("pytest", &mut command, Counts::of_pytest, USUAL)
}

fn node(place: &Place<'_>) -> Result<String, Failure> {
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=tap"])
        .current_dir(place.workspace.root().join("guides/node"))
        .env(MOCK, place.mock())
        .env_remove("NODE_OPTIONS");
    place.run("node", &mut command, Counts::of_node, USUAL)
}

fn curl(place: &Place<'_>) -> Result<String, Failure> {
    let mut command = Command::new("bash");
    command
        .arg("guides/curl/walk.sh")
        .current_dir(place.workspace.root())
        .env(MOCK, place.mock());
    place.run("curl", &mut command, Counts::of_walk, USUAL)
}

fn rust(place: &Place<'_>) -> Result<String, Failure> {
    let mut command = process::cargo(place.workspace);
    command.args(["test", "--quiet", "--package", "grok-video-mock"]);
    command.args(["--example", "in_process"]);
    // It may have to be built.
    let limit = Duration::from_secs(600);
    place.run("rust", &mut command, Counts::of_cargo, limit)
}

//! The programs of this workspace, built and found.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// A profile of cargo's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// What a user runs.
    Release,
}

/// Builds both programs, with their usual features, and returns the folder they are in.
///
/// They are always built together, so that what they share is built once.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf, Failure> {
    let both = [
        "--bins",
        "--package",
        "grok-video-cli",
        "--package",
        "grok-video-mock",
    ];
    build_chosen(workspace, &both, profile)
}

/// Builds one program of a package, and nothing else of it that runs; returns the program.
pub(crate) fn build_one(
    workspace: &Workspace,
    package: &str,
    program: &str,
    profile: Profile,
) -> Result<PathBuf, Failure> {
    let folder = build_chosen(
        workspace,
        &["--package", package, "--bin", program],
        profile,
    )?;
    Ok(folder.join(program))
}

fn build_chosen(
    workspace: &Workspace,
    chosen: &[&str],
    profile: Profile,
) -> Result<PathBuf, Failure> {
    // Named, lest a setting of the user's put them somewhere else.
    let target = workspace.root().join("target");
    let mut command = process::cargo(workspace);
    command.args(["build", "--quiet"]).args(chosen);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    process::run(command.arg("--target-dir").arg(&target))?;
    Ok(target.join(folder))
}

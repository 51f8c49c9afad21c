//! The programs of this workspace, built and found.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// Builds the program of a package for release, with its usual features, and returns the folder it is in.
pub(crate) fn build(workspace: &Workspace, package: &str) -> Result<PathBuf, Failure> {
    // Named, lest a setting of the user's put it somewhere else.
    let target = workspace.root().join("target");
    process::run(
        process::cargo(workspace)
            .args(["build", "--quiet", "--bins", "--package", package])
            .args(["--release", "--target-dir"])
            .arg(&target),
    )?;
    Ok(target.join("release"))
}

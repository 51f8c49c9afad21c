//! Programs of others that cargo builds, in exact versions.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// Where they are built and installed, below the root.
const FOLDER: &str = "target/tools";

/// A program that crates.io has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    /// The package, and the program in it.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// What `cargo install` is told beside these.
    pub(crate) options: &'static [&'static str],
}

impl Tool {
    /// Returns the program; builds it first where it is missing, with the versions that its authors chose.
    ///
    /// It is built outside the workspace, whose features it must not change, and without optimizing, which is quicker.
    pub(crate) fn ready(&self, workspace: &Workspace) -> Result<PathBuf, Failure> {
        let program = self.program(workspace);
        if program.is_file() {
            return Ok(program);
        }
        process::run(
            process::cargo(workspace)
                .args(["install", self.name, "--version", self.version])
                .args(["--quiet", "--debug", "--locked", "--no-track"])
                .args(self.options)
                .arg("--root")
                .arg(self.root(workspace))
                .arg("--target-dir")
                .arg(workspace.root().join(FOLDER).join("build")),
        )?;
        Ok(program)
    }

    /// Tells whether it is there.
    pub(crate) fn is_built(&self, workspace: &Workspace) -> bool {
        self.program(workspace).is_file()
    }

    fn root(&self, workspace: &Workspace) -> PathBuf {
        let folder = workspace.root().join(FOLDER);
        folder.join(format!("{}-{}", self.name, self.version))
    }

    fn program(&self, workspace: &Workspace) -> PathBuf {
        self.root(workspace).join("bin").join(self.name)
    }
}

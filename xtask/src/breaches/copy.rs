//! A copy of the workspace, in which a breach does no harm.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::bounded;
use crate::failure::Failure;
use crate::mirror::mirror;
use crate::process;
use crate::workspace::Workspace;

/// How long a check may take in which something is wrong.
const LIMIT: Duration = Duration::from_secs(900);

/// A copy that is kept between runs, so that little has to be compiled again.
pub(super) struct Copy {
    root: PathBuf,
}

impl Copy {
    /// Makes the copy in `root` the same as the workspace; what is the same already is not touched.
    pub(super) fn make(workspace: &Workspace, root: PathBuf) -> Result<Self, Failure> {
        mirror(workspace.root(), &root).map_err(|error| {
            Failure::check(format!(
                "can't copy the workspace to {}: {error}",
                root.display()
            ))
        })?;
        Ok(Self { root })
    }

    /// Lets what checks build and install go where it goes in the workspace, so that little of it is made twice.
    pub(super) fn share_target(&self, workspace: &Workspace) -> Result<(), Failure> {
        let link = self.root.join("target");
        if link.exists() {
            return Ok(());
        }
        // Elsewhere everything is built once more.
        #[cfg(unix)]
        std::os::unix::fs::symlink(workspace.root().join("target"), &link)
            .map_err(|error| Failure::check(format!("{}: {error}", link.display())))?;
        Ok(())
    }

    /// Runs a command of this program on the copy; returns whether it held, and all that was said.
    pub(super) fn check(&self, command: &[String], log: &Path) -> Result<(bool, String), Failure> {
        let program = env::current_exe()
            .map_err(|error| Failure::check(format!("this program is not found: {error}")))?;
        let mut xtask = Command::new(program);
        xtask
            .args(command)
            .current_dir(&self.root)
            .env("CARGO_MANIFEST_DIR", self.root.join("xtask"))
            // The copy lies within a repository that must not be meant.
            .envs(self.root.parent().map(|it| ("GIT_CEILING_DIRECTORIES", it)));
        let ended = bounded::run_within(&mut xtask, log, LIMIT)?;
        Ok((ended.status.success(), ended.said))
    }

    /// Applies a patch, or takes it back.
    pub(super) fn apply(&self, patch: &Path, is_back: bool) -> Result<(), Failure> {
        let mut git = Command::new("git");
        git.current_dir(&self.root).arg("apply");
        // The copy lies within a repository that must not be meant.
        if let Some(parent) = self.root.parent() {
            git.env("GIT_CEILING_DIRECTORIES", parent);
        }
        if is_back {
            git.arg("--reverse");
        }
        process::read(git.arg(patch)).map(drop)
    }

    /// Returns a call of cargo in the copy.
    pub(super) fn cargo(&self, workspace: &Workspace) -> Command {
        let mut cargo = process::cargo(workspace);
        cargo.current_dir(&self.root);
        cargo.env("CARGO_TARGET_DIR", self.root.with_file_name("target"));
        cargo
    }
}

//! A copy of the workspace, in which a breach does no harm.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::mirror::mirror;
use crate::process;
use crate::workspace::Workspace;

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

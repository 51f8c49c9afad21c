//! A copy of the workspace, in which a breach does no harm.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::bounded;
use crate::failure::Failure;
use crate::mirror::mirror;
use crate::process;
use crate::workspace::Workspace;

/// What checks install, below `target`; the rest there is built.
const INSTALLED: [&str; 6] = [
    "tools",
    "browser/node_modules",
    "guides/node_modules",
    "guides/venv",
    "objects/venv",
    "schemathesis/venv",
];

/// What cargo writes where a manifest is patched.
const LOCK: &str = "Cargo.lock";

/// How long a check may take in which something is wrong; the first of its kind builds all that it needs.
const LIMIT: Duration = Duration::from_secs(3600);

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

    /// Lets checks use what they have installed for the workspace, where links can be made.
    ///
    /// What cargo builds is not shared: it names a package by its place in its workspace, so it would take what was built of
    /// the copy, a breach included, for the workspace's own.
    pub(super) fn share_installed(&self, workspace: &Workspace) -> Result<(), Failure> {
        for installed in INSTALLED {
            let installed = Path::new("target").join(installed);
            let (from, link) = (
                workspace.root().join(&installed),
                self.root.join(&installed),
            );
            if !from.exists() || link.exists() {
                continue;
            }
            let failed = |error| Failure::check(format!("{}: {error}", link.display()));
            // One that leads nowhere is from where the checkout was before.
            if link.is_symlink() {
                fs::remove_file(&link).map_err(failed)?;
            }
            if let Some(folder) = link.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            #[cfg(unix)]
            std::os::unix::fs::symlink(from, &link).map_err(failed)?;
        }
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
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            // The copy lies within a repository that must not be meant.
            .envs(self.root.parent().map(|it| ("GIT_CEILING_DIRECTORIES", it)));
        let ended = bounded::run_within(&mut xtask, log, LIMIT)?;
        Ok((ended.status.success(), ended.said))
    }

    /// Applies a patch.
    pub(super) fn breach(&self, patch: &Path) -> Result<(), Failure> {
        self.apply(patch, &[])
    }

    /// Takes a patch back, and what cargo has made of the lock file meanwhile.
    pub(super) fn mend(&self, workspace: &Workspace, patch: &Path) -> Result<(), Failure> {
        self.apply(patch, &["--reverse"])?;
        let [from, to] = [workspace.root(), &self.root].map(|root| root.join(LOCK));
        let failed = |error| Failure::check(format!("{}: {error}", to.display()));
        if fs::read(&from).map_err(failed)? != fs::read(&to).map_err(failed)? {
            fs::copy(&from, &to).map_err(failed)?;
        }
        Ok(())
    }

    fn apply(&self, patch: &Path, options: &[&str]) -> Result<(), Failure> {
        let mut git = Command::new("git");
        git.current_dir(&self.root).arg("apply");
        // The copy lies within a repository that must not be meant.
        if let Some(parent) = self.root.parent() {
            git.env("GIT_CEILING_DIRECTORIES", parent);
        }
        process::read(git.args(options).arg(patch)).map(drop)
    }

    /// Returns a call of cargo in the copy.
    pub(super) fn cargo(&self, workspace: &Workspace) -> Command {
        let mut cargo = process::cargo(workspace);
        cargo.current_dir(&self.root);
        cargo.env("CARGO_TARGET_DIR", self.root.join("target"));
        cargo
    }
}

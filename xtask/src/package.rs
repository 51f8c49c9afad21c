//! `cargo xtask package`: what would be published can be built from what would be uploaded.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::test::WITHOUT_PEERS;
use crate::workspace::Workspace;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "package",
    parameters: "",
    about: "Packs the published crates and compiles each from its archive",
    details: "\
Proves that no crate needs a file from outside its folder, and that its dependencies all have a
version. Works on what stands in the folder, committed or not, and publishes nothing. The siblings
are taken from the archives just made, not from a registry. What an earlier run unpacked or compiled
of them is removed first: cargo would take it for the same crates, as their version is the same.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let target = workspace.root().join("target").join("package-check");
    forget(workspace, &target.join("debug").join(".fingerprint"))?;
    if let Some(home) = cargo_home() {
        for registry in folders(&home.join("registry").join("src")) {
            // A local registry's folder is named by a dash and a hash of its path.
            let name = registry.file_name().unwrap_or_default();
            if name.to_string_lossy().starts_with('-') {
                forget(workspace, &registry)?;
            }
        }
    }
    process::run(
        process::cargo(workspace)
            .args(["package", "--workspace", "--allow-dirty"])
            .args(WITHOUT_PEERS)
            .args(["--exclude", "grok-video-engine", "--exclude", "xtask"])
            .arg("--target-dir")
            .arg(target),
    )
}

/// Removes what bears the name of a published crate and a dash from a folder of cargo's.
fn forget(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    for path in folders(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_ours = workspace.published().any(|package| {
            let rest = name.strip_prefix(&package.name);
            rest.is_some_and(|rest| rest.starts_with('-'))
        });
        if is_ours {
            fs::remove_dir_all(&path).map_err(|error| {
                Failure::check(format!("can't remove {}: {error}", path.display()))
            })?;
        }
    }
    Ok(())
}

/// Returns the folders in `folder`; none where it does not exist yet.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

fn cargo_home() -> Option<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME") {
        return Some(home.into());
    }
    env::home_dir().map(|home| home.join(".cargo"))
}

//! `cargo xtask minimal`: the crates compile with the oldest versions that their manifests allow.

use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;
use crate::mirror::mirror;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// The copy, whose lock file is another.
const FOLDER: &str = "target/minimal";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "minimal",
    parameters: "",
    about: "Compiles the published crates with the oldest versions that they say will do",
    details: "\
Copies the published crates to target/minimal, without what only tests need and without the lock file, lets cargo choose
the oldest version of each direct dependency that a manifest allows, and compiles all crates with all features. What these
dependencies need themselves is new: old versions of it often don't compile, and are no promise of ours.

Proves that a program whose lock file is older than ours can use the crates. cargo knows the choice only with
RUSTC_BOOTSTRAP set. Needs the registry.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let folder = workspace.root().join(FOLDER);
    let copy = folder.join("workspace");
    prepare(workspace, &copy)
        .map_err(|error| Failure::check(format!("{}: {error}", copy.display())))?;
    process::run(
        process::cargo(workspace)
            .current_dir(&copy)
            .args([
                "-Z",
                "direct-minimal-versions",
                "generate-lockfile",
                "--quiet",
            ])
            .env("RUSTC_BOOTSTRAP", "1"),
    )?;
    process::run(
        process::cargo(workspace)
            .current_dir(&copy)
            .args([
                "check",
                "--quiet",
                "--locked",
                "--workspace",
                "--all-features",
            ])
            .env("CARGO_TARGET_DIR", folder.join("target")),
    )
}

/// Makes the copy, with manifests that name the published crates alone and nothing for tests.
fn prepare(workspace: &Workspace, copy: &Path) -> io::Result<()> {
    let root = workspace.root();
    for folder in ["crates", "fixtures"] {
        mirror(&root.join(folder), &copy.join(folder))?;
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    fs::write(copy.join("Cargo.toml"), with_crates_alone(&manifest))?;
    for package in workspace.published() {
        let path = copy.join("crates").join(&package.name).join("Cargo.toml");
        let manifest = fs::read_to_string(&path)?;
        fs::write(path, without_tests(&manifest))?;
    }
    match fs::remove_file(copy.join("Cargo.lock")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Returns the root manifest with the crates as its only members.
fn with_crates_alone(manifest: &str) -> String {
    let lines = manifest.lines().filter_map(|line| {
        if line.starts_with("members = ") {
            return Some("members = [\"crates/*\"]");
        }
        (!line.starts_with("default-members = ")).then_some(line)
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// Returns a manifest without the sections that only tests need.
fn without_tests(manifest: &str) -> String {
    let mut is_kept = true;
    let lines = manifest.lines().filter(|line| {
        if line.starts_with('[') {
            is_kept = !line.contains("dev-dependencies") && *line != "[[example]]";
        }
        is_kept
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_tests_need_is_left_out() {
        let manifest =
            "[package]\na = 1\n\n[target.'cfg(unix)'.dev-dependencies]\nb = 2\n\n[lints]\nc = 3\n";
        assert_eq!(
            without_tests(manifest),
            "[package]\na = 1\n\n[lints]\nc = 3\n"
        );
    }

    #[test]
    fn the_crates_are_the_only_members() {
        let manifest =
            "[workspace]\nmembers = [\"crates/*\", \"x\"]\ndefault-members = [\"x\"]\na = 1\n";
        assert_eq!(
            with_crates_alone(manifest),
            "[workspace]\nmembers = [\"crates/*\"]\na = 1\n"
        );
    }
}

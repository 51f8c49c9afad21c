//! `cargo xtask clippy`: no lint fires, in each package on its own.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// Workspaces of their own, with programs that measure; those of `fuzz` are built by it, and the probe by `no-std`.
const APART: [&str; 2] = ["xtask/scale/Cargo.toml", "xtask/weigh/Cargo.toml"];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "clippy",
    parameters: "",
    about: "Lints each package on its own, with its default and with all its features",
    details: "\
Packages are linted one by one, because in one call for the workspace the features that one package
asks for are turned on for all, and hide what is missing in another. Every target counts (library,
programs, tests, benchmarks), and every warning is an error. The programs of xtask/scale and xtask/weigh, which are
workspaces of their own, are linted last.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    for package in workspace.packages() {
        lint(workspace, &package.name, &[])?;
        if package.features.iter().any(|feature| feature != "default") {
            lint(workspace, &package.name, &["--all-features"])?;
        }
    }
    for manifest in APART {
        process::run(
            process::cargo(workspace)
                .args([
                    "clippy",
                    "--quiet",
                    "--locked",
                    "--all-features",
                    "--manifest-path",
                    manifest,
                    "--target-dir",
                ])
                .arg(workspace.root().join("target"))
                .args(["--", "-D", "warnings"]),
        )?;
    }
    Ok(())
}

/// Lints one package; its siblings are only compiled, since each has its own turn.
fn lint(workspace: &Workspace, package: &str, features: &[&str]) -> Result<(), Failure> {
    process::run(
        process::cargo(workspace)
            .args(["clippy", "--quiet", "--no-deps", "--all-targets"])
            .args(["--package", package])
            .args(features)
            .args(["--", "-D", "warnings"]),
    )
}

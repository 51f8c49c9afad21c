//! `cargo xtask clippy`: no lint fires, in each package on its own.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// Workspaces of their own, with programs that measure; those of `fuzz` are built by it, and the probe by `no-std`.
const APART: [&str; 2] = ["xtask/scale/Cargo.toml", "xtask/weigh/Cargo.toml"];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "clippy",
    parameters: "[--apart]",
    about: "Lints each package on its own, with its default and with all its features",
    details: "\
Packages are linted one by one, because in one call for the workspace the features that one package
asks for are turned on for all, and hide what is missing in another. Every target counts (library,
programs, tests, benchmarks), and every warning is an error.

With --apart, the programs of xtask/scale and xtask/weigh alone, which are workspaces of their own: what they are compared
with takes minutes to build, so `ci` leaves them out.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => lint_packages(workspace),
        [option] if option == "--apart" => lint_apart(workspace),
        _ => Err(Failure::usage("`clippy` takes `--apart` and nothing else")),
    }
}

fn lint_packages(workspace: &Workspace) -> Result<(), Failure> {
    for package in workspace.packages() {
        lint(workspace, &package.name, &[])?;
        if package.features.iter().any(|feature| feature != "default") {
            lint(workspace, &package.name, &["--all-features"])?;
        }
    }
    Ok(())
}

fn lint_apart(workspace: &Workspace) -> Result<(), Failure> {
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

//! `cargo xtask fmt`: every file is formatted.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "fmt",
    parameters: "",
    about: "Checks that every file is formatted",
    details: "\
Changes nothing; `cargo fmt --all` formats, and `cargo fmt --manifest-path` the packages that are
workspaces of their own: xtask/probe/Cargo.toml, xtask/scale/Cargo.toml,
xtask/weigh/Cargo.toml and fuzz/Cargo.toml.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    process::run(process::cargo(workspace).args(["fmt", "--all", "--check"]))?;
    for manifest in [
        "xtask/probe/Cargo.toml",
        "xtask/scale/Cargo.toml",
        "xtask/weigh/Cargo.toml",
        "fuzz/Cargo.toml",
    ] {
        process::run(process::cargo(workspace).args([
            "fmt",
            "--check",
            "--manifest-path",
            manifest,
        ]))?;
    }
    Ok(())
}

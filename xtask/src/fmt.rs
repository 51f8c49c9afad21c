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
Changes nothing; `cargo fmt --all` formats, and `cargo fmt --manifest-path xtask/probe/Cargo.toml`
formats the probe of `no-std`, which is a workspace of its own.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    process::run(process::cargo(workspace).args(["fmt", "--all", "--check"]))?;
    process::run(
        process::cargo(workspace)
            .args(["fmt", "--check", "--manifest-path"])
            .arg("xtask/probe/Cargo.toml"),
    )
}

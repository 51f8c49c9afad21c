//! `cargo xtask deny`: the licences, versions and sources of what we depend on.

use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::tool::Tool;
use crate::workspace::Workspace;

const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    options: &["--no-default-features"],
};

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "deny",
    parameters: "",
    about: "Checks licences, bans, doubles and sources of all dependencies",
    details: "\
Runs the parts of cargo-deny that need no database: by deny.toml each dependency of the published crates, with all
features and for all targets, has a licence of the list, comes from crates.io, and stands in one version, but for those
that are named there with a reason. Advisories are not looked up, as that takes the network at each run.

cargo-deny is built into target/tools the first time, which takes a minute or two.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let program = CARGO_DENY.ready(workspace)?;
    // All targets are looked at, so that of other systems has to be there as well.
    process::run(process::cargo(workspace).args(["fetch", "--quiet", "--locked"]))?;
    process::run(
        Command::new(program)
            .current_dir(workspace.root())
            .args(["--offline", "--locked", "check", "--hide-inclusion-graph"])
            .args(["licenses", "bans", "sources"]),
    )
}

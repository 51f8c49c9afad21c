//! `cargo xtask unused`: no package depends on what it does not name.

use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::tool::Tool;
use crate::workspace::Workspace;

const CARGO_MACHETE: Tool = Tool {
    name: "cargo-machete",
    version: "0.9.2",
    options: &[],
};

/// Where there are manifests; not the whole checkout, as target/ has copies.
const FOLDERS: [&str; 6] = [
    "benches",
    "conformance",
    "crates",
    "engine",
    "fuzz",
    "xtask",
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "unused",
    parameters: "",
    about: "Checks that no package depends on a crate that it does not use",
    details: "\
Runs cargo-machete, which looks for the name of each dependency in the code of its package. One that is there for its
features alone is named in the manifest, in `package.metadata.cargo-machete`, with the reason.

cargo-machete is built into target/tools the first time.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let program = CARGO_MACHETE.ready(workspace)?;
    process::run(
        Command::new(program)
            .current_dir(workspace.root())
            .args(FOLDERS),
    )
}

//! `cargo xtask test`: every test passes.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "test",
    parameters: "",
    about: "Runs all tests: unit, integration and documentation, and each benchmark once",
    details: "\
The packages share their features in this call, as they do in the program; `features` and `clippy`
look at each on its own. `benches` and `conformance` are tested apart, since what they compare with
would turn features on for all: in the first, each benchmark runs once and compares its answers with those of its peers, nothing is
measured, and the example with reqwest runs against the simulated service.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let others = ["--exclude", "benches", "--exclude", "conformance"];
    process::run(
        process::cargo(workspace)
            .args(["test", "--workspace"])
            .args(others),
    )?;
    process::run(process::cargo(workspace).args([
        "test",
        "--package",
        "benches",
        "--all-targets",
    ]))?;
    process::run(process::cargo(workspace).args(["test", "--package", "conformance"]))
}

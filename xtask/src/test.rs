//! `cargo xtask test`: every test passes.

use crate::failure::Failure;
use crate::postgres;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// What is built and run together: every package but those that compare, with the spans, the ledgers, and the client that blocks.
pub(crate) const TOGETHER: [&str; 7] = [
    "--workspace",
    "--exclude",
    "benches",
    "--exclude",
    "conformance",
    "--features",
    "grok-video-transport/tracing,grok-video-ledger/conformance,grok-video/blocking,grok-video/sqlite",
];

/// Leaves out the packages that compare with others, whose features they would turn on for all.
pub(crate) const WITHOUT_PEERS: [&str; 4] = ["--exclude", "benches", "--exclude", "conformance"];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "test",
    parameters: "[PACKAGE…]",
    about: "Runs all tests: unit, integration and documentation, and each benchmark once",
    details: "\
The packages share their features in this call, as they do in the program; `features` and `clippy`
look at each on its own. `benches` and `conformance` are tested apart, since what they compare with
would turn features on for all. In the first, each benchmark runs once and compares its answers with
those of its peers, nothing is measured, and the example with reqwest runs against the simulated
service; in the second, the decoder is held to its specification. Some tests start a PostgreSQL, which is
installed with apt-get where it is missing and this runs as root. With PACKAGE, the tests of these alone, with all features.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let test = || {
        let mut command = process::cargo(workspace);
        command.arg("test");
        command
    };
    if !arguments.is_empty() {
        let packages = arguments.iter().flat_map(|it| ["--package", it]);
        return process::run(
            test()
                .args(["--all-features", "--no-fail-fast"])
                .args(packages),
        );
    }
    postgres::find_or_install()?;
    process::run(test().args(TOGETHER))?;
    process::run(test().args(["--package", "benches", "--all-targets"]))?;
    process::run(test().args(["--package", "conformance"]))
}

//! `cargo xtask doc`: the documentation builds without a warning.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::test::WITHOUT_PEERS;
use crate::workspace::Workspace;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "doc",
    parameters: "",
    about: "Builds the documentation of the published crates; a warning is an error",
    details: "\
Proves that every link inside the documentation leads somewhere, with the default and with all
features. Examples are compiled and run by `test`.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    for features in [&[] as &[&str], &["--all-features"]] {
        process::run(
            process::cargo(workspace)
                .args(["doc", "--workspace", "--no-deps"])
                .args(WITHOUT_PEERS)
                .args(["--exclude", "grok-video-engine", "--exclude", "xtask"])
                .args(features)
                .env("RUSTDOCFLAGS", "-D warnings"),
        )?;
    }
    Ok(())
}

//! `cargo xtask package`: what would be published can be built from what would be uploaded.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "package",
    parameters: "",
    about: "Packs the published crates and compiles each from its archive",
    details: "\
Proves that no crate needs a file from outside its folder, and that its dependencies all have a
version. Works on what stands in the folder, committed or not, and publishes nothing. The siblings
are taken from the archives just made, not from a registry.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    process::run(
        process::cargo(workspace)
            .args(["package", "--workspace", "--allow-dirty", "--offline"])
            .args(["--exclude", "benches", "--exclude", "xtask"]),
    )
}

//! `cargo xtask locks`: each lock file is what its manifests ask for.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// The manifests that have a lock file: the workspace's own, and those of the workspaces beside it.
const MANIFESTS: [&str; 4] = [
    "Cargo.toml",
    "fuzz/Cargo.toml",
    "xtask/scale/Cargo.toml",
    "xtask/weigh/Cargo.toml",
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "locks",
    parameters: "",
    about: "Checks that each lock file is what its manifests ask for",
    details: "\
Lets cargo settle the versions of each workspace here without leave to write them down: what is committed is what
everybody builds. After a change of a manifest, `cargo update --workspace --manifest-path FILE` writes the lock file, and
takes no other version than it has. Needs the index of the registry.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    for manifest in MANIFESTS {
        let update = [
            "update",
            "--workspace",
            "--locked",
            "--quiet",
            "--manifest-path",
        ];
        let mut command = process::cargo(workspace);
        process::run(command.args(update).arg(manifest)).map_err(|failure| {
            Failure::check(format!(
                "{failure}: {manifest}; rule: a lock file is what its manifests ask for"
            ))
        })?;
    }
    println!(
        "locks: {} lock files are as they should be",
        MANIFESTS.len()
    );
    Ok(())
}

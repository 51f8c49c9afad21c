//! `cargo xtask weigh`: how many crates our client brings, and how large programs with it are.

mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::measured::Goal;
use crate::process;
use crate::programs::{self, Profile};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::table::Weight;

/// A package of its own with a program for each client.
const MANIFEST: &str = "xtask/weigh/Cargo.toml";

/// A client, and what to build for it.
struct Client {
    name: &'static str,
    /// The feature that brings it, and nothing else.
    feature: &'static str,
    program: &'static str,
}

/// Ours first; the others are compared with it.
const CLIENTS: [Client; 4] = [
    Client {
        name: "grok-video-transport",
        feature: "ours",
        program: "ours",
    },
    Client {
        name: "reqwest, as it comes",
        feature: "reqwest-default",
        program: "reqwest",
    },
    Client {
        name: "reqwest, ring, no extras",
        feature: "reqwest-ring",
        program: "reqwest",
    },
    Client {
        name: "ureq, as it comes",
        feature: "ureq",
        program: "ureq",
    },
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "weigh",
    parameters: "",
    about: "Counts the crates of our client and the bytes of programs with it, beside its peers",
    details: "\
The programs in xtask/weigh do the same: a query with the key over TLS. Each is built by the release
profile of this workspace with the features of its client alone. Counted are the crates that a client
brings to this platform by `cargo tree --edges normal`, without itself, TLS included. A last table has
the same of the program `grok-video`, which has no peer.

The goals, at most 45 crates and half of the bytes that reqwest as it comes takes, do not fail the
command when they are missed: they are shown. The first run builds all five, which takes minutes.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let weights = weigh_all(workspace, &CLIENTS)?;
    let program = weigh_program(workspace)?;
    print!("{}\n{}", table::table(&weights), table::program(&program));
    Ok(())
}

/// Weighs ours and its first peer, and returns how near the goals are.
pub(crate) fn goals(workspace: &Workspace) -> Result<Vec<Goal>, Failure> {
    let weights = weigh_all(workspace, &CLIENTS[..2])?;
    Ok(table::goals(&weights[0], &weights[1]))
}

fn weigh_all(workspace: &Workspace, clients: &[Client]) -> Result<Vec<Weight>, Failure> {
    let weights = clients.iter().map(|client| weigh(workspace, client));
    weights.collect()
}

fn weigh(workspace: &Workspace, client: &Client) -> Result<Weight, Failure> {
    let chosen = ["--manifest-path", MANIFEST, "--features", client.feature];
    let tree = process::read(
        process::cargo(workspace)
            .arg("tree")
            .args(chosen)
            .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]),
    )?;
    // Each client has a folder of its own, lest one be built with what another asks for.
    let target = workspace.root().join("target/weigh").join(client.feature);
    process::run(
        process::cargo(workspace)
            .args(["build", "--quiet", "--release", "--bin", client.program])
            .args(chosen)
            .arg("--target-dir")
            .arg(&target),
    )?;
    Ok(Weight {
        name: client.name,
        // Neither the small program nor the client itself.
        n_crates: n_crates(&tree).saturating_sub(2),
        bytes: n_bytes(&target.join("release").join(client.program))?,
    })
}

/// Weighs the program of a package of the workspace, as a user builds it.
fn weigh_program(workspace: &Workspace) -> Result<Weight, Failure> {
    const PACKAGE: &str = "grok-video-cli";
    const NAME: &str = "grok-video";
    let tree = process::read(
        process::cargo(workspace)
            .args(["tree", "--package", PACKAGE])
            .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]),
    )?;
    let program = programs::build_one(workspace, PACKAGE, NAME, Profile::Release)?;
    Ok(Weight {
        name: NAME,
        n_crates: n_crates(&tree).saturating_sub(1),
        bytes: n_bytes(&program)?,
    })
}

fn n_bytes(program: &Path) -> Result<u64, Failure> {
    let metadata = fs::metadata(program)
        .map_err(|error| Failure::check(format!("can't weigh {}: {error}", program.display())))?;
    Ok(metadata.len())
}

/// Counts the crates in a tree, its root included; one in two versions is two.
fn n_crates(tree: &str) -> usize {
    let crates = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    let crates: BTreeSet<&str> = crates.filter(|line| !line.is_empty()).collect();
    crates.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_crate_once_and_each_version() {
        let tree = "one v0.1.0 (/w/one)\nclient v1.0.0\nsyn v2.0.1\nhttp v1.5.0\nhttp v1.5.0 (*)\nsyn v3.0.0\n\n";
        assert_eq!(n_crates(tree), 5);
    }
}

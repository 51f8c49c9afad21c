//! `cargo xtask features`: every library compiles without features, and with each one alone.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::{Package, Workspace};

/// The package that is a program only, and has no library to compile.
const PROGRAM: &str = "grok-video-cli";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "features",
    parameters: "",
    about: "Compiles each library without features, and with each feature alone",
    details: "\
Proves that no feature leans on another without saying so, and that `--no-default-features` is a
choice that every library offers. The compiler is called through clippy, so that code which one
feature leaves unused is found as well. Combinations of two features or more are not tried, apart
from all at once, which is in `clippy`.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    for package in workspace.published().filter(|it| it.name != PROGRAM) {
        for feature in alone(package) {
            let mut command = process::cargo(workspace);
            command
                .args(["clippy", "--quiet", "--no-deps", "--lib"])
                .args(["--package", &package.name, "--no-default-features"]);
            if let Some(feature) = feature {
                command.args(["--features", feature]);
            }
            process::run(command.args(["--", "-D", "warnings"]))?;
        }
    }
    Ok(())
}

/// Returns what to try: no feature, then each one; `default` is what all other commands use.
fn alone(package: &Package) -> impl Iterator<Item = Option<&str>> {
    let features = package.features.iter().map(String::as_str);
    std::iter::once(None).chain(features.filter(|it| *it != "default").map(Some))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_none_and_each() {
        let package = Package {
            name: "one".to_owned(),
            features: ["default", "std", "tokio"].map(str::to_owned).to_vec(),
            is_published: true,
        };
        let tried: Vec<Option<&str>> = alone(&package).collect();
        assert_eq!(tried, [None, Some("std"), Some("tokio")]);
    }
}

//! `cargo xtask features`: every published package compiles with whatever features are chosen.

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::{PROGRAM, Package, Workspace};

/// Of how many features every choice is tried.
const MOST: usize = 4;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "features",
    parameters: "",
    about: "Compiles each published package with every choice of its features",
    details: "\
Proves that no feature leans on another without saying so, that none breaks another, and that `--no-default-features` is
a choice that every package offers. Of a package with four features or fewer every choice is tried; of one with more
none, each alone, and all but each; all at once is in `clippy`. The compiler is called through clippy, so that code which
a choice leaves unused is found as well.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    for package in workspace.published() {
        let target = match package.name == PROGRAM {
            true => "--bins",
            false => "--lib",
        };
        for chosen in choices(package) {
            let mut command = process::cargo(workspace);
            command
                .args(["clippy", "--quiet", "--no-deps", target])
                .args(["--package", &package.name, "--no-default-features"]);
            if !chosen.is_empty() {
                command.args(["--features", &chosen.join(",")]);
            }
            process::run(command.args(["--", "-D", "warnings"]))?;
        }
    }
    Ok(())
}

/// Returns what to try, the fewest features first; `default` is what all other commands use.
fn choices(package: &Package) -> Vec<Vec<&str>> {
    let features = package.features.iter().map(String::as_str);
    let features: Vec<&str> = features.filter(|it| *it != "default").collect();
    let mut choices: Vec<Vec<&str>> = vec![Vec::new()];
    if features.len() > MOST {
        choices.extend(features.iter().map(|it| vec![*it]));
        choices.extend(features.iter().map(|left_out| {
            let others = features.iter().filter(|it| *it != left_out);
            others.copied().collect()
        }));
        return choices;
    }
    for feature in features {
        let with: Vec<_> = choices
            .iter()
            .map(|it| [&it[..], &[feature]].concat())
            .collect();
        choices.extend(with);
    }
    choices.sort_by_key(Vec::len);
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(features: &[&str]) -> Package {
        Package {
            name: "one".to_owned(),
            features: features.iter().copied().map(str::to_owned).collect(),
            is_published: true,
        }
    }

    #[test]
    fn tries_every_choice_of_a_few() {
        let package = package(&["default", "std", "tokio"]);
        assert_eq!(
            choices(&package),
            [&[][..], &["std"], &["tokio"], &["std", "tokio"]]
        );
    }

    #[test]
    fn of_many_tries_each_alone_and_all_but_each() {
        let package = package(&["a", "b", "c", "d", "e", "f", "g"]);
        let choices = choices(&package);
        assert_eq!(choices.len(), 1 + 7 + 7);
        assert!(choices.contains(&vec!["b"]));
        assert!(choices.contains(&vec!["a", "c", "d", "e", "f", "g"]));
    }
}

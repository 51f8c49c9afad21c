//! `cargo xtask guides`: what people are told to do works as it stands.

mod compose;
mod guide;
mod place;
mod steps;
mod walk;
mod workers;

use crate::failure::Failure;
use crate::folder;
use crate::programs::{self, Profile};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::guide::{GUIDES, Guide};
use self::place::Place;

/// Where what they say is written, and what they need is installed.
const FOLDER: &str = "target/guides";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "guides",
    parameters: "[GUIDE…]",
    about: "Follows each guide of docs/ word by word, in an empty folder",
    details: "\
Builds the two programs, and follows docs/terminal.md, scripts.md, rust.md, own-client.md, testing/README.md and
workers/README.md as their readers would: every block of shell is run as it stands, one after another, and every file is written
that a block with a path names, in an empty folder outside of the checkout; what a block prints is held to what the page says.
With GUIDE, these alone. The workers have a PostgreSQL and a store of their own. `compose` lets docker-compose read
docs/workers/compose.yaml, and then runs its programs without containers: with the arguments and the environment of the
file, and only the addresses exchanged, until each of its requests is one whole object in the store.

It takes python3 with venv, Node 20.15 or newer, bash and curl, and crates.io and PyPI. PostgreSQL and docker-compose are
installed with apt-get where they are missing and this runs as root. The workflow in docs/testing/github-actions and the
Dockerfile are not run.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let guides = chosen(arguments)?;
    let programs = programs::build(workspace, Profile::Dev)?;
    let folder = workspace.root().join(FOLDER);
    folder::make(&folder)?;
    let place = Place {
        workspace,
        folder: &folder,
        programs: &programs,
    };
    let mut failed = Vec::new();
    for guide in guides {
        match (guide.follow)(&place) {
            Ok(counts) => println!("guides: {}: {counts}", guide.name),
            Err(failure) => failed.push(format!("{}: {failure}", guide.name)),
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::check(failed.join("\n")))
}

/// Returns the guides that the arguments name, or all.
fn chosen(arguments: &[String]) -> Result<Vec<&'static Guide>, Failure> {
    if arguments.is_empty() {
        return Ok(GUIDES.iter().collect());
    }
    let named = arguments.iter().map(|name| {
        let names = || GUIDES.map(|guide| guide.name).join(", ");
        let found = GUIDES.iter().find(|guide| guide.name == name);
        found.ok_or_else(|| {
            Failure::usage(format!("there is no guide `{name}`; there are {}", names()))
        })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guides_are_chosen_by_name() {
        let named = |names: &[&str]| {
            let names: Vec<String> = names.iter().copied().map(str::to_owned).collect();
            chosen(&names)
        };
        assert_eq!(named(&[]).expect("all").len(), GUIDES.len());
        assert_eq!(named(&["rust"]).expect("it is there")[0].name, "rust");
        assert_eq!(named(&["rus"]).expect_err("a slip").exit_code(), 2);
    }
}

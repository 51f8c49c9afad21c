//! `cargo xtask guides`: what people are told to do works as it stands.

mod blocks;
mod compose;
mod counts;
mod guide;
mod place;
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
    about: "Runs the guides as they stand: pytest, node, curl, rust, workers, compose",
    details: "\
Builds grok-video-mock and runs the tests of guides/pytest with pytest-xdist, those of guides/node with
Node's test runner, guides/curl/walk.sh, and the example of grok-video-mock, of which guides/rust tells; with
GUIDE, these alone. Each has a limit in time, and prints one line with the counts that its runner closes with.
Fails if a test fails, if one is skipped, and if a guide ran none.

Of guides/workers, `workers` runs every block of shell in README.md, word by word and one after another in an empty
folder, with a PostgreSQL and a store of its own, and holds what they print to what stands there. `compose`
lets docker-compose read compose.yaml, and then runs its programs without containers: with the arguments and the
environment of the file, and only the addresses exchanged, until each of its requests is one whole object in the store.

It takes python3 with venv, Node from 20 on, bash and curl. pytest is put into target/guides/venv, in the
versions of guides/pytest/requirements.txt; it stays there. PostgreSQL and docker-compose are installed with apt-get
where they are missing and this runs as root. The workflow in guides/github-actions and the Dockerfile are not run.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let guides = chosen(arguments)?;
    let programs = programs::build(
        workspace,
        &["grok-video-cli", "grok-video-mock"],
        Profile::Dev,
    )?;
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
        assert_eq!(named(&["node"]).expect("it is there")[0].name, "node");
        assert_eq!(named(&["nod"]).expect_err("a slip").exit_code(), 2);
    }
}

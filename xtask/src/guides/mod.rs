//! `cargo xtask guides`: what testers are told to do works as it stands.

mod counts;
mod guide;

use std::fs;

use crate::bounded;
use crate::failure::Failure;
use crate::programs::{self, Profile};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::guide::{GUIDES, Guide, Place};

/// Where what they say is written, and what they need is installed.
const FOLDER: &str = "target/guides";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "guides",
    parameters: "[GUIDE…]",
    about: "Runs the guides for testers as they stand: pytest, node, curl, rust",
    details: "\
Builds grok-video-mock and runs the tests of guides/pytest with pytest-xdist, those of guides/node with
Node's test runner, guides/curl/walk.sh, and the example of grok-video-mock, of which guides/rust tells; with
GUIDE, these alone. Each has a limit in time, and prints one line with the counts that its runner closes with.
Fails if a test fails, if one is skipped, and if a guide ran none.

It takes python3 with venv, Node from 20 on, bash and curl. pytest is put into target/guides/venv, in the
versions of guides/pytest/requirements.txt; it stays there. The workflow in guides/github-actions and the
Dockerfile are not run.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let guides = chosen(arguments)?;
    let programs = programs::build(workspace, &["grok-video-mock"], Profile::Dev)?;
    let folder = workspace.root().join(FOLDER);
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::check(format!("can't make {FOLDER}: {error}")))?;
    let place = Place {
        workspace,
        folder: &folder,
        mock: &programs.join("grok-video-mock"),
    };
    let mut failed = Vec::new();
    for guide in guides {
        match follow(guide, &place) {
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

/// Runs a guide and returns the counts that it closed with.
fn follow(guide: &Guide, place: &Place<'_>) -> Result<String, Failure> {
    let log = place.folder.join(format!("{}.log", guide.name));
    let ended = bounded::run_within(&mut (guide.command)(place)?, &log, guide.limit)?;
    let counts = (guide.counts)(&ended.said);
    match counts {
        Some(counts) if ended.status.success() && counts.is_good() => Ok(counts.line),
        Some(counts) if ended.status.success() => Err(Failure::check(format!(
            "not all passed, or there was nothing to pass: {}",
            counts.line
        ))),
        _ => Err(Failure::check(format!(
            "{}\n{}",
            ended.status,
            ended.said.trim_end()
        ))),
    }
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

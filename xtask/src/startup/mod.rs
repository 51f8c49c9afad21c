//! `cargo xtask startup`: how long the program takes from its start to the first byte that it sends.

mod contestant;
mod server;
mod times;

use std::fs;

use crate::failure::Failure;
use crate::programs::{self, Profile};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::contestant::Contestant;
use self::server::Server;
use self::times::Times;

/// How often each is run, where nothing else is asked for.
const DEFAULT_RUNS: usize = 200;
/// Runs of each that come first and are not counted.
const WARM_UP: usize = 10;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "startup",
    parameters: "[RUNS]",
    about: "Measures how long the program takes to its first byte, beside curl",
    details: "\
A server on this machine answers a query of one task. `grok-video query` (built for release) and curl
ask it in turn, with the same key and the same URL, RUNS times each, 200 without a number, after a
warm-up. Measured is the time from just before the process is started until its first byte is there.

The goal, at most 1.5 times curl's median, does not fail the command when it is missed: it is shown. A
program that fails does fail it, and so does a missing curl.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let n_runs = parse_arguments(arguments)?;
    let folder = programs::build(workspace, &["grok-video-cli"], Profile::Release)?;
    // Where the program may keep what it keeps, so that nothing of the user's is read.
    let home = workspace.root().join("target/startup");
    fs::create_dir_all(&home)
        .map_err(|error| Failure::check(format!("can't make {}: {error}", home.display())))?;
    let server = Server::start()?;
    let ours = Contestant::program(&folder.join("grok-video"), &home, &server);
    let curl = Contestant::curl(&home, &server)?;

    let (mut of_ours, mut of_curl) = (Vec::new(), Vec::new());
    for n in 0..WARM_UP + n_runs {
        // Each begins as often as the other.
        let (first, second) = if n % 2 == 0 {
            (&ours, &curl)
        } else {
            (&curl, &ours)
        };
        let (first, second) = (first.time(&server)?, second.time(&server)?);
        if n >= WARM_UP {
            let (our, its) = if n % 2 == 0 {
                (first, second)
            } else {
                (second, first)
            };
            of_ours.push(our);
            of_curl.push(its);
        }
    }
    let (of_ours, of_curl) = (Times::of(of_ours), Times::of(of_curl));
    print!("{}", times::table(&of_ours, &of_curl));
    Ok(())
}

fn parse_arguments(arguments: &[String]) -> Result<usize, Failure> {
    match arguments {
        [] => Ok(DEFAULT_RUNS),
        [runs] => {
            runs.parse().ok().filter(|runs| *runs > 0).ok_or_else(|| {
                Failure::usage(format!("RUNS is a number from 1 on, but got `{runs}`"))
            })
        }
        _ => Err(Failure::usage(format!(
            "`startup` takes one number, but got `{}`",
            arguments.join(" ")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<usize, Failure> {
        let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
        parse_arguments(&arguments)
    }

    #[test]
    fn reads_the_number_of_runs() {
        assert_eq!(parsed(&[]).expect("fine"), 200);
        assert_eq!(parsed(&["20"]).expect("fine"), 20);
    }

    #[test]
    fn what_is_no_number_of_runs_is_a_usage_error() {
        for arguments in [&["0"][..], &["-1"], &["many"], &["1", "2"]] {
            assert_eq!(parsed(arguments).expect_err("refused").exit_code(), 2);
        }
    }
}

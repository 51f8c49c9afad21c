//! `cargo xtask startup`: how long the program takes from its start to the first byte that it sends.

mod contestant;
mod server;
mod table;

use std::fs;

use crate::failure::Failure;
use crate::programs::{self, Profile};
use crate::runs::parse_runs;
use crate::subcommand::Subcommand;
use crate::times::Times;
use crate::workspace::Workspace;

use self::contestant::Contestant;
use self::server::Server;

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
    let n_runs = parse_runs("startup", arguments)?.unwrap_or(DEFAULT_RUNS);
    let program = programs::build_one(workspace, "grok-video-cli", "grok-video", Profile::Release)?;
    // Where the program may keep what it keeps, so that nothing of the user's is read.
    let home = workspace.root().join("target/startup");
    fs::create_dir_all(&home)
        .map_err(|error| Failure::check(format!("can't make {}: {error}", home.display())))?;
    let server = Server::start()?;
    let ours = Contestant::program(&program, &home, &server);
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
    print!("{}", table::table(&of_ours, &of_curl));
    Ok(())
}

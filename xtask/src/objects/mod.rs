//! `cargo xtask objects`: results in object storage, while the program is killed amid its uploads.

mod bucket;
mod moment;
mod program;
mod relay;
mod server;
mod store;

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::Failure;
use crate::folder;
use crate::get::get;
use crate::programs::{self, Profile};
use crate::random::Random;
use crate::simulated::Simulated;
use crate::subcommand::Subcommand;
use crate::venv::Venv;
use crate::workspace::Workspace;

use self::bucket::Bucket;
use self::moment::{Moment, Moments};
use self::program::Program;
use self::relay::Relay;
use self::server::Server;
pub(crate) use self::store::Store;

/// Where the stores are installed, and what they and the program write.
const FOLDER: &str = "target/objects";
/// What the store of Python consists of, and the client that looks into both.
const SETTINGS: &str = "xtask/objects";
/// What the simulated service sends.
const VIDEO: &str = "crates/grok-video-mock/assets/video.mp4";
/// How often the program is killed for each store, where nothing is said.
const N_KILLS: usize = 20;
const SEED: u64 = 7;
/// How many runs there may be for each that is killed: where `resume` finds all stored, it uploads nothing.
const RUNS_A_KILL: usize = 5;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "objects",
    parameters: "[--kills N]",
    about: "Kills the program amid uploads to two S3 stores that others wrote, and looks for what is lost",
    details: "\
Starts s3s-fs and moto's server, and for each of them the simulated service, and lets `grok-video` make
videos with `--save s3://bucket/videos/`. A relay before the store stops an upload at a moment that a seed
draws: after a part of the request, when the store has it and has not answered, or before it is read back.
Then the program is killed with SIGKILL, N times a store (20, or 100 for the full size), in `generate` and in
`resume`, and at last `resume` goes on to the end.

Holds if each task of the ledger is saved, the bucket, as boto3 sees it, has one object for each and no
other, each of them is the whole video, and the service saw one create call for each. Prints the figures.
KILL_SEED=N draws other moments.

It takes python3 with venv, for moto, and cargo, which builds s3s-fs into target/tools; both in exact versions. The first
run builds them, which takes minutes; another takes less than one.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let n_kills = n_kills(arguments)?;
    let folder = workspace.root().join(FOLDER);
    let settings = workspace.root().join(SETTINGS);
    folder::make(&folder)?;
    let venv = Venv::ready(&folder.join("venv"), &settings.join("requirements.txt"))?;
    let s3s_fs = server::S3S_FS.ready(workspace)?;
    let check = Check {
        programs: programs::build(workspace, Profile::Dev)?,
        venv,
        script: settings.join("bucket.py"),
        video: workspace.root().join(VIDEO),
        n_kills,
        seed: env::var("KILL_SEED").map_or(Ok(SEED), |seed| {
            let no_seed = |_| Failure::usage("KILL_SEED is a number");
            seed.parse().map_err(no_seed)
        })?,
    };
    let place = folder.join("s3s-fs");
    folder::anew(&place)?;
    check.hold("s3s-fs", &place, &Server::s3s_fs(&s3s_fs, &place)?)?;
    let place = folder.join("moto");
    folder::anew(&place)?;
    let moto = Server::moto(&check.venv.program("moto_server"), &place)?;
    check.hold("moto", &place, &moto)
}

/// Holds what both stores are tried with.
struct Check {
    programs: PathBuf,
    venv: Venv,
    script: PathBuf,
    video: PathBuf,
    n_kills: usize,
    seed: u64,
}

impl Check {
    fn hold(&self, name: &str, folder: &Path, server: &Server) -> Result<(), Failure> {
        let failed = |why: &str| Failure::check(format!("{name}, KILL_SEED={}: {why}", self.seed));
        let bucket = Bucket {
            venv: &self.venv,
            script: &self.script,
            video: &self.video,
            addr: server.addr,
            name: "bucket",
        };
        bucket.make()?;
        let relay = Relay::start(server.addr).map_err(|error| failed(&error.to_string()))?;
        let no_options: [&str; 0] = [];
        let simulated = Simulated::start(&self.programs.join("grok-video-mock"), no_options)?;
        let program = Program {
            program: &self.programs.join("grok-video"),
            base_url: simulated.base_url(),
            endpoint: relay.endpoint(),
            folder: folder.to_owned(),
        };
        let (kills, n_tasks) = self.kill(&program, &relay)?;
        relay.stop_at(None);
        program.resume()?;

        let saved = program.saved()?;
        let n_saved = saved.len();
        let saved: BTreeSet<String> = saved.into_iter().collect();
        let results = bucket.results()?;
        let state = get(simulated.addr(), "/__mock/state")?;
        simulated.stop()?;
        let n_creates = n_creates(&state).ok_or_else(|| failed("the service counts nothing"))?;
        let n_lost = saved.difference(&results).count();
        let n_strange = results.difference(&saved).count();
        let n_uploads = relay.n_uploads();
        println!(
            "objects: {name}: {n_tasks} tasks, {kills}, {n_uploads} uploads; {} whole objects, 0 partial, {n_lost} lost, \
             {n_strange} that no task has, {} created twice",
            results.len(),
            n_creates.abs_diff(n_tasks as u64)
        );
        if n_saved != n_tasks || results.len() != n_tasks || n_lost + n_strange > 0 {
            return Err(failed(
                "the ledger and the bucket have not the same results",
            ));
        }
        if n_creates != n_tasks as u64 {
            return Err(failed("there is not one create call for each task"));
        }
        Ok(())
    }

    /// Kills the program as often as is asked for; returns when, and how many tasks there are then.
    fn kill(&self, program: &Program<'_>, relay: &Relay) -> Result<(Moments, usize), Failure> {
        let mut random = Random::new(self.seed);
        let mut kills = Moments::default();
        let (mut n_tasks, mut n_unfinished, mut n_runs) = (0, 0, 0);
        while kills.total() < self.n_kills {
            n_runs += 1;
            if n_runs > RUNS_A_KILL * self.n_kills {
                return Err(Failure::check(
                    "the program ends without an upload, again and again",
                ));
            }
            let moment = Moment::draw(&mut random);
            // What is unfinished may be stored already, so that nothing is uploaded; else one is killed.
            let was_killed = if n_unfinished > 0 && random.below(2) == 0 {
                n_unfinished = 0;
                program.resume_and_kill(relay, moment)?
            } else {
                n_tasks += 1;
                n_unfinished += 1;
                program.generate_and_kill(n_tasks, relay, moment)?
            };
            if was_killed {
                kills.add(moment);
                n_unfinished += 1;
            }
        }
        Ok((kills, n_tasks))
    }
}

fn n_kills(arguments: &[String]) -> Result<usize, Failure> {
    match arguments {
        [] => Ok(N_KILLS),
        [option, n] if option == "--kills" => match n.parse() {
            Ok(n) if n > 0 => Ok(n),
            _ => Err(Failure::usage(format!(
                "`--kills {n}` is no whole number above 0"
            ))),
        },
        _ => Err(Failure::usage(
            "`objects` takes `--kills N` and nothing else",
        )),
    }
}

/// Reads how many tasks the service created.
fn n_creates(state: &str) -> Option<u64> {
    let state: Value = serde_json::from_str(state).ok()?;
    state.get("counts")?.get("creates")?.as_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_often_to_kill() {
        let read = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
            n_kills(&arguments)
        };
        assert_eq!(read(&[]).expect("the usual"), N_KILLS);
        assert_eq!(read(&["--kills", "100"]).expect("a number"), 100);
        for wrong in [
            &["--kills"][..],
            &["--kills", "x"],
            &["--kills", "0"],
            &["100"],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn reads_what_the_service_counted() {
        assert_eq!(n_creates(r#"{"counts":{"creates":3}}"#), Some(3));
        assert_eq!(n_creates("{}"), None);
    }
}

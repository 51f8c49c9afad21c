//! `cargo xtask chaos`: workers are killed and stopped, and the database under them crashes.

mod sizes;
mod takeover;
mod team;
mod verdict;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use grok_video_engine::Engine;

use crate::failure::Failure;
use crate::folder;
use crate::programs::{self, Profile};
use crate::random::Random;
use crate::simulated::Simulated;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;
use crate::{postgres, process};

use self::sizes::Sizes;
use self::takeover::Takeover;
use self::team::{Call, Team};
use self::verdict::Verdict;

/// Where it is done, under the workspace.
const FOLDER: &str = "target/chaos";

/// How long a worker may be out of touch.
pub(super) const LEASE: Duration = Duration::from_secs(2);

/// The pace of the simulated service.
const PACE: [&str; 2] = ["--time-scale", "60"];

/// A tenth of a second at that pace, for which the service keeps the answer of a create call to itself: a worker that dies
/// while there are tasks to create has calls under way then, however fast the machine is.
const SLOW_CREATES: &str =
    r#"{"faults": [{"scope": {"requests": "creates"}, "fault": {"late": "6s"}}]}"#;

/// How long after the last disruption all must be over, for each ten thousand tasks.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "chaos",
    parameters: "[--full] [--tasks N] [--kills N] [--stops N] [--crashes N]",
    about: "Kills and stops five workers and crashes their database, and looks for what is lost or made twice",
    details: "\
Starts a PostgreSQL, the simulated service at 60 times its pace, whose answers to create calls come a tenth of a second
late, and five `grok-video worker`, whose leases last for two seconds. First a worker that holds many tasks is killed,
and it is measured how long it takes until another one holds them all. Then tasks are submitted, and workers are killed
with SIGKILL and started again, stopped with SIGSTOP for longer than their lease and let go on, and the database and all
its processes are killed and started again, in an order that a seed draws, without a pause. At last the workers go on
undisturbed until all is over.

Holds if what the dead worker held is taken over within its lease and a second for each ten thousand tasks; if every
task is saved, or of unknown outcome and listed as such; if there is no more than one create call for a task; if no
result is published twice; if some are unknown, and no more than create calls could be under way at the disruptions.
Prints the figures. CHAOS_SEED=N draws another order. By default 600 tasks, 30 kills, 10 stops and 2 crashes; with
--full 100,000, 1,000, 1,000 and 20, which takes half an hour.

PostgreSQL is installed with apt-get where it is missing and this runs as root.",
    run,
};

/// What happens to the workers and the database.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Kill,
    Stop,
    Crash,
}

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let sizes = Sizes::read(arguments)?;
    postgres::find_or_install()?;
    let profile = if sizes.is_full {
        Profile::Release
    } else {
        Profile::Dev
    };
    let programs = programs::build(workspace, profile)?;
    let folder = workspace.root().join(FOLDER);
    let results = folder.join("results");
    folder::anew(&folder)?;
    folder::make(&results)?;
    let mut engine = Engine::start_with(&["shared_buffers=256MB"]).map_err(failed)?;
    let mock = programs.join("grok-video-mock");
    let takeover = {
        // What it creates is not counted below.
        let service = Simulated::start(&mock, PACE)?;
        let call = Call {
            program: programs.join("grok-video"),
            ledger: format!("{}?schema={}", engine.url(), takeover::SCHEMA),
            base_url: service.base_url().to_owned(),
            folder: folder.join(takeover::SCHEMA),
        };
        Takeover::measure(&engine, &call, &results, sizes.tasks.min(10_000))?
    };
    println!("chaos: {takeover}");
    takeover.check()?;

    let scenario = folder.join("slow-creates.json");
    fs::write(&scenario, SLOW_CREATES).map_err(failed)?;
    let scenario = ["--scenario".as_ref(), scenario.as_os_str()];
    let service = Simulated::start(&mock, PACE.map(OsStr::new).into_iter().chain(scenario))?;
    let call = Call {
        program: programs.join("grok-video"),
        ledger: engine.url(),
        base_url: service.base_url().to_owned(),
        folder,
    };
    submit(&call, "20s 60s", &results, sizes.tasks)?;
    let mut team = Team::start(&call).map_err(failed)?;
    let mut random = Random::new(sizes.seed);
    let began = Instant::now();
    for deed in deeds(&sizes, &mut random) {
        match deed {
            Deed::Kill => team
                .kill(random.below(team::WORKERS) as usize)
                .map_err(failed)?,
            Deed::Stop => team
                .stop(random.below(team::WORKERS) as usize)
                .map_err(failed)?,
            Deed::Crash => engine.crash().map_err(failed)?,
        }
        team.look_after().map_err(failed)?;
        thread::sleep(Duration::from_millis(random.below(400)));
    }
    let disrupted_for = began.elapsed();
    team.wake_all().map_err(failed)?;
    let patience = PATIENCE * (1 + sizes.tasks.div_ceil(10_000) as u32);
    let verdict = loop {
        team.look_after().map_err(failed)?;
        let verdict = Verdict::read(&call, &results, &service)?;
        if verdict.n_unfinished == 0 {
            break verdict;
        }
        if began.elapsed() > disrupted_for + patience {
            return Err(Failure::check(format!(
                "{} tasks don't end",
                verdict.n_unfinished
            )));
        }
        thread::sleep(Duration::from_millis(500));
    };
    team.end().map_err(failed)?;
    println!(
        "chaos: {} tasks, {} kills, {} stops, {} crashes in {} s",
        sizes.tasks,
        sizes.kills,
        sizes.stops,
        sizes.crashes,
        disrupted_for.as_secs()
    );
    println!("chaos: {verdict}");
    verdict.check(&sizes)
}

/// Draws the order of what happens.
fn deeds(sizes: &Sizes, random: &mut Random) -> Vec<Deed> {
    let all = [
        (Deed::Kill, sizes.kills),
        (Deed::Stop, sizes.stops),
        (Deed::Crash, sizes.crashes),
    ];
    let mut deeds: Vec<_> = all.iter().flat_map(|(deed, n)| vec![*deed; *n]).collect();
    for last in (1..deeds.len()).rev() {
        deeds.swap(last, random.below(last as u64 + 1) as usize);
    }
    deeds
}

/// Submits tasks that take this time, each with a prompt of its own.
fn submit(call: &Call, time: &str, results: &Path, n: usize) -> Result<(), Failure> {
    let lines: String = (0..n)
        .map(|nth| {
            format!("{{\"prompt\":\"kite {nth} [mock:after {time}]\",\"model\":\"grok_video3\"}}\n")
        })
        .collect();
    let file = call.folder.join("requests.jsonl");
    fs::write(&file, lines).map_err(failed)?;
    let mut command = call.command();
    command
        .arg("submit")
        .arg("--from")
        .arg(file)
        .arg("--save")
        .arg(results);
    process::read(&mut command).map(drop)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what maps errors")]
fn failed(error: std::io::Error) -> Failure {
    Failure::check(error.to_string())
}

impl Call {
    /// Begins a call of the program on this ledger.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args([
                "--base-url",
                &self.base_url,
                "--output",
                "json",
                "--ledger",
                &self.ledger,
            ])
            .env("GROK_VIDEO_API_KEY", "k")
            .env("XDG_STATE_HOME", &self.folder);
        command
    }
}

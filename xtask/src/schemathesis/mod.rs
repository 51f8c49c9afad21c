//! `cargo xtask schemathesis`: the simulated service does what the documents of its APIs say.

mod document;
mod report;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::bounded;
use crate::failure::Failure;
use crate::get::get;
use crate::programs::{self, Profile};
use crate::simulated::Simulated;
use crate::subcommand::Subcommand;
use crate::venv::Venv;
use crate::workspace::Workspace;

use self::document::{DOCUMENTS, Document};

use self::report::Report;

/// Where the hooks, the settings and the scenario are.
const SETTINGS: &str = "xtask/schemathesis";
/// Where what it finds is written, and where it is installed.
const FOLDER: &str = "target/schemathesis";
/// The longest that a document may take.
const LIMIT: Duration = Duration::from_secs(150);
/// Makes the cases the same in every run.
const SEED: &str = "7";
/// What the service is told: a key, so that others are refused; and that a minute passes in a second,
/// so that no result expires meanwhile.
const ARGUMENTS: [&str; 4] = ["--key", "k", "--time-scale", "60"];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "schemathesis",
    parameters: "",
    about: "Holds the simulated service to its OpenAPI documents, with generated requests",
    details: "\
Starts grok-video-mock with the scenario in xtask/schemathesis, once for each of the two documents that it
serves, and lets schemathesis ask each operation: with the examples, at the boundaries of each schema, with
requests drawn by a fixed seed, good and bad, and in rows of calls that use each other's answers. All checks of
schemathesis count, none is left out: no answer of 5xx; statuses, content types, headers and bodies as
documented; bad data refused and good data taken; methods that there are not refused with 405 and `Allow`;
no access without the key; what was created is there, what was removed is gone.

Three things are done to requests, in xtask/schemathesis/hooks.py: a wait for requests that never come is cut
to 20 ms, the good ones for files of `video_1` get the signature that its URL has, and of the tasks of a
scenario that have the same id one is left, since no schema can ask for that. And a good call may be answered
with what can't be known from a schema: 408 where a wait was in vain, 410 and 416 for files
(schemathesis.toml).

Prints how many requests each document made. Fails if a check fails, if one of the operations was never
answered with 2xx, and if there were none. It takes python3 with venv; schemathesis is put into
target/schemathesis/venv, in the versions of xtask/schemathesis/requirements.txt. A run takes about a
minute.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let settings = workspace.root().join(SETTINGS);
    let folder = workspace.root().join(FOLDER);
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::check(format!("can't make {FOLDER}: {error}")))?;
    let venv = Venv::ready(&folder.join("venv"), &settings.join("requirements.txt"))?;
    let programs = programs::build(workspace, Profile::Dev)?;
    let mock = programs.join("grok-video-mock");

    let tool = Tool {
        program: &venv.program("st"),
        settings: &settings,
        folder: &folder,
    };
    let scenario = settings.join("scenario.json");
    let arguments = ARGUMENTS.map(OsStr::new);
    let arguments = [
        &arguments[..],
        &["--scenario".as_ref(), scenario.as_os_str()],
    ]
    .concat();
    let mut failed = Vec::new();
    for document in &DOCUMENTS {
        let simulated = Simulated::start(&mock, &arguments)?;
        if let Err(failure) = tool.hold(&simulated, document) {
            failed.push(format!("{}: {failure}", document.name));
        }
        simulated.stop()?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::check(failed.join("\n")))
}

/// Schemathesis, installed.
struct Tool<'a> {
    program: &'a Path,
    settings: &'a Path,
    folder: &'a Path,
}

impl Tool<'_> {
    /// Holds the service to a document as it serves it.
    fn hold(&self, simulated: &Simulated, document: &Document) -> Result<(), Failure> {
        let name = document.name;
        let text = get(simulated.addr(), document.path)?;
        let operations = document.operations(&text)?;
        // A file, since the operation that gives a document is left out where that is its address.
        let file = self.folder.join(format!("{name}.json"));
        fs::write(&file, text)
            .map_err(|error| Failure::check(format!("{}: {error}", file.display())))?;
        let events = self.folder.join(format!("{name}.ndjson"));
        let mut command = self.command(simulated, document, &file, &events);
        let log = self.folder.join(format!("{name}.log"));
        let ended = bounded::run_within(&mut command, &log, LIMIT)?;
        if !ended.status.success() {
            // It tells how to make each failing request again.
            eprintln!("{}", ended.said.trim_end());
        }
        let report = Report::read(&events)?;
        let n_operations = operations.len();
        println!("schemathesis: {name}: {n_operations} operations, {report}");
        match report.wrong(&operations) {
            Some(wrong) => Err(Failure::check(wrong)),
            None if ended.status.success() => Ok(()),
            None => Err(Failure::check(ended.status.to_string())),
        }
    }

    fn command(
        &self,
        simulated: &Simulated,
        document: &Document,
        file: &Path,
        events: &Path,
    ) -> Command {
        let mut command = Command::new(self.program);
        command
            .arg("--config-file")
            .arg(self.settings.join("schemathesis.toml"))
            .arg("run")
            .arg(file)
            .args(["--url", &format!("http://{}", simulated.addr())])
            .args(["--phases", "examples,coverage,fuzzing,stateful"])
            .args(["--checks", "all", "--continue-on-failure"])
            .args(["--mode", "all", "--max-examples", document.max_examples])
            .args(["--seed", SEED, "--generation-database", "none"])
            .args(["--no-color", "--warnings", "off"])
            .args(["--report", "ndjson", "--report-ndjson-path"])
            .arg(events)
            .args(document.arguments)
            .current_dir(self.folder)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", self.settings)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("GROK_VIDEO_MOCK_URL", simulated.base_url());
        command
    }
}

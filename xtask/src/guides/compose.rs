//! The compose file: read by docker-compose, and its programs run without containers.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use grok_video_engine::Engine;
use serde_json::{Map, Value};

use super::place::Place;
use super::workers::GUIDE;
use crate::failure::Failure;
use crate::objects::Store;
use crate::simulated::Simulated;
use crate::{apt, bounded, folder, postgres, process};

/// How long the workers may take, and how long each may take to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the file says that results go.
const BUCKET: &str = "videos";

/// Reads YAML, and writes JSON.
const AS_JSON: &str =
    "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)";

pub(super) fn follow(place: &Place<'_>) -> Result<String, Failure> {
    let guide = place.workspace.root().join(GUIDE);
    let path = guide.join("compose.yaml");
    let here = place.folder.join("compose");
    folder::anew(&here)?;
    check_form(&path)?;
    postgres::find_or_install()?;
    let engine = Engine::start().map_err(|error| Failure::check(error.to_string()))?;
    let store = Store::start(place.workspace, &here)?;
    let json = process::read(
        Command::new(store.python())
            .args(["-c", AS_JSON])
            .arg(&path),
    )?;
    let file: Value = serde_json::from_str(&json).map_err(|_| wrong("it is no YAML"))?;
    let services = file.get("services").and_then(Value::as_object);
    let services = services.ok_or_else(|| wrong("it has no services"))?;

    let mock = Service::of(services, "mock", &[])?;
    let mock = Simulated::start(&place.programs.join("grok-video-mock"), &mock.arguments)?;
    let addresses = [
        (
            "database:5432".to_owned(),
            format!("127.0.0.1:{}", engine.port()),
        ),
        ("http://store:5000".to_owned(), store.endpoint()),
        ("127.0.0.1:8080".to_owned(), mock.addr().to_string()),
        // Any port that is free.
        ("0.0.0.0:9091".to_owned(), "127.0.0.1:0".to_owned()),
        ("0.0.0.0:9092".to_owned(), "127.0.0.1:0".to_owned()),
        (
            "/requests.jsonl".to_owned(),
            guide.join("requests.jsonl").display().to_string(),
        ),
    ];
    let service = |name: &str| Service::of(services, name, &addresses);
    process::run(&mut service("bucket")?.command(Path::new("curl"), &here))?;
    let program = place.programs.join("grok-video");
    let submit = service("submit")?;
    process::run(&mut submit.command(&program, &here))?;
    let mut workers = Vec::new();
    for name in ["worker-1", "worker-2"] {
        let log =
            File::create(here.join(name)).map_err(|error| Failure::check(error.to_string()))?;
        let worker = service(name)?.command(&program, &here).stderr(log).spawn();
        workers.push(Worker(
            worker.map_err(|error| Failure::check(error.to_string()))?,
        ));
    }
    let n_saved = wait_until_saved(&submit, &program, &here)?;
    for worker in &mut workers {
        worker.end()?;
    }
    let n_results = store.results(BUCKET)?.len();
    match n_results == n_saved {
        true => Ok(format!("{n_saved} videos by {} workers", workers.len())),
        false => Err(wrong(&format!(
            "{n_results} whole results are in the store, and {n_saved} should be"
        ))),
    }
}

/// Lets docker-compose, which needs no containers for that, say whether this is a compose file.
fn check_form(path: &Path) -> Result<(), Failure> {
    let config = || {
        let mut command = Command::new("docker-compose");
        command.arg("--file").arg(path).args(["config", "--quiet"]);
        command
    };
    if Command::new("docker-compose")
        .arg("version")
        .output()
        .is_err()
    {
        apt::install("docker-compose", "docker-compose is not installed")?;
    }
    process::run(&mut config())
}

/// Waits until all that was ordered is saved, and returns how much that is.
fn wait_until_saved(submit: &Service, program: &Path, here: &Path) -> Result<usize, Failure> {
    let list = |state: &'static [&'static str]| {
        let mut list = Command::new(program);
        list.args(["--output", "json", "list"])
            .args(state)
            .current_dir(here);
        submit.environment(&mut list, here);
        process::read(&mut list).map(|listed| listed.lines().count())
    };
    let n = list(&[])?;
    let began = Instant::now();
    while list(&["--state", "saved"])? < n {
        if began.elapsed() > PATIENCE {
            return Err(wrong("its workers don't make its videos"));
        }
        thread::sleep(Duration::from_millis(200));
    }
    Ok(n)
}

/// A service of the file, as it is run here.
struct Service {
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
}

impl Service {
    /// Reads a service, with addresses of this machine in place of those in the file.
    fn of(
        services: &Map<String, Value>,
        name: &str,
        addresses: &[(String, String)],
    ) -> Result<Self, Failure> {
        let here = |text: &str| {
            let exchange = |text: String, (from, to): &(String, String)| text.replace(from, to);
            addresses.iter().fold(text.to_owned(), exchange)
        };
        let service = services.get(name);
        let service = service.ok_or_else(|| wrong(&format!("it has no service `{name}`")))?;
        let arguments = service.get("command").and_then(Value::as_array);
        let arguments = arguments.into_iter().flatten().filter_map(Value::as_str);
        let variables = service.get("environment").and_then(Value::as_object);
        let variables = variables.into_iter().flatten();
        Ok(Self {
            arguments: arguments.map(here).collect(),
            variables: variables
                .filter_map(|(name, value)| Some((name.clone(), here(value.as_str()?))))
                .collect(),
        })
    }

    fn command(&self, program: &Path, here: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .args(&self.arguments)
            .current_dir(here)
            .stdin(Stdio::null());
        self.environment(&mut command, here);
        command
    }

    fn environment(&self, command: &mut Command, here: &Path) {
        // A container has none but this.
        command.env_clear();
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("XDG_STATE_HOME", here);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
    }
}

/// A worker, which is killed where it was not ended.
struct Worker(Child);

impl Worker {
    /// Ends it as an orchestrator does.
    fn end(&mut self) -> Result<(), Failure> {
        process::run(Command::new("kill").args(["-TERM", &self.0.id().to_string()]))?;
        match bounded::wait(&mut self.0, PATIENCE) {
            Ok(Some(status)) if status.success() => Ok(()),
            Ok(Some(status)) => Err(wrong(&format!("a worker ends with {status}"))),
            Ok(None) => Err(wrong("a worker does not end")),
            Err(error) => Err(Failure::check(error.to_string())),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended already is as it should be.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wrong(what: &str) -> Failure {
    Failure::check(format!("{GUIDE}/compose.yaml: {what}"))
}

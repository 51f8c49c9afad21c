//! The test double beside bare hyper and its peers: cold start, requests at 32 connections, memory
//! and crates. All of them must have given the same answer before.
//!
//! A ratio is the peer's figure by ours, so a goal of "at most 1.25 times as long as hyper" reads
//! 0.8. All of it runs on one core, so that nobody gains by threads: httpmock and mockito have their own.
//! In `cargo test` each side answers once.

#![expect(clippy::print_stdout, reason = "the goals are printed")]

use std::env;
use std::process::Command;
use std::time::{Duration, Instant};

use benches::compare::{at_most, compare};
use benches::doubles::{BODY, Connection, Double, ID, Running, runtime};
use benches::goal::Goal;
use benches::memory::resident;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

const N_CONNECTIONS: usize = 32;
const N_EACH: usize = 50;
const N_ROUNDS: usize = 101;

/// Set for a process that only measures its own memory: the name of the double.
const MEMORY_OF: &str = "MOCK_MEMORY_OF";
const N_MEMORY: usize = 100_000;
const WARM_UP: usize = 1_000;

const COLD_START: [(Goal, Double); 4] = [
    (goal("mock/cold-start/hyper", 0.8), Double::Hyper),
    (goal("mock/cold-start/wiremock", 1.0), Double::Wiremock),
    (goal("mock/cold-start/httpmock", 1.0), Double::Httpmock),
    (goal("mock/cold-start/mockito", 1.0), Double::Mockito),
];

const REQUESTS: [(Goal, Double); 4] = [
    (goal("mock/requests/hyper", 0.85), Double::Hyper),
    (goal("mock/requests/wiremock", 1.0), Double::Wiremock),
    (goal("mock/requests/httpmock", 1.0), Double::Httpmock),
    (goal("mock/requests/mockito", 1.0), Double::Mockito),
];

const fn goal(name: &'static str, ratio: f64) -> Goal {
    Goal { name, ratio }
}

fn main() {
    if let Ok(name) = env::var(MEMORY_OF) {
        println!("{}", grown_by(&name));
        return;
    }
    let is_asked = |flag: &str| env::args().any(|argument| argument == flag);
    // `cargo bench` says so; `cargo test` does not.
    let is_measured = is_asked("--goals") || is_asked("--bench");
    if is_measured {
        stay_on_one_core();
    }
    let runtime = runtime();
    for double in Double::ALL {
        assert_answer(&runtime, double);
    }
    if is_measured {
        measure(&runtime);
    }
}

/// Keeps this process, with the threads that it is to have, on the core it is on.
#[cfg(target_os = "linux")]
fn stay_on_one_core() {
    use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};

    let mut core = CpuSet::new();
    core.set(sched_getcpu());
    sched_setaffinity(None, &core).expect("a thread may stay where it is");
}

#[cfg(not(target_os = "linux"))]
fn stay_on_one_core() {
    println!("SKIPPED: one core for all; httpmock and mockito gain by their threads here");
}

fn assert_answer(runtime: &Runtime, double: Double) {
    runtime.block_on(async {
        let server = double.start().await;
        let mut connection = Connection::open(server.addr).await;
        let body = connection.query().await;
        let body = String::from_utf8_lossy(body);
        assert_eq!(body, BODY, "{}", double.name());
    });
}

fn measure(runtime: &Runtime) {
    for (goal, peer) in COLD_START {
        let cold_start = |double: Double| {
            runtime.block_on(async {
                let server = double.start().await;
                Connection::open(server.addr).await.query().await;
            });
        };
        let measured = compare(
            N_ROUNDS,
            1,
            || cold_start(Double::Ours),
            || cold_start(peer),
        );
        println!("{}", goal.line(&measured));
    }
    for (goal, peer) in REQUESTS {
        let mut ours = Load::start(runtime, Double::Ours);
        let mut peers = Load::start(runtime, peer);
        let n_requests = N_CONNECTIONS * N_EACH;
        let measured = compare(N_ROUNDS, n_requests, || ours.run(), || peers.run());
        println!("{}", goal.line(&measured));
        println!(
            "p99 at {N_CONNECTIONS} connections: ours {:?}, {} {:?}",
            ours.p99(),
            peer.name(),
            peers.p99()
        );
    }
    let n_crates = n_crates() as f64;
    println!(
        "{}",
        goal("mock/crates", 1.0).line(&at_most(n_crates, 40.0))
    );
    if !cfg!(target_os = "linux") {
        println!("SKIPPED: memory, which only Linux tells by /proc");
        return;
    }
    for (name, what) in [
        ("mock/memory/queries", "grok-video-mock"),
        ("mock/memory/mixed", "mixed"),
    ] {
        println!("{}", goal(name, 1.0).line(&at_most(memory(what), 10.0)));
    }
    println!("wiremock grew by {:.1} MiB", memory("wiremock"));
}

/// A server, and connections to it.
struct Load<'r> {
    runtime: &'r Runtime,
    connections: Vec<Connection>,
    took: Vec<Duration>,
    _server: Running,
}

impl<'r> Load<'r> {
    fn start(runtime: &'r Runtime, double: Double) -> Self {
        let server = runtime.block_on(double.start());
        let addr = server.addr;
        let connections = (0..N_CONNECTIONS)
            .map(|_| runtime.block_on(Connection::open(addr)))
            .collect();
        Self {
            runtime,
            connections,
            took: Vec::new(),
            _server: server,
        }
    }

    /// Sends so many queries on each connection, all connections at once.
    fn run(&mut self) {
        self.took.clear();
        let connections = self.connections.drain(..);
        let mut clients = JoinSet::new();
        for mut connection in connections {
            clients.spawn_on(
                async move {
                    let mut took = Vec::with_capacity(N_EACH);
                    for _ in 0..N_EACH {
                        let start = Instant::now();
                        let n = connection.query().await.len();
                        took.push(start.elapsed());
                        assert_eq!(n, BODY.len());
                    }
                    (connection, took)
                },
                self.runtime.handle(),
            );
        }
        for (connection, took) in self.runtime.block_on(clients.join_all()) {
            self.connections.push(connection);
            self.took.extend(took);
        }
    }

    /// Returns the 99th percentile of the last run's latencies.
    fn p99(&mut self) -> Duration {
        self.took.sort_unstable();
        self.took[self.took.len() * 99 / 100]
    }
}

/// Returns by how many MiB a process of its own grew over 100,000 requests.
fn memory(what: &str) -> f64 {
    let program = env::current_exe().expect("a program has a path");
    let ran = Command::new(program).env(MEMORY_OF, what).output();
    let ran = ran.expect("it can be run");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let text = String::from_utf8_lossy(&ran.stdout);
    text.trim().parse().expect("it prints a number")
}

/// Sends 100,000 requests and returns by how many MiB this process grew.
///
/// `mixed` are queries with one create and one unknown id in a hundred requests each.
fn grown_by(name: &str) -> f64 {
    let double = match name {
        "wiremock" => Double::Wiremock,
        _ => Double::Ours,
    };
    runtime().block_on(async {
        let server = double.start().await;
        let mut connection = Connection::open(server.addr).await;
        for _ in 0..WARM_UP {
            connection.query().await;
        }
        let before = resident();
        for n in 0..N_MEMORY {
            match n % 100 {
                0 if name == "mixed" => {
                    let path = "/kyyReactApiServer/v1/grok/videos";
                    let body = r#"{"model":"grok_video3","prompt":"A cat"}"#;
                    assert_eq!(connection.ask("POST", path, body).await, 200);
                }
                50 if name == "mixed" => {
                    let path = format!("/kyyReactApiServer/v1/result/{ID}-{n}");
                    assert_eq!(connection.ask("GET", &path, "").await, 404);
                }
                _ => drop(connection.query().await.len()),
            }
        }
        resident() - before
    })
}

/// Counts the crates that a test suite builds for the library, itself included.
fn n_crates() -> usize {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = Command::new(cargo)
        .args([
            "tree",
            "--package",
            "grok-video-mock",
            "--no-default-features",
        ])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .output()
        .expect("cargo can be run");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let text = String::from_utf8_lossy(&tree.stdout);
    let mut crates: Vec<&str> = text
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    crates.sort_unstable();
    crates.dedup();
    crates.len()
}

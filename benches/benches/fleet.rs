//! A million tasks for ten minutes of their time: a fleet beside a tokio task with a sleep for each, and
//! beside tokio-util's queue. All must have made the same polls at the same times.
//!
//! Each of the two comes twice: bare, touching a record of the task at each poll; and with a watch for each
//! task, so that every answer is judged by the same rules as ours.
//!
//! Each measurement is made in a process of its own, so that no side meets a heap that another has used. A ratio is
//! the peer's figure by ours. In `cargo test` each side watches a thousand.

#![expect(clippy::print_stdout, reason = "the goals are printed")]

use std::env;
use std::mem::size_of;
use std::process::Command;

use benches::compare::{at_most, compare_costs};
use benches::fleets::{Side, Work, id};
use benches::goal::Goal;
use benches::memory::resident;
use grok_video_types::TaskId;

const N_TASKS: usize = 1_000_000;
const N_ROUNDS: usize = 5;

/// Set for a process that only measures its own memory: what holds the tasks.
const MEMORY_OF: &str = "FLEET_MEMORY_OF";

/// Set for a process that only watches: the side, as it calls itself.
const COST_OF: &str = "FLEET_COST_OF";

const PEERS: [(Goal, Side); 4] = [
    (goal("fleet/decision/tokio-tasks", 10.0), Side::TokioTasks),
    (goal("fleet/decision/delay-queue", 8.0), Side::DelayQueue),
    (
        goal("fleet/decision/tokio-watches", 10.0),
        Side::TokioWatches,
    ),
    (
        goal("fleet/decision/delay-queue-of-watches", 8.0),
        Side::DelayQueueOfWatches,
    ),
];

const fn goal(name: &'static str, ratio: f64) -> Goal {
    Goal { name, ratio }
}

fn main() {
    if let Ok(name) = env::var(MEMORY_OF) {
        return println!("{}", bytes_a_task(&name));
    }
    if let Ok(name) = env::var(COST_OF) {
        return println!("{}", report(&name));
    }
    if !env::args().any(|argument| argument == "--bench") {
        let works = Side::ALL.map(|side| side.watch(1000).0);
        assert!(works.iter().all(|work| *work == works[0]), "{works:?}");
        return;
    }
    let (expected, _) = watched(Side::Ours);
    for (goal, peer) in PEERS {
        let cost = |side: Side| {
            let (work, nanos) = watched(side);
            assert_eq!(work, expected, "{side:?}");
            nanos / work.n_polls as f64
        };
        let measured = compare_costs(N_ROUNDS, || cost(Side::Ours), || cost(peer));
        println!("{}", goal.line(&measured));
        println!("{N_TASKS} tasks, {} polls by each side", expected.n_polls);
    }
    let ids = memory("ids");
    for side in ["fleet", "tokio-tasks", "delay-queue"] {
        println!("{side}: {:.1} bytes a task", memory(side));
    }
    let ours = memory("fleet") - ids;
    println!(
        "of a fleet's, {ids:.1} bytes are the ids, which have {}",
        size_of::<TaskId>()
    );
    println!(
        "{}",
        goal("fleet/bytes-a-task", 1.0).line(&at_most(ours, 64.0))
    );
}

/// Lets a side watch in a process of its own; returns what that came to, and the nanoseconds.
fn watched(side: Side) -> (Work, f64) {
    let said = by_another_process(COST_OF, &format!("{side:?}"));
    let mut words = said.split_whitespace();
    let mut word = || words.next().expect("it prints three numbers");
    let work = Work {
        n_polls: word().parse().expect("a number of polls"),
        hash: word().parse().expect("a hash"),
    };
    (work, word().parse().expect("a time"))
}

/// Lets a side watch in this process, and says what [`watched`] reads.
fn report(name: &str) -> String {
    let mut sides = Side::ALL.into_iter();
    let side = sides.find(|side| format!("{side:?}") == name);
    let (work, took) = side.expect("it is the name of a side").watch(N_TASKS);
    format!("{} {} {}", work.n_polls, work.hash, took.as_nanos())
}

/// Returns how many bytes of resident memory a task takes, in a process of its own.
fn memory(what: &str) -> f64 {
    let said = by_another_process(MEMORY_OF, what);
    said.trim().parse().expect("it prints a number")
}

/// Runs this program for one measurement, and returns what it prints.
fn by_another_process(measurement: &str, of: &str) -> String {
    let program = env::current_exe().expect("a program has a path");
    let ran = Command::new(program).env(measurement, of).output();
    let ran = ran.expect("it can be run");
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{errors}");
    String::from_utf8(ran.stdout).expect("it prints numbers")
}

/// Makes what holds the tasks, and returns by how many bytes a task this process grew.
fn bytes_a_task(name: &str) -> f64 {
    let before = resident();
    let mut after = before;
    let mut look = || after = resident();
    match name {
        "ids" => {
            let ids: Vec<TaskId> = (0..N_TASKS).map(id).collect();
            look();
            assert_eq!(ids.len(), N_TASKS);
        }
        "fleet" => Side::Ours.hold(N_TASKS, look),
        "tokio-tasks" => Side::TokioTasks.hold(N_TASKS, look),
        "delay-queue" => Side::DelayQueue.hold(N_TASKS, look),
        other => panic!("what is {other}?"),
    }
    (after - before) * 1024.0 * 1024.0 / N_TASKS as f64
}

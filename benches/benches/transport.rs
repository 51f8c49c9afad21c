//! A query over loopback: our client beside a bare hyper connection, hyper-util's client and
//! reqwest. All of them must have got the same answer before; decoding is left out of all.
//!
//! Instructions and allocations are counted on the client's side alone, and CPU time is that of the
//! client's thread. A ratio is the peer's figure by ours, so a goal of "at most 0.30 of reqwest's"
//! reads 3.333. In `cargo test` each client asks once.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the goals are printed"
)]

use std::env;
use std::net::SocketAddr;
use std::process::ExitCode;

use benches::clients::{Bare, Client, Way};
use benches::compare::{Comparison, compare, compare_costs};
use benches::doubles::{BODY, Double, runtime, serve};
use benches::goal::Goal;
use benches::instructions::{collected_by, counter};
use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

const N_CONNECTIONS: usize = 32;
const N_EACH: usize = 20;
const N_ROUNDS: usize = 101;

/// The queries of a short run and of a long one; what start-up takes cancels out between them.
const PASSES: [usize; 2] = [200, 1200];
const N_ALLOCATING: usize = 1000;

/// At most 0.30 of reqwest's instructions, and 0.65 of hyper-util's.
const INSTRUCTIONS: [(Goal, Way); 2] = [
    (goal("transport/instructions/reqwest", 3.333), Way::Reqwest),
    (
        goal("transport/instructions/hyper-util", 1.538),
        Way::Legacy,
    ),
];
/// At most 8 allocations.
const ALLOCATIONS: Goal = goal("transport/allocations/of 8", 1.0);
const CPU: [(Goal, Way); 2] = [
    (goal("transport/cpu at 32/reqwest", 1.6), Way::Reqwest),
    (goal("transport/cpu at 32/hyper-util", 1.0), Way::Legacy),
];
/// At most 1.10 times as long as the bare connection.
const TIME: Goal = goal("transport/time/hyper", 0.909);

const fn goal(name: &'static str, ratio: f64) -> Goal {
    Goal { name, ratio }
}

fn main() -> ExitCode {
    let addr = serve(Double::Hyper);
    let runtime = runtime();
    for way in Way::ALL {
        let answer = runtime.block_on(way.ask(addr, 2));
        assert_eq!(answer, BODY.as_bytes(), "{}", way.name());
    }
    // `cargo bench` says so; `cargo test` does not.
    if !env::args().any(|argument| argument == "--goals" || argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match measure(&runtime, addr) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("transport: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(runtime: &Runtime, addr: SocketAddr) -> Result<(), String> {
    let ours = instructions(Way::Ours, addr)?;
    for (goal, way) in INSTRUCTIONS {
        let peer = instructions(way, addr)?;
        let ratio = peer / ours;
        println!("{}", goal.line(&Comparison { ours, peer, ratio }));
    }
    for way in [Way::InTurn, Way::Bare] {
        let n = instructions(way, addr)?;
        println!("{}: {n:.1} instructions a request", way.name());
    }
    for way in Way::ALL {
        let n = allocations(runtime, way, addr);
        if way == Way::Ours {
            let (ours, peer) = (n, 8.0);
            let ratio = peer / ours;
            println!("{}", ALLOCATIONS.line(&Comparison { ours, peer, ratio }));
        }
        println!("{}: {n:.2} allocations a request", way.name());
    }
    for (goal, way) in CPU {
        let (ours, peer) = (client(Way::Ours, addr), client(way, addr));
        let cost = |client: &Client| cpu_at_32(runtime, client);
        let measured = compare_costs(N_ROUNDS, || cost(&ours), || cost(&peer));
        println!("{}", goal.line(&measured));
    }
    let ours = client(Way::Ours, addr);
    let mut bare = runtime.block_on(Bare::connect(addr));
    let ask_ours = || drop(runtime.block_on(ours.ask(N_EACH)));
    let ask_bare = || drop(runtime.block_on(bare.ask(N_EACH)));
    let measured = compare(N_ROUNDS * 3, N_EACH, ask_ours, ask_bare);
    println!("{}", TIME.line(&measured));
    Ok(())
}

fn client(way: Way, addr: SocketAddr) -> Client {
    way.client(addr).expect("a client for many tasks")
}

/// Returns the nanoseconds of this thread that a request takes, where 32 are under way.
fn cpu_at_32(runtime: &Runtime, client: &Client) -> f64 {
    let begin = cpu_nanoseconds();
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for _ in 0..N_CONNECTIONS {
            let client = client.clone();
            tasks.spawn(async move { client.ask(N_EACH).await });
        }
        tasks.join_all().await;
    });
    (cpu_nanoseconds() - begin) / (N_CONNECTIONS * N_EACH) as f64
}

fn cpu_nanoseconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Returns the allocations that a request takes on the client's side.
fn allocations(runtime: &Runtime, way: Way, addr: SocketAddr) -> f64 {
    let count = |n| {
        let counted = allocation_counter::measure(|| drop(runtime.block_on(way.ask(addr, n))));
        counted.count_total as f64
    };
    (count(2 * N_ALLOCATING) - count(N_ALLOCATING)) / N_ALLOCATING as f64
}

/// Returns the instructions that a request takes on the client's side.
fn instructions(way: Way, addr: SocketAddr) -> Result<f64, String> {
    let [short, long] = PASSES;
    let more = collected(way, addr, long)? - collected(way, addr, short)?;
    Ok(more / (long - short) as f64)
}

fn collected(way: Way, addr: SocketAddr, n: usize) -> Result<f64, String> {
    let program = env!("CARGO_BIN_EXE_ask");
    let arguments = [way.name(), &addr.to_string(), &n.to_string()];
    collected_by(counter().arg(program).args(arguments))
}

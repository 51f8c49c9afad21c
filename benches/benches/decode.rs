//! Decoding a body: ours beside derived structs, sonic-rs, and `serde_json::Value`.
//!
//! `--goals` measures in pairs and prints one line for each goal. Otherwise criterion measures each
//! side by itself and the goals follow, or each side runs once if it is called by `cargo test`.
//! Before, all sides must have given equal answers to every body.

#![expect(clippy::print_stdout, reason = "the goals are printed")]

use std::env;

use benches::compare::compare;
use benches::goal::Goal;
use benches::mix;
use benches::side::Side;
use criterion::{Criterion, Throughput};

const SEED: u64 = 20_260_330;

const N_ROUNDS: usize = 201;

/// What is to be reached, ours first; the stretch goals of the borrowed ones are 5 and 3. The last
/// three are for information.
const GOALS: [(Goal, Side, Side); 7] = [
    (
        Goal {
            name: "decode/owned/derive",
            ratio: 3.5,
        },
        Side::Owned,
        Side::DeriveOwned,
    ),
    (
        Goal {
            name: "decode/owned/sonic",
            ratio: 2.4,
        },
        Side::Owned,
        Side::SonicOwned,
    ),
    (
        Goal {
            name: "decode/borrowed/derive",
            ratio: 4.2,
        },
        Side::Borrowed,
        Side::DeriveOwned,
    ),
    (
        Goal {
            name: "decode/borrowed/sonic",
            ratio: 2.6,
        },
        Side::Borrowed,
        Side::SonicBorrowed,
    ),
    (
        Goal {
            name: "decode/owned/value",
            ratio: 1.0,
        },
        Side::Owned,
        Side::Value,
    ),
    (
        Goal {
            name: "decode/borrowed/value",
            ratio: 1.0,
        },
        Side::Borrowed,
        Side::Value,
    ),
    (
        Goal {
            name: "decode/borrowed/derive-borrowed",
            ratio: 1.0,
        },
        Side::Borrowed,
        Side::DeriveBorrowed,
    ),
];

fn main() {
    let bodies = mix::bodies(SEED);
    Side::assert_equal_answers(&bodies);
    let is_asked = |flag: &str| env::args().any(|argument| argument == flag);
    if !is_asked("--goals") {
        run_criterion(&bodies);
    }
    // `cargo bench` says so; `cargo test` does not.
    if is_asked("--goals") || is_asked("--bench") {
        print_goals(&bodies);
    }
}

fn print_goals(bodies: &[Vec<u8>]) {
    for (goal, ours, peer) in GOALS {
        let measured = compare(
            N_ROUNDS,
            bodies.len(),
            || ours.decode_all(bodies),
            || peer.decode_all(bodies),
        );
        println!("{}", goal.line(&measured));
    }
}

fn run_criterion(bodies: &[Vec<u8>]) {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("decode/mix");
    group.throughput(Throughput::Elements(bodies.len() as u64));
    for side in Side::ALL {
        group.bench_function(side.name(), |bencher| {
            bencher.iter(|| side.decode_all(bodies));
        });
    }
    group.finish();
    criterion.final_summary();
}

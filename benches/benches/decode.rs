//! Decoding a body: ours beside a serde-derived struct and beside `serde_json::Value`.
//!
//! `--goals` measures in pairs and prints one line for each goal; otherwise criterion measures each
//! side by itself, or runs it once if it is called by `cargo test`. Either way, ours and its peers
//! must have given equal answers to every body before.

#![expect(clippy::print_stdout, reason = "the goals are printed")]

use std::env;
use std::hint::black_box;

use benches::answer;
use benches::compare::compare;
use benches::goal::Goal;
use benches::mix;
use benches::peers::{derive_owned, value};
use criterion::{Criterion, Throughput};
use grok_video_types::decode;

const SEED: u64 = 20_260_330;

const N_ROUNDS: usize = 201;

/// The goal itself.
const DERIVE: Goal = Goal {
    name: "decode/owned/derive",
    ratio: 3.5,
};

/// For information: whoever picks fields out of a `Value` should not be faster.
const VALUE: Goal = Goal {
    name: "decode/owned/value",
    ratio: 1.0,
};

fn main() {
    let bodies = mix::bodies(SEED);
    assert_equal_answers(&bodies);
    if env::args().any(|argument| argument == "--goals") {
        print_goals(&bodies);
    } else {
        run_criterion(&bodies);
    }
}

fn assert_equal_answers(bodies: &[Vec<u8>]) {
    for body in bodies {
        let ours = answer::ours(&decode(200, body));
        let derived = derive_owned::answer(derive_owned::decode(body));
        answer::assert_equal(body, &ours, &derived, "derive");
        answer::assert_equal(body, &ours, &value::decode(body), "value");
    }
}

fn print_goals(bodies: &[Vec<u8>]) {
    let ours = || each(bodies, |body| decode(200, body));
    let derive = || each(bodies, derive_owned::decode);
    let value = || each(bodies, value::decode);

    let measured = compare(N_ROUNDS, bodies.len(), ours, derive);
    println!("{}", DERIVE.line(&measured));
    let measured = compare(N_ROUNDS, bodies.len(), ours, value);
    println!("{}", VALUE.line(&measured));
}

fn run_criterion(bodies: &[Vec<u8>]) {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("decode/mix");
    group.throughput(Throughput::Elements(bodies.len() as u64));
    group.bench_function("ours", |bencher| {
        bencher.iter(|| each(bodies, |body| decode(200, body)));
    });
    group.bench_function("derive", |bencher| {
        bencher.iter(|| each(bodies, derive_owned::decode));
    });
    group.bench_function("value", |bencher| {
        bencher.iter(|| each(bodies, value::decode));
    });
    group.finish();
    criterion.final_summary();
}

/// Decodes every body once, and drops what came of it.
fn each<T>(bodies: &[Vec<u8>], decode: impl Fn(&[u8]) -> T) {
    for body in bodies {
        black_box(decode(black_box(body)));
    }
}

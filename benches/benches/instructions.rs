//! The instructions that decoding takes, counted by callgrind, which repeats where times drift.
//!
//! `--goals` runs each side of this program under valgrind and prints one line for each goal; the
//! ratio is the peer's instructions by ours. `--side NAME PASSES MIX` is such a run. Otherwise, as
//! in `cargo test`, each side runs once.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the goals are printed"
)]

use std::env;
use std::process::ExitCode;

use benches::compare::Comparison;
use benches::goal::Goal;
use benches::instructions::{collected_by, counter};
use benches::mix;
use benches::side::Side;

const SEED: u64 = 20_260_330;

/// At most 0.30 and 0.22 of the peer's instructions.
const GOALS: [(Goal, Side, &str); 4] = [
    (
        Goal {
            name: "instructions/owned/derive/mix",
            ratio: 3.333,
        },
        Side::Owned,
        "mix",
    ),
    (
        Goal {
            name: "instructions/borrowed/derive/mix",
            ratio: 4.545,
        },
        Side::Borrowed,
        "mix",
    ),
    (
        Goal {
            name: "instructions/owned/derive/queued",
            ratio: 3.333,
        },
        Side::Owned,
        "queued",
    ),
    (
        Goal {
            name: "instructions/borrowed/derive/queued",
            ratio: 4.545,
        },
        Side::Borrowed,
        "queued",
    ),
];

/// The passes of a short run and of a long one; what start-up takes cancels out between them.
const PASSES: [u32; 2] = [20, 60];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["--side", name, passes, mix] = arguments[..] {
        return run_side(name, passes, mix);
    }
    let bodies = bodies("mix");
    Side::assert_equal_answers(&bodies);
    if !arguments.contains(&"--goals") {
        Side::ALL
            .into_iter()
            .for_each(|side| side.decode_all(&bodies));
        return ExitCode::SUCCESS;
    }
    for (goal, ours, mix) in GOALS {
        let counted = count(ours, mix).and_then(|ours| Ok((ours, count(Side::DeriveOwned, mix)?)));
        match counted {
            Ok((ours, peer)) => {
                let ratio = peer / ours;
                println!("{}", goal.line(&Comparison { ours, peer, ratio }));
            }
            Err(error) => {
                eprintln!("instructions: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// Returns the bodies of the mix, or of its queued tasks alone.
fn bodies(mix: &str) -> Vec<Vec<u8>> {
    let mut bodies = mix::bodies(SEED);
    if mix == "queued" {
        let queued = br#","status":"queued","#;
        bodies.retain(|body| body.windows(queued.len()).any(|part| part == queued));
    }
    bodies
}

fn run_side(name: &str, passes: &str, mix: &str) -> ExitCode {
    let side = Side::ALL.into_iter().find(|side| side.name() == name);
    let (Some(side), Ok(passes)) = (side, passes.parse::<u32>()) else {
        eprintln!("instructions: no side `{name}`, or no number `{passes}`");
        return ExitCode::FAILURE;
    };
    let bodies = bodies(mix);
    (0..passes).for_each(|_| side.decode_all(&bodies));
    ExitCode::SUCCESS
}

/// Returns the instructions that a side takes for one body.
fn count(side: Side, mix: &str) -> Result<f64, String> {
    let [short, long] = PASSES;
    let more = collected(side, long, mix)? - collected(side, short, mix)?;
    Ok(more / f64::from(long - short) / bodies(mix).len() as f64)
}

fn collected(side: Side, passes: u32, mix: &str) -> Result<f64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let arguments = ["--side", side.name(), &passes.to_string(), mix];
    collected_by(counter().arg(program).args(arguments))
}

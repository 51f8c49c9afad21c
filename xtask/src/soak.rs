//! `cargo xtask soak`: programs that go on for long, and hold no more at the end than in the middle.

use crate::failure::Failure;
use crate::full_size::{FullSize, run_full_size};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

const TESTS: [FullSize; 2] = [
    FullSize {
        package: "grok-video",
        features: "sqlite",
        test: "ledger::process::soak::five_hundred_tasks_of_four_hours_hold_no_more_at_their_end",
    },
    FullSize {
        package: "grok-video",
        features: "sqlite",
        test: "ledger::process::soak::five_hundred_tasks_at_once_for_ten_minutes_hold_no_more_at_the_end",
    },
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "soak",
    parameters: "[TEXT…]",
    about: "Keeps five hundred tasks going, for hours of their time and for ten minutes of ours",
    details: "\
Runs the tests that take too long for `cargo xtask test`, which runs a smaller one of the same kind; with TEXT,
only those whose name holds one of the texts. Five hundred tasks of one ledger are polled by the provider's
schedule for four hours of a paused clock, and five hundred are kept going for ten minutes, each followed by
another one. Memory and descriptors of the process are told at ten moments, and must not grow from the second
third to the last.",
    run,
};

fn run(workspace: &Workspace, texts: &[String]) -> Result<(), Failure> {
    run_full_size(workspace, &TESTS, texts)
}

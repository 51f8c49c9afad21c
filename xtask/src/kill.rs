//! `cargo xtask kill`: the tests that kill and cut, in full size.

use crate::failure::Failure;
use crate::full_size::{FullSize, run_full_size};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

const TESTS: [FullSize; 9] = [
    FullSize {
        package: "grok-video-save",
        features: "",
        test: "kill::points::at_5000_random_points_nothing_is_corrupt_or_lost",
    },
    FullSize {
        package: "grok-video-save",
        features: "",
        test: "kill::calls::at_every_system_call_nothing_is_corrupt_or_lost",
    },
    FullSize {
        package: "grok-video-save",
        features: "",
        test: "kill::calls::at_every_system_call_of_a_save_by_links_nothing_is_corrupt_or_lost",
    },
    FullSize {
        package: "grok-video-save",
        features: "",
        test: "kill::calls::the_system_calls_of_a_save_come_in_their_order",
    },
    FullSize {
        package: "grok-video",
        features: "",
        test: "cut::a_large_body_with_a_length_that_is_cut_anywhere_is_not_saved",
    },
    FullSize {
        package: "grok-video",
        features: "",
        test: "cut::a_large_body_in_chunks_that_is_cut_anywhere_is_not_saved",
    },
    FullSize {
        package: "grok-video",
        features: "",
        test: "cut::a_large_body_that_ends_with_its_connection_is_not_saved",
    },
    FullSize {
        package: "grok-video",
        features: "sqlite",
        test: "ledger::process::kill::killed_1000_times_nothing_is_lost_or_paid_twice",
    },
    FullSize {
        package: "grok-video",
        features: "sqlite",
        test: "ledger::process::pair::of_a_thousand_tasks_two_programs_save_each_once",
    },
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "kill",
    parameters: "[TEXT…]",
    about: "Kills programs that save and cuts what they are sent, thousands of times",
    details: "\
Runs the tests that take too long for `cargo xtask test`, which runs smaller ones of the same kind;
with TEXT, only those whose package or name holds one of the texts. Each tells its figures:
- A program that saves is killed with SIGKILL at 5,000 random points, and at every system call of two
  saves: nothing but the whole video stands at a final name, and no acknowledged file is missing. strace
  shows that the calls come in their order. KILL_SEED=N repeats the points of an earlier run.
- A result of 64 KiB is cut at every offset of its body, with a length, in chunks, and ended by its
  connection: nothing is saved.
- A program that creates, polls and saves, with a ledger and a faulty service, is killed 1,000 times, at least
  100 times in each stage of its work: whoever resumes loses nothing and pays for nothing twice.
- Two such programs work off a thousand tasks of one ledger: each is saved once.

The kills take a minute, the cuts half an hour. strace is needed, and the right to trace; where it is
missing, a line says what was not checked.",
    run,
};

fn run(workspace: &Workspace, texts: &[String]) -> Result<(), Failure> {
    run_full_size(workspace, &TESTS, texts)
}

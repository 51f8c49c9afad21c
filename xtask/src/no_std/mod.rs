//! `cargo xtask no-std`: the types and the poller work where there is no `std`.

mod probe;
mod sysroot;

use crate::failure::Failure;
use crate::not_checked;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "no-std",
    parameters: "",
    about: "Checks that grok-video-types and grok-video-poller do without std, and runs them so",
    details: "\
Proves two things, both on the host's target, so that no other needs to be installed:
- Both crates, and all that they depend on without their default features, use `core` and `alloc`
  alone: they compile against a sysroot that has nothing else. A program that may use `std` does not.
- They link and work in a program without `std`, xtask/probe, which has its own panic handler,
  allocator and entry: it decodes answers and watches a task, and exits 0 only if each answer is what
  it must be. Where it is told to panic, its own handler ends it; with the crates' feature `std` it
  does not compile, since that brings a second handler. This part needs a Unix.

It does not prove that the crates do without atomics or pointers of 64 bits, which takes a target
that lacks them. Of C's library the probe uses the start-up, `_exit`, `write`, and the functions that
copy and compare memory.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let host = process::host()?;
    let target_dir = workspace.root().join("target/no-std");
    sysroot::check(workspace, &target_dir, &host)?;
    if cfg!(unix) {
        probe::check(workspace, &target_dir, &host)?;
    } else {
        not_checked::tell("the probe without `std`, which is written for Unix");
    }
    Ok(())
}

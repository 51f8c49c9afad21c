//! The probe, a program without `std` that uses the types and the poller, links and works.
//!
//! Each proof has a counterpart that must fail: a panic must end the program through its own
//! handler, and with the crates' feature `std` there must be one handler too many.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// The folder of the probe, which is a workspace of its own.
const FOLDER: &str = "xtask/probe";

/// What the probe's panic handler exits with.
const PANICKED: i32 = 101;

/// What the probe says where it is called with an argument.
const PANIC: &str = "an argument asks for a panic";

/// Lints, links and runs the probe.
pub(super) fn check(workspace: &Workspace, target_dir: &Path, host: &str) -> Result<(), Failure> {
    copy_lock_file(workspace)?;
    let cargo = |subcommand: &str| {
        let mut command = process::cargo(workspace);
        command
            .args([subcommand, "--quiet", "--release", "--manifest-path"])
            .arg(format!("{FOLDER}/Cargo.toml"))
            .args(["--target", host, "--target-dir"])
            .arg(target_dir);
        command
    };
    process::run(cargo("clippy").args(["--", "-D", "warnings"]))?;
    process::run(&mut cargo("build"))?;

    let program = target_dir.join(host).join("release/no-std-probe");
    process::run(&mut Command::new(&program))?;
    prove_that_its_handler_is_at_work(&program)?;
    prove_that_std_does_not_link(cargo("check").args(["--features", "std"]))
}

/// Gives the probe the versions of the workspace, so that it needs no other and no network.
fn copy_lock_file(workspace: &Workspace) -> Result<(), Failure> {
    let to = workspace.root().join(FOLDER).join("Cargo.lock");
    fs::copy(workspace.root().join("Cargo.lock"), &to)
        .map(drop)
        .map_err(|error| Failure::check(format!("can't write {}: {error}", to.display())))
}

/// Runs the probe so that it panics, and fails unless its own handler ends it.
fn prove_that_its_handler_is_at_work(program: &Path) -> Result<(), Failure> {
    let output = output(Command::new(program).arg("panic"))?;
    let message = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(PANICKED) && message.contains(PANIC) {
        Ok(())
    } else {
        Err(Failure::check(format!(
            "the probe was told to panic, and should have said so and exited with {PANICKED}; \
             it ended with {} and said: {message}",
            output.status
        )))
    }
}

/// Runs a build of the probe with `std`, and fails unless the compiler finds two panic handlers.
fn prove_that_std_does_not_link(build: &mut Command) -> Result<(), Failure> {
    let output = output(build)?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && complaint.contains("found duplicate lang item `panic_impl`") {
        Ok(())
    } else {
        Err(Failure::check(format!(
            "`{}` should have found a second panic handler, but did not: {complaint}",
            process::shown(build)
        )))
    }
}

fn output(command: &mut Command) -> Result<Output, Failure> {
    let shown = process::shown(command);
    command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::check(format!("can't start `{shown}`: {error}")))
}

//! Instructions, which repeat where times do not.

use std::process::Command;

/// Returns a call of valgrind that counts what a program takes, to which its path and arguments are
/// to be added.
pub fn counter() -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command
}

/// Runs a [`counter`] and returns the instructions.
///
/// # Errors
/// When there is no valgrind, or the program fails.
pub fn collected_by(counter: &mut Command) -> Result<f64, String> {
    let output = counter
        .output()
        .map_err(|error| format!("can't run valgrind, which counts the instructions: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    match collected {
        Some(collected) if output.status.success() => Ok(collected),
        _ => Err(format!("valgrind counted nothing: {said}")),
    }
}

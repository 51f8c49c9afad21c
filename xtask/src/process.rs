//! Running cargo and other programs.

use std::env;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::workspace::Workspace;

/// Returns a call of the cargo that started this program, in the root of the workspace.
///
/// What `cargo run` tells this program about its own package is taken out of the environment:
/// some build scripts watch those variables, and would run again whenever a check alternates with
/// a plain `cargo build`.
pub(crate) fn cargo(workspace: &Workspace) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(workspace.root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command whose output goes where ours goes, after a line that says what is run.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    eprintln!("$ {}", shown(command));
    run_quietly(command)
}

/// Runs a command without a word about it, unless it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<(), Failure> {
    let shown = shown(command);
    let status = command
        .status()
        .map_err(|error| Failure::check(format!("can't start `{shown}`: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::check(format!("`{shown}` failed: {status}")))
    }
}

/// Runs a command and returns what it wrote to stdout; its stderr is shown only if it fails.
pub(crate) fn read(command: &mut Command) -> Result<String, Failure> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::check(format!("can't start `{shown}`: {error}")))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        return Err(Failure::check(format!(
            "`{shown}` failed: {}",
            output.status
        )));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::check(format!("`{shown}` wrote something other than UTF-8")))
}

/// Returns a call of the compiler that cargo uses.
pub(crate) fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// Returns the target that the compiler itself runs on.
pub(crate) fn host() -> Result<String, Failure> {
    let version = read(rustc().arg("-vV"))?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| Failure::check("`rustc -vV` names no host"))
}

/// Returns the command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let name = command.get_program().to_string_lossy();
    let mut text = match name.rsplit_once(['/', '\\']) {
        Some((_, file)) => file.to_owned(),
        None => name.into_owned(),
    };
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        text.push(' ');
        if argument.contains(char::is_whitespace) {
            text.push_str(&format!("{argument:?}"));
        } else {
            text.push_str(&argument);
        }
    }
    text
}

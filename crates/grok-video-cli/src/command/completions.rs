//! Completions for a shell.

use std::io;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Args;
use crate::exit::Exit;

pub(super) fn run(shell: Shell) -> Exit {
    // Gathered first: a pipe that is closed early is no trouble then.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "grok-video", &mut script);
    if shell == Shell::Bash {
        script = with_branches(script);
    }
    let _ = io::Write::write_all(&mut io::stdout(), &script);
    Exit::Done
}

/// Gives the branches of a script for bash the names under which it looks for them: for a program with a hyphen in its
/// name, `clap_complete` 4.6 writes others, and nothing is completed after a command (clap-rs/clap#6421).
fn with_branches(script: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(script) {
        Ok(script) => script
            .replace("grok__subcmd__video", "grok__video")
            .into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

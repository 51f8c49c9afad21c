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
    let _ = io::Write::write_all(&mut io::stdout(), &script);
    Exit::Done
}

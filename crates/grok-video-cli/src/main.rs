//! The program `grok-video`: creates, asks for, waits for and saves Grok videos.

mod args;
mod command;
mod config;
mod exit;
mod failure;
mod polling;
mod report;

use std::process::ExitCode;

use clap::Parser;

use args::Args;
use exit::Exit;
use failure::Failure;
use report::{Output, Reporter, Verbosity};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return refuse(&error).into(),
    };
    let reporter = Reporter::new(args.output, Verbosity::of(args.quiet, args.verbose));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let exit = match runtime {
        Ok(runtime) => runtime.block_on(async {
            let _signals = outlive_file_size_limit();
            command::run(args, &reporter).await
        }),
        Err(error) => Err(Failure::io(&format!(
            "the program could not start: {error}"
        ))),
    };
    exit.unwrap_or_else(|failure| reporter.fail(&failure))
        .into()
}

/// Says what is wrong with the arguments, or shows the help that was asked for.
fn refuse(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        // Help and version; a pipe that was closed early is no trouble.
        let _ = error.print();
        return Exit::Done;
    }
    if Output::is_json(std::env::args_os()) {
        let text = error.to_string();
        let line = text.lines().next().unwrap_or_default();
        let line = line.strip_prefix("error: ").unwrap_or(line);
        return Reporter::new(Output::Json, Verbosity::Normal).fail(&Failure::usage(line));
    }
    let _ = error.print();
    Exit::Usage
}

/// Makes a write beyond the limit on the size of files an error instead of the program's end.
#[cfg(unix)]
fn outlive_file_size_limit() -> Option<tokio::signal::unix::Signal> {
    use tokio::signal::unix::{SignalKind, signal};
    /// SIGXFSZ, on every system whose numbers are known to differ in nothing here.
    const FILE_SIZE_LIMIT: i32 = 25;
    signal(SignalKind::from_raw(FILE_SIZE_LIMIT)).ok()
}

#[cfg(not(unix))]
fn outlive_file_size_limit() {}

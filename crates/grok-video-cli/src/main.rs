//! The program `grok-video`: creates, asks for, waits for and saves Grok videos.

mod args;
mod book;
mod command;
mod config;
mod exit;
mod failure;
mod go_on;
mod history;
mod interrupt;
mod ledger_place;
mod listener;
mod output;
mod profiles;
mod report;
mod state_folder;
mod timeline;
mod usage_error;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;

use args::Args;
use failure::Failure;
use output::Verbosity;
use report::Reporter;

/// How long work on a file may go on after the end of a command.
const DISK_GRACE: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let args: Vec<_> = std::env::args_os().collect();
            return usage_error::refuse(&error, &args).into();
        }
    };
    let verbosity = Verbosity::of(args.quiet, args.verbose);
    let reporter = Arc::new(Reporter::new(args.output, verbosity));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let exit = match runtime {
        Ok(runtime) => {
            let exit = runtime.block_on(async {
                let _signals = outlive_file_size_limit();
                command::run(args, &reporter).await
            });
            // Work on a file that is under way removes its temporary; a disk that hangs is left.
            runtime.shutdown_timeout(DISK_GRACE);
            exit
        }
        Err(error) => Err(Failure::io(&format!(
            "the program could not start: {error}"
        ))),
    };
    exit.unwrap_or_else(|failure| reporter.fail(&failure))
        .into()
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

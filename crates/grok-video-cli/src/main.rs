//! The program `grok-video`: creates, asks for, waits for and saves Grok videos.

mod args;
mod command;
mod config;
mod exit;
mod failure;
mod interrupt;
mod polling;
mod report;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::error::ErrorKind;

use args::Args;
use exit::Exit;
use failure::Failure;
use report::{Output, Reporter, Verbosity};

/// How long work on a file may go on after the end of a command.
const DISK_GRACE: Duration = Duration::from_secs(2);

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

/// Says in one line what is wrong with the arguments, or shows the help that was asked for.
fn refuse(error: &clap::Error) -> Exit {
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let output = Output::of(std::env::args_os());
    if !error.use_stderr() || (is_help && output == Output::Human) {
        // A pipe that was closed early is no trouble.
        let _ = error.print();
        return if is_help { Exit::Usage } else { Exit::Done };
    }
    let line = if is_help {
        "no command is given".to_owned()
    } else {
        in_one_line(&error.to_string())
    };
    let failure = Failure::usage(&format!("{line}; see grok-video --help"));
    Reporter::new(output, Verbosity::Normal).fail(&failure)
}

/// Returns what is wrong, and the tips, of what clap writes in paragraphs.
fn in_one_line(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let mut paragraphs = text.split("\n\n");
    let first = paragraphs.next().unwrap_or_default();
    let tips = paragraphs.filter(|paragraph| paragraph.trim_start().starts_with("tip:"));
    let words = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraphs: Vec<_> = std::iter::once(first).chain(tips).map(words).collect();
    paragraphs.join("; ")
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

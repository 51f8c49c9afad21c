//! One file a command.

mod completions;
mod create;
mod demo;
mod follow;
mod generate;
mod query;
mod save;
mod wait;

use crate::args::{Args, Command};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::interrupt;
use crate::report::Reporter;

/// Runs the command that was asked for.
pub(crate) async fn run(args: Args, reporter: &Reporter) -> Result<Exit, Failure> {
    match &args.command {
        Command::Create { request } => create::run(&args, request, reporter).await,
        Command::Query { ids } => {
            let config = Config::read(&args)?;
            or_interrupted(query::run(&config, ids, reporter)).await
        }
        Command::Wait { ids, save, polling } => {
            wait::run(&args, ids, save.as_deref(), polling, reporter).await
        }
        Command::Generate {
            request,
            save,
            polling,
        } => generate::run(&args, request, save, polling, reporter).await,
        Command::Save { id, to } => or_interrupted(save::run(&args, id, to, reporter)).await,
        Command::Demo { outcome, keep } => {
            or_interrupted(demo::run(*outcome, keep.as_deref(), reporter)).await
        }
        Command::Completions { shell } => Ok(completions::run(*shell)),
    }
}

/// Ends what the user interrupts.
async fn or_interrupted(
    work: impl Future<Output = Result<Exit, Failure>>,
) -> Result<Exit, Failure> {
    tokio::select! {
        // What is done is done, even if the interrupt comes at the same time.
        biased;
        done = work => done,
        () = interrupt() => Ok(Exit::Interrupted),
    }
}

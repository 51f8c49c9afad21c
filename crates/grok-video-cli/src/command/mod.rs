//! One file a command.

mod completions;
mod config;
mod create;
mod demo;
mod endings;
mod follow;
mod forecasts;
mod generate;
mod list;
mod maker;
mod making;
mod man;
mod order;
mod query;
mod resolve;
mod resume;
mod save;
mod session;
mod submit;
mod tell_ledger;
mod wait;
mod worker;

use std::sync::Arc;

use crate::args::{Args, Command};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::report::Reporter;

/// Runs the command that was asked for.
pub(crate) async fn run(args: Args, reporter: &Arc<Reporter>) -> Result<Exit, Failure> {
    match &args.command {
        Command::Create { request } => create::run(&args, request, reporter).await,
        Command::Query { ids } => {
            let ids = args.read_ids(ids)?;
            let config = Config::read(&args)?;
            or_interrupted(query::run(&config, &ids, reporter), reporter).await
        }
        Command::Wait { ids, save, polling } => {
            wait::run(&args, ids, save.as_deref(), polling, reporter).await
        }
        Command::Generate {
            request,
            from,
            save,
            polling,
        } => {
            let what = (request.as_ref(), from.as_deref());
            generate::run(&args, what, save, polling, reporter).await
        }
        Command::Save { id, to } => {
            or_interrupted(save::run(&args, id, to, reporter), reporter).await
        }
        Command::Resume { tasks, polling } => resume::run(&args, tasks, polling, reporter).await,
        Command::Submit {
            from,
            save,
            account,
        } => {
            let work = submit::run(&args, from, save, account.as_deref(), reporter);
            or_interrupted(work, reporter).await
        }
        Command::Worker {
            account,
            in_hand,
            lease,
            listen,
            webhook,
            polling,
        } => {
            let terms = worker::Terms {
                accounts: account,
                in_hand: *in_hand as usize,
                lease: *lease,
                listen: *listen,
                webhook: webhook.as_deref(),
                polling,
            };
            worker::run(&args, terms, reporter).await
        }
        Command::List { state, last, svg } => {
            let selection = list::Selection {
                states: state,
                last: *last,
                svg: svg.as_deref(),
            };
            list::run(&args, selection, reporter).await
        }
        Command::Resolve { task, decision } => resolve::run(&args, *task, decision, reporter).await,
        Command::Demo { outcome, keep } => demo::run(*outcome, keep.as_deref(), reporter).await,
        Command::Config => config::run(&args, reporter),
        Command::Completions { shell } => Ok(completions::run(*shell)),
        Command::Man { command, dir } => man::run(command.as_deref(), dir.as_deref()),
    }
}

/// Ends what the user interrupts.
async fn or_interrupted(
    work: impl Future<Output = Result<Exit, Failure>>,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen(reporter);
    tokio::select! {
        // What is done is done, even if the interrupt comes at the same time.
        biased;
        done = work => done,
        () = interrupt.first() => Ok(Exit::Interrupted),
    }
}

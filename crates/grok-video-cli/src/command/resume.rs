//! Goes on with what the ledger has unfinished.

use std::collections::HashMap;
use std::sync::Arc;

use grok_video::ledger::{TaskNo, TaskState};
use grok_video::{Client, Model};

use super::endings::Endings;
use super::forecasts::{Forecasts, usual_forecast};
use super::making::{Chosen, Known, Making, list};
use super::session::Session;
use crate::args::{Args, Polling};
use crate::book::Book;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::interrupt::Interrupt;
use crate::ledger_place::LedgerPlace;
use crate::report::{Board, Reporter};

pub(super) async fn run(
    args: &Args,
    tasks: &[u64],
    polling: &Polling,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    if args.no_ledger {
        let message = "without a ledger there is nothing to go on with; leave --no-ledger out";
        return Err(Failure::usage(message));
    }
    let opened =
        Session::begin(args, polling, reporter, async || Book::existing(args).await).await?;
    let Some(session) = opened else {
        return none_yet(args, tasks, reporter);
    };
    let client = &session.client;
    let (known, n_elsewhere) = known(client, tasks).await?;
    let chosen = match tasks {
        [] => Chosen::All,
        tasks => Chosen::Only(tasks.iter().copied().map(TaskNo).collect()),
    };
    let interrupt = Interrupt::listen(reporter);
    let making = Making {
        client,
        board: Board::new(reporter, session.book.history(reporter)),
        endings: Endings::new(reporter, GoOn::by_ledger(args)),
        interrupt: interrupt.clone(),
        at_a_time: polling.tasks_at_a_time(),
        is_patient: true,
        watches_anew: polling.says_when(),
    };
    let made = making.run(known, chosen).await;
    session.end();
    if interrupt.has_come() {
        let advice = GoOn::by_ledger(args).advice(&[]);
        reporter.hint(&format!("interrupted{advice}"));
        return Ok(Exit::Interrupted);
    }
    let mut exits = made.exits;
    for task in made.unknown {
        if tasks.is_empty() {
            exits.insert(task, reporter.fail(&Failure::unknown(task)));
        }
    }
    if exits.is_empty() && made.trouble.is_none() {
        reporter.hint(&match n_elsewhere {
            0 => "nothing is unfinished".to_owned(),
            n => format!("nothing is left to go on with; {n} in another program's hands"),
        });
    }
    let mut exits: Vec<_> = exits.into_iter().collect();
    exits.sort_unstable_by_key(|(task, _)| *task);
    let exit = Exit::first(exits.into_iter().map(|(_, exit)| exit));
    Ok(made.trouble.unwrap_or(exit))
}

/// Says that there is no ledger.
fn none_yet(args: &Args, tasks: &[u64], reporter: &Reporter) -> Result<Exit, Failure> {
    let place = Book::place(args);
    let place = place.map_or_else(String::new, |place| format!(" at {place}"));
    let message = format!("nothing is unfinished: there is no ledger yet{place}");
    if !tasks.is_empty() || LedgerPlace::named(args).is_some() {
        return Err(Failure::usage(&message));
    }
    reporter.hint(&message);
    Ok(Exit::Done)
}

/// Returns what can be gone on with, and how many tasks others have in hand.
async fn known(client: &Client, tasks: &[u64]) -> Result<(HashMap<TaskNo, Known>, usize), Failure> {
    let states: &[TaskState] = if tasks.is_empty() {
        &[TaskState::Intent, TaskState::Active, TaskState::Completed]
    } else {
        &[]
    };
    let entries = list(client, states).await;
    let entries = entries.map_err(|error| Failure::of_ledger(&error))?;
    for task in tasks {
        if !entries.iter().any(|entry| entry.task.0 == *task) {
            return Err(Failure::usage(&format!(
                "the ledger has no task #{task} for this service; see grok-video list"
            )));
        }
    }
    let n_elsewhere = entries.iter().filter(|entry| entry.is_held).count();
    let is_to_be_had = |entry: &&_| {
        let entry: &grok_video::ledger::Entry = entry;
        let is_chosen = tasks.is_empty() || tasks.contains(&entry.task.0);
        is_chosen && !entry.is_held && !entry.is_over()
    };
    let mut forecasts = Forecasts::new(client);
    let usual = usual_forecast();
    let known = entries.iter().filter(is_to_be_had).map(|entry| {
        let request = entry.request.as_ref();
        let known = Known {
            name: format!("task {}", entry.task),
            id: entry.id.clone(),
            model: request.map_or(Model::GrokVideo3, |request| request.model().clone()),
            forecast: request.map_or_else(|| usual.clone(), |request| forecasts.of(request)),
        };
        (entry.task, known)
    });
    Ok((known.collect(), n_elsewhere))
}

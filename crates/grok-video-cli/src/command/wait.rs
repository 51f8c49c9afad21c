//! Waits for the end of tasks.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use grok_video::save::LocalDisk;
use grok_video::{Client, Target, TaskId};

use super::endings::Endings;
use super::follow::Follower;
use super::forecasts::usual_forecast;
use super::tell_ledger::tell_ledger;
use crate::args::{Args, IdArg, Polling, ScheduleName};
use crate::book::Book;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::interrupt::Interrupt;
use crate::report::{Board, Reporter};

pub(super) async fn run(
    args: &Args,
    ids: &[IdArg],
    save: Option<&Path>,
    polling: &Polling,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    let mut ids = args.read_ids(ids)?;
    let config = Config::read(args)?;
    let schedule = polling.schedule()?;
    if polling.is_hasty(&config.base) {
        reporter.warn(Polling::HASTE);
    }
    if polling.schedule == ScheduleName::Adaptive {
        reporter.remark(
            "the ages of these tasks are not known, so they are polled as the provider recommends",
        );
    }
    let budget = polling.budget(&config.base)?;
    let client = config.builder(schedule).build();
    let targets = match save {
        Some(path) => targets(&client, Target::parse(path), &ids).await?,
        None => {
            let mut seen = HashSet::new();
            ids.retain(|id| seen.insert(id.clone()));
            vec![None; ids.len()]
        }
    };
    let board = Board::new(reporter, Book::existing_history(args, reporter));
    let usual = usual_forecast();
    for (n, id) in (0..).zip(&ids) {
        board.add_waiting(n, id, usual.clone());
    }
    let endings = Endings::new(reporter, GoOn::by_ids(args, save));
    let follower = Follower {
        client: &client,
        board: board.clone(),
        endings: endings.clone(),
        budget,
    };
    let interrupt = Interrupt::listen(reporter);
    let mut found = Vec::new();
    let exit = {
        let _drawing = board.keep_drawing();
        tokio::select! {
            // What is done is done, even if the interrupt comes at the same time.
            biased;
            exit = follower.follow(&ids, targets, &mut found) => exit,
            () = interrupt.first() => Exit::Interrupted,
        }
    };
    if exit == Exit::Interrupted {
        board.interrupted();
        reporter.hint(&format!("interrupted{}", endings.go_on.advice(&ids)));
    }
    tell_ledger(args, &config, &found, reporter).await;
    Ok(exit)
}

/// Returns where each task's result goes, once it is sure that all of them can be saved there.
async fn targets(
    client: &Client,
    target: Target,
    ids: &[TaskId],
) -> Result<Vec<Option<Target>>, Failure> {
    const ONE_FILE: &str =
        "several results cannot go into one file; give --save a folder, and each id once";
    if target.is_url() {
        let several = ids.len() > 1 && !target.is_folder();
        if several || ids.iter().collect::<HashSet<_>>().len() < ids.len() {
            return Err(Failure::usage(ONE_FILE));
        }
        let checked = client.check(&target).await;
        checked.map_err(|error| Failure::of_generate(&error))?;
        return Ok(vec![Some(target); ids.len()]);
    }
    let mut paths = BTreeSet::new();
    for id in ids {
        let destination = target
            .destination(id)
            .map_err(|error| Failure::target(&error))?;
        if !paths.insert(destination.path().to_owned()) {
            return Err(Failure::usage(ONE_FILE));
        }
        destination
            .check(&LocalDisk)
            .map_err(|error| Failure::target(&error))?;
    }
    Ok(vec![Some(target); ids.len()])
}

//! Asks once, and saves the result if the task is completed.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use grok_video::poller::Budget;
use grok_video::save::LocalDisk;
use grok_video::types::State;
use grok_video::{Found, Schedule, Target, TaskId};

use super::endings::Endings;
use super::follow::Follower;
use super::forecasts::usual_forecast;
use super::tell_ledger::tell_ledger;
use crate::args::Args;
use crate::book::Book;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::report::{Board, Event, Reporter, seconds};

pub(super) async fn run(
    args: &Args,
    id: &TaskId,
    to: &Path,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    let config = Config::read(args)?;
    let client = config.builder(Schedule::default()).build();
    let target = Target::parse(to);
    if target.is_url() {
        let checked = client.check(&target).await;
        checked.map_err(|error| Failure::of_generate(&error))?;
    } else {
        target
            .destination(id)
            .and_then(|destination| destination.check(&LocalDisk))
            .map_err(|error| Failure::target(&error))?;
    }
    let go_on = GoOn::by_ids(args, Some(to));
    let start = Instant::now();
    let task = client
        .query(id)
        .await
        .map_err(|error| Failure::from(&error))?;
    let (polls, elapsed) = (1, seconds(start.elapsed()));
    match task.state() {
        State::Completed(_) => {
            let board = Board::new(reporter, Book::existing_history(args, reporter));
            board.add_waiting(0, id, usual_forecast());
            let drawing = board.keep_drawing();
            let follower = Follower {
                client: &client,
                board: board.clone(),
                endings: Endings::new(reporter, go_on),
                budget: Budget::default(),
            };
            let saved = follower.save(0, &task, &target).await;
            drop(drawing);
            match saved {
                Ok(saved) => {
                    let found = Found::of_task(&task).with_saved(saved);
                    tell_ledger(args, &config, &[found], reporter).await;
                    Ok(Exit::Done)
                }
                Err(exit) => {
                    tell_ledger(args, &config, &[Found::of_task(&task)], reporter).await;
                    Ok(exit)
                }
            }
        }
        State::Failed(failure) => {
            tell_ledger(args, &config, &[Found::of_task(&task)], reporter).await;
            let error = failure.message();
            reporter.tell(&Event::Failed {
                id,
                error,
                polls,
                elapsed,
            });
            Ok(Exit::TaskFailed)
        }
        _ => {
            let status = task.status();
            let message = format!(
                "{status}: there is no result yet{}",
                go_on.advice(std::slice::from_ref(id))
            );
            reporter.tell(&Event::GaveUp {
                id,
                status: Some(&status),
                polls,
                elapsed,
                message: &message,
            });
            Ok(Exit::GaveUp)
        }
    }
}

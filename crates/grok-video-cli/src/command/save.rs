//! Asks once, and saves the result if the task is completed.

use std::path::Path;
use std::time::Instant;

use grok_video::save::LocalDisk;
use grok_video::types::State;
use grok_video::{Schedule, Target, TaskId};

use super::follow::{Follower, forecast};
use crate::args::Args;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::report::{Event, Reporter, seconds};

pub(super) async fn run(
    args: &Args,
    id: &TaskId,
    to: &Path,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let client = Config::read(args)?.client(Schedule::default());
    let destination = Target::parse(to)
        .destination(id)
        .map_err(|error| Failure::target(&error))?;
    destination
        .check(&LocalDisk)
        .map_err(|error| Failure::target(&error))?;
    let go_on = GoOn::new(args, Some(to));
    let start = Instant::now();
    let task = client.query(id).await?;
    let (polls, elapsed) = (1, seconds(start.elapsed()));
    match task.state() {
        State::Completed(_) => {
            let follower = Follower {
                client,
                reporter,
                forecast: forecast(),
                go_on,
            };
            let bar = reporter.bar(id.as_str());
            Ok(follower.save(&task, destination, &bar).await)
        }
        State::Failed(failure) => {
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
                "{status}: there is no result yet; wait for it with: {}",
                go_on.wait(std::slice::from_ref(id))
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

//! Asks once for the state of tasks.

use std::time::Duration;

use grok_video::{Schedule, TaskId};
use tokio::time::{Instant, sleep_until};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::{Event, Reporter};

/// The least time between two queries: ten a second, as many as all tasks of a `wait` make together.
const PACE: Duration = Duration::from_millis(100);

pub(super) async fn run(
    config: &Config,
    ids: &[TaskId],
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let client = config.builder(Schedule::default()).build();
    let mut exits = Vec::new();
    let pace = if config.base.is_loopback() {
        Duration::ZERO
    } else {
        PACE
    };
    let mut next_at = Instant::now();
    for id in ids {
        // The first one waits for no timer: these are whole milliseconds.
        if !exits.is_empty() && !pace.is_zero() {
            sleep_until(next_at).await;
        }
        next_at = Instant::now() + pace;
        exits.push(match client.query(id).await {
            Ok(task) => {
                reporter.tell(&Event::task(&task));
                Exit::Done
            }
            Err(error) => reporter.fail(&Failure::from(&error)),
        });
    }
    Ok(Exit::first(exits))
}

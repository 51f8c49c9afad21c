//! Asks once for the state of tasks.

use grok_video::{Schedule, TaskId};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::{Event, Reporter};

pub(super) async fn run(
    config: &Config,
    ids: &[TaskId],
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let client = config.builder(Schedule::default()).build();
    let mut exits = Vec::new();
    for id in ids {
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

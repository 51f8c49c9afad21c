//! Waits for the end of tasks.

use std::collections::BTreeSet;
use std::path::Path;

use futures_util::future::join_all;
use grok_video::save::{Destination, LocalDisk};
use grok_video::{Target, TaskId};

use super::follow::{Follower, forecast};
use super::or_interrupted;
use crate::args::{Args, Polling};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::report::Reporter;

pub(super) async fn run(
    args: &Args,
    ids: &[TaskId],
    save: Option<&Path>,
    polling: &Polling,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let config = Config::read(args)?;
    let schedule = polling.schedule(&config.base, reporter)?;
    let destinations = match save {
        Some(path) => destinations(&Target::parse(path), ids)?,
        None => vec![None; ids.len()],
    };
    let follower = Follower {
        client: config.client(schedule),
        reporter,
        forecast: forecast(),
        go_on: GoOn::new(args, save),
    };
    let follow_all = async {
        let follows = ids.iter().zip(destinations).map(|(id, destination)| {
            let events = follower.client.watch(id);
            follower.follow(id, events, destination)
        });
        Ok(Exit::first(join_all(follows).await))
    };
    let exit = or_interrupted(follow_all).await;
    if matches!(exit, Ok(Exit::Interrupted)) {
        reporter.hint(&format!(
            "interrupted; go on with: {}",
            follower.go_on.wait(ids)
        ));
    }
    exit
}

/// Returns where each task's result goes, once it is sure that all of them can be saved there.
fn destinations(target: &Target, ids: &[TaskId]) -> Result<Vec<Option<Destination>>, Failure> {
    let mut paths = BTreeSet::new();
    let mut destinations = Vec::new();
    for id in ids {
        let destination = target
            .destination(id)
            .map_err(|error| Failure::target(&error))?;
        if !paths.insert(destination.path().to_owned()) {
            return Err(Failure::usage(
                "several results cannot go into one file; give --save a folder, and each id once",
            ));
        }
        destination
            .check(&LocalDisk)
            .map_err(|error| Failure::target(&error))?;
        destinations.push(Some(destination));
    }
    Ok(destinations)
}

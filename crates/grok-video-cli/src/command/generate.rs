//! Creates a task, waits for it, and saves its result.

use std::path::Path;

use grok_video::{Target, VideoTask};

use super::create::create;
use super::follow::{Follower, USUAL};
use super::{or_interrupted, wait};
use crate::args::{Args, Polling, Request};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Reporter;

pub(super) async fn run(
    args: &Args,
    request: &Request,
    save: &Path,
    polling: &Polling,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let request = request.build()?;
    let config = Config::read(args)?;
    let schedule = polling.schedule(&config.base, reporter)?;
    let target = Target::parse(save);
    target.check().map_err(|error| Failure::target(&error))?;
    let follower = Follower {
        client: config.client(schedule),
        reporter,
        usual: USUAL,
    };
    let task = create(&follower.client, &request, reporter).await?;
    let exit = or_interrupted(finish(&follower, &task, &target)).await;
    if matches!(exit, Ok(Exit::Interrupted)) {
        reporter.hint(&wait::go_on(std::slice::from_ref(task.id()), Some(save)));
    }
    exit
}

/// Follows a task that was created just now to its file.
pub(super) async fn finish(
    follower: &Follower<'_>,
    task: &VideoTask,
    target: &Target,
) -> Result<Exit, Failure> {
    let destination = target
        .destination(task.id())
        .map_err(|error| Failure::target(&error))?;
    let updates = follower.client.watch_created(task.id());
    Ok(follower.follow(task.id(), updates, Some(destination)).await)
}

//! Creates a task, waits for it, and saves its result.

use std::path::Path;

use grok_video::poller::{Forecast, Profile, UsualTime};
use grok_video::{CreateVideo, Target, VideoTask};

use super::create::create;
use super::follow::Follower;
use super::or_interrupted;
use crate::args::{Args, Polling, Request};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
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
        forecast: forecast(&request),
        go_on: GoOn::new(args, Some(save)),
    };
    let task = create(&follower.client, &request, reporter).await?;
    let exit = or_interrupted(finish(&follower, &task, &target)).await;
    if matches!(exit, Ok(Exit::Interrupted)) {
        let command = follower.go_on.wait(std::slice::from_ref(task.id()));
        reporter.hint(&format!("interrupted; go on with: {command}"));
    }
    exit
}

/// Returns how long a task of this request may take.
fn forecast(request: &CreateVideo) -> Forecast {
    /// What the service makes where the request leaves the length out (D).
    const DEFAULT_SECONDS: u32 = 10;
    let seconds = request.duration().unwrap_or(DEFAULT_SECONDS);
    let usual = UsualTime::of(request.model(), seconds, request.images().len());
    Profile::usual(usual).forecast()
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
    let events = follower.client.watch_created(task.id());
    Ok(follower.follow(task.id(), events, Some(destination)).await)
}

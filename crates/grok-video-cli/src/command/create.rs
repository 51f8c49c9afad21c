//! Creates a task.

use grok_video::{Client, CreateVideo, Model, Schedule, VideoTask};

use crate::args::{Args, Request};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::interrupt;
use crate::report::{Event, Reporter};

pub(super) async fn run(
    args: &Args,
    request: &Request,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let request = request.build()?;
    let client = Config::read(args)?.client(Schedule::default());
    create(&client, &request, reporter).await?;
    Ok(Exit::Done)
}

/// Creates the task once, and tells of it.
pub(super) async fn create(
    client: &Client,
    request: &CreateVideo,
    reporter: &Reporter,
) -> Result<VideoTask, Failure> {
    let task = tokio::select! {
        // An id that has come is never dropped.
        biased;
        created = client.create(request) => created.map_err(Failure::of_create)?,
        () = interrupt() => return Err(Failure::interrupted_create()),
    };
    reporter.tell(&Event::Created {
        id: task.id(),
        model: task.model().unwrap_or(request.model()),
        status: task.status(),
    });
    Ok(task)
}

impl Request {
    /// Checks the request by the rules of its model.
    pub(super) fn build(&self) -> Result<CreateVideo, Failure> {
        let model = Model::from(self.model.as_str());
        let mut builder = CreateVideo::builder(model, &self.prompt);
        if let Some(seconds) = self.duration {
            builder = builder.duration(seconds);
        }
        if let Some(ratio) = self.aspect_ratio {
            builder = builder.aspect_ratio(ratio);
        }
        if let Some(resolution) = self.resolution {
            builder = builder.resolution(resolution);
        }
        for image in &self.image {
            builder = builder.image(image.clone());
        }
        builder.build().map_err(|error| Failure::usage(&error))
    }
}

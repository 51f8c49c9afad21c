//! The whole way in one go.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::pin::Pin;

use grok_video_poller::{Ending, Outcome};
use grok_video_save::{SaveError, Saved};
use grok_video_transport::Error;
use grok_video_types::{CreateVideo, TaskId, VideoTask};

use crate::saving::on_disk;
use crate::{Client, NotSaved, Target};

/// Creates a task, waits for it, and saves it where [`save_to`](Self::save_to) says; await it.
///
/// # Cancel safety
/// Dropping the future ends the waiting, but the task goes on at the service and is paid. Take its
/// id with [`on_created`](Self::on_created), and [`wait`](Client::wait) for it later.
#[must_use = "nothing happens until it is awaited"]
pub struct Generate {
    client: Client,
    request: CreateVideo,
    target: Option<Target>,
    on_created: Option<OnCreated>,
}

type OnCreated = Box<dyn FnOnce(&VideoTask) + Send>;

/// Holds what was made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Generated {
    /// The completed task.
    pub task: VideoTask,
    /// The file, where one was asked for.
    pub saved: Option<Saved>,
}

impl Generate {
    pub(crate) fn new(client: Client, request: CreateVideo) -> Self {
        Self {
            client,
            request,
            target: None,
            on_created: None,
        }
    }

    /// Calls `tell` once the task is created, before it is waited for.
    pub fn on_created(mut self, tell: impl FnOnce(&VideoTask) + Send + 'static) -> Self {
        self.on_created = Some(Box::new(tell));
        self
    }

    /// Saves the result at `path`: a file that does not exist yet, or a folder.
    ///
    /// That it can be saved there is made sure of before the task is created and paid.
    pub fn save_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.target = Some(Target::parse(path));
        self
    }

    async fn run(self) -> Result<Generated, GenerateError> {
        if let Some(target) = self.target.clone() {
            let checked = on_disk(move || target.check()).await;
            checked.map_err(GenerateError::Destination)?;
        }
        let client = &self.client;
        let created = client.create(&self.request).await;
        let created = created.map_err(GenerateError::Create)?;
        if let Some(tell) = self.on_created {
            tell(&created);
        }
        let outcome = client.wait_created(created.id()).await;
        let Ending::Completed { task, .. } = outcome.ending else {
            return Err(GenerateError::Ended {
                id: created.id().clone(),
                outcome: Box::new(outcome),
            });
        };
        let saved = match self.target {
            Some(target) => Some(save(client, &task, target).await?),
            None => None,
        };
        Ok(Generated { task, saved })
    }
}

async fn save(client: &Client, task: &VideoTask, target: Target) -> Result<Saved, GenerateError> {
    let id = task.id().clone();
    let saved = match on_disk(move || target.destination(&id)).await {
        Ok(destination) => client.save(task, destination).await,
        Err(error) => Err(NotSaved::new(task.id(), error)),
    };
    saved.map_err(GenerateError::NotSaved)
}

impl fmt::Debug for Generate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generate")
            .field("request", &self.request)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for Generate {
    type Output = Result<Generated, GenerateError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// Says where the way from a request to a file ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum GenerateError {
    /// The result could not be saved there; nothing was sent or paid.
    Destination(SaveError),
    /// The create call failed; see [`Error::outcome_unknown`].
    Create(Error),
    /// The task was created and paid, and the waiting ended without a result.
    Ended {
        /// The task.
        id: TaskId,
        /// How the waiting ended.
        outcome: Box<Outcome>,
    },
    /// The task is completed, but its result was not saved; [`Client::save`] can try again.
    NotSaved(NotSaved),
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Destination(_) => {
                f.write_str("the result could not be saved there; nothing was sent")
            }
            Self::Create(error) if error.outcome_unknown() => f.write_str(
                "the task may have been created and paid; don't create it again before you know",
            ),
            Self::Create(_) => f.write_str("the task was not created"),
            Self::Ended { outcome, .. } => outcome.fmt(f),
            Self::NotSaved(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for GenerateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Destination(error) => Some(error),
            Self::Create(error) => Some(error),
            Self::Ended { .. } => None,
            Self::NotSaved(error) => error.source(),
        }
    }
}

//! The whole way in one go.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::pin::Pin;
#[cfg(feature = "ledger")]
use std::sync::Arc;

use grok_video_poller::Ending;
use grok_video_types::{CreateVideo, VideoTask};

use crate::access::Access;
use crate::spot;
#[cfg(feature = "ledger")]
use crate::work::{Desk, Order};
use crate::{GenerateError, Generated, Target};

/// Creates a task, waits for it, and saves it where [`save_to`](Self::save_to) says; await it.
///
/// # Cancel safety
/// Dropping the future ends the waiting, but the task goes on at the service and is paid. With a ledger,
/// `Client::resume` goes on with it, unless its create call was under way: what that came to nobody hears, so the task is
/// of unknown outcome. Without one, take its id with [`on_created`](Self::on_created), and
/// [`wait`](crate::Client::wait) for it later.
#[must_use = "nothing happens until it is awaited"]
pub struct Generate {
    access: Access,
    #[cfg(feature = "ledger")]
    desk: Option<Arc<Desk>>,
    #[cfg(feature = "ledger")]
    client_ref: Option<Box<str>>,
    request: CreateVideo,
    target: Option<Target>,
    on_created: Option<OnCreated>,
}

type OnCreated = Box<dyn FnOnce(&VideoTask) + Send>;

impl Generate {
    pub(crate) fn new(access: Access, request: CreateVideo) -> Self {
        Self {
            access,
            #[cfg(feature = "ledger")]
            desk: None,
            #[cfg(feature = "ledger")]
            client_ref: None,
            request,
            target: None,
            on_created: None,
        }
    }

    #[cfg(feature = "ledger")]
    pub(crate) fn at(mut self, desk: Option<Arc<Desk>>) -> Self {
        self.desk = desk;
        self
    }

    /// Calls `tell` once the task is created, before it is waited for.
    pub fn on_created(mut self, tell: impl FnOnce(&VideoTask) + Send + 'static) -> Self {
        self.on_created = Some(Box::new(tell));
        self
    }

    /// Saves the result at `path`: a file that does not exist yet, or a folder. With the feature `objects`, `path` may be
    /// the URL of an object or of a folder in object storage, as `s3://bucket/videos/`: see [`Target`].
    ///
    /// That it can be saved there is made sure of before the task is created and paid. A file is for one task: of two that
    /// are to be saved there, the second is paid all the same.
    pub fn save_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.target = Some(Target::parse(path));
        self
    }

    /// Names the task in the ledger: the same name again is the same task, which is not paid twice but gone on with.
    /// Without a ledger this has no effect.
    #[cfg(feature = "ledger")]
    pub fn named(mut self, client_ref: impl Into<Box<str>>) -> Self {
        self.client_ref = Some(client_ref.into());
        self
    }

    /// Writes down what is to be made, and sends nothing: `Client::resume` makes it, in this program or another.
    ///
    /// # Errors
    /// [`Destination`](GenerateError::Destination) where the result can't be saved,
    /// [`NotText`](GenerateError::NotText) where its path can't be written down, and [`Ledger`](GenerateError::Ledger),
    /// also where the client has none, and where it knows the name as another task.
    #[cfg(feature = "ledger")]
    pub async fn submit(self) -> Result<crate::ledger::Submitted, GenerateError> {
        let desk = self.desk.clone();
        let desk = desk.ok_or_else(|| GenerateError::Ledger(Desk::none()))?;
        self.order().submit(&desk).await
    }

    /// Finds a task that is the same request for the same place, is not over, and is in nobody's hands, as one that a crash
    /// or an interrupt left: under its [name](Self::named) it is gone on with instead of being paid twice. Without a ledger
    /// there is none.
    ///
    /// # Errors
    /// [`NotText`](GenerateError::NotText) and [`Ledger`](GenerateError::Ledger), as [`submit`](Self::submit).
    #[cfg(feature = "ledger")]
    pub async fn unfinished(&self) -> Result<Option<crate::ledger::Entry>, GenerateError> {
        let Some(desk) = &self.desk else {
            return Ok(None);
        };
        let order = Order {
            request: self.request.clone(),
            target: self.target.clone(),
            client_ref: None,
        };
        order.unfinished(desk).await
    }

    /// Writes down what is to be made, as [`submit`](Self::submit), and has it in hand at once: no other program can go on
    /// with it in between. [`Resume::claimed`](crate::Resume::claimed) makes it.
    ///
    /// # Errors
    /// Those of [`submit`](Self::submit), and [`Known`](GenerateError::Known) where the name is that of a task which is over,
    /// of unknown outcome, or in hand already.
    #[cfg(feature = "ledger")]
    pub async fn claim(self) -> Result<crate::Claim, GenerateError> {
        let desk = self.desk.clone();
        let desk = desk.ok_or_else(|| GenerateError::Ledger(Desk::none()))?;
        self.order().claim(&desk).await
    }

    /// Creates the task, and waits for nothing; this costs money.
    ///
    /// With a ledger the task is written down, and whoever resumes waits for it and saves it. A create call that surely
    /// was not taken is not tried again, and in the ledger the task has failed then.
    ///
    /// # Errors
    /// [`Destination`](GenerateError::Destination) where the result can't be saved, and
    /// [`Create`](GenerateError::Create) where the answer is no task: where that has an
    /// [id](grok_video_transport::Error::task_id) all the same, the task most likely exists. With a ledger also those of
    /// `submit`, `Known` where a task of this name was sent before, and `NotWritten`, which has the id.
    ///
    /// # Cancel safety
    /// Dropped while the call is under way, the task may be created and paid; in the ledger it is of unknown outcome then.
    /// What was written down and not sent yet is sent by whoever resumes.
    pub async fn create(mut self) -> Result<VideoTask, GenerateError> {
        let tell = self.on_created.take();
        let created = self.create_untold().await?;
        if let Some(tell) = tell {
            tell(&created);
        }
        Ok(created)
    }

    async fn create_untold(mut self) -> Result<VideoTask, GenerateError> {
        #[cfg(feature = "ledger")]
        if let Some(desk) = self.desk.take() {
            return self.order().create(&desk).await;
        }
        if let Some(target) = self.target.take() {
            spot::check(&self.access.storage, &target).await?;
        }
        let created = self.access.create(&self.request).await;
        created.map_err(GenerateError::Create)
    }

    #[cfg(feature = "ledger")]
    pub(crate) fn order(self) -> Order {
        Order {
            request: self.request,
            target: self.target,
            client_ref: self.client_ref,
        }
    }

    async fn run(mut self) -> Result<Generated, GenerateError> {
        #[cfg(feature = "ledger")]
        if let Some(desk) = self.desk.take() {
            let tell = self.on_created.take().map(crate::work::once_created);
            return self.order().carry_out(&desk, tell).await;
        }
        if let Some(target) = &self.target {
            spot::check(&self.access.storage, target).await?;
        }
        let created = self.access.create(&self.request).await;
        let created = created.map_err(GenerateError::Create)?;
        if let Some(tell) = self.on_created.take() {
            tell(&created);
        }
        let outcome = self
            .access
            .wait_created_by(&self.request, created.id())
            .await;
        let Ending::Completed { task, .. } = outcome.ending else {
            return Err(GenerateError::Ended {
                id: created.id().clone(),
                outcome: Box::new(outcome),
            });
        };
        let saved = match self.target {
            Some(target) => {
                let saved = self.access.save_to(&task, &target, |_| {}).await;
                Some(saved.map_err(|error| GenerateError::NotSaved(Box::new(error)))?)
            }
            None => None,
        };
        Ok(Generated { task, saved })
    }
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

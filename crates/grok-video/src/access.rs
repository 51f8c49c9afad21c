//! The service as a client reaches it.

use grok_video_poller::{JobClass, Outcome, Schedule, Timer, TokioTimer, Watch, wait};
use grok_video_save::{Destination, Saved};
use grok_video_transport::{Client as Transport, Downloader, Error, Http1, Progress};
use grok_video_types::{CreateVideo, TaskId, VideoTask};

use crate::learning::Learning;
use crate::spot::Spot;
use crate::storage::Storage;
use crate::{NotSaved, Target, observation, saving};

/// Holds what every way to a video needs: the calls with the key, the downloads without, and when to ask.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) transport: Transport<Http1>,
    pub(crate) downloader: Downloader,
    pub(crate) schedule: Schedule,
    pub(crate) learning: Learning,
    pub(crate) storage: Storage,
}

impl Access {
    pub(crate) async fn create(&self, request: &CreateVideo) -> Result<VideoTask, Error> {
        Ok(self.transport.create(request).await?.task)
    }

    /// Begins to watch a task by the schedule.
    pub(crate) fn watch(&self, id: &TaskId) -> (Watch, TokioTimer) {
        let timer = TokioTimer::new();
        let machine = Watch::new(id.clone(), self.schedule.clone(), timer.now());
        (machine, timer)
    }

    /// Begins to watch a task of a class that was created just now.
    pub(crate) fn watch_created(&self, class: &JobClass, id: &TaskId) -> (Watch, TokioTimer) {
        let timer = TokioTimer::new();
        let schedule = self.learning.schedule_for(class, &self.schedule);
        let machine = Watch::new(id.clone(), schedule, timer.now());
        (machine.just_created(), timer)
    }

    /// Waits for a task of a class that was created just now, and learns from it.
    pub(crate) async fn wait_created_by(&self, request: &CreateVideo, id: &TaskId) -> Outcome {
        let class = JobClass::of(request);
        let (machine, timer) = self.watch_created(&class, id);
        let outcome = wait(machine, timer, observation::query(&self.transport)).await;
        self.learning.note(&class, &outcome);
        outcome
    }

    /// Waits for a task of which "not found" may mean "not yet known everywhere".
    pub(crate) async fn wait_created(&self, id: &TaskId) -> Outcome {
        let (machine, timer) = self.watch(id);
        let query = observation::query(&self.transport);
        wait(machine.just_created(), timer, query).await
    }

    pub(crate) async fn save(
        &self,
        task: &VideoTask,
        destination: Destination,
        on_progress: impl FnMut(Progress),
    ) -> Result<Saved, NotSaved> {
        saving::save(
            &self.transport,
            &self.downloader,
            task,
            destination,
            on_progress,
        )
        .await
    }

    /// Saves the result of a completed task where a target says: on this machine, or in object storage.
    pub(crate) async fn save_to(
        &self,
        task: &VideoTask,
        target: &Target,
        on_progress: impl FnMut(Progress),
    ) -> Result<Saved, NotSaved> {
        let spot = Spot::find(&self.storage, target, task.id()).await;
        let spot = spot.map_err(|reason| NotSaved::new(task.id(), reason))?;
        let place = spot.destination().clone();
        let ask = || async { Ok(self.transport.query(task.id()).await?) };
        let sealed = saving::fetch(ask, &self.downloader, task, place, on_progress).await?;
        let published = spot.publish(sealed).await;
        published.map_err(|reason| NotSaved::new(task.id(), reason))
    }
}

//! From an id to the end of the task.

use std::time::Duration;

use grok_video_ledger::{AtRest, Pause, Trouble, Write};
use grok_video_poller::{Ending, Event, EventKind, Outcome, Snapshot, Watch};
use grok_video_types::{TaskId, VideoTask};
use tokio::time::Instant;

use super::Life;
use super::create::{pause, until_dropped};
use crate::GenerateError;
use crate::work::brake::unless;
use crate::work::notice::News;
use crate::work::polls::Listening;

/// How old what is written about a watch may get while nothing but polls happens.
const FRESH: Duration = Duration::from_secs(300);

/// How long after its creation a task counts as just created.
const NEWBORN: Duration = Duration::from_secs(60);

impl Life {
    /// Returns a watch that goes on from where it was left, unless it is to begin anew.
    pub(super) fn watch(
        &mut self,
        id: TaskId,
        age: Option<Duration>,
        rest: Option<AtRest>,
    ) -> Watch {
        let now = self.shift().polls.now();
        self.id = Some(id.clone());
        let access = &self.shift().access;
        if !self.manner.watches_anew
            && let Some(rest) = rest
            && let Ok(snapshot) = serde_json::from_str::<Snapshot>(&rest.snapshot)
        {
            let schedule = access.learning.schedule_after(&snapshot, &access.schedule);
            return Watch::restore(snapshot.with_schedule(schedule), now, rest.away);
        }
        // Nothing is lost with a snapshot but when it was last asked.
        let watch = Watch::new(id, access.schedule.clone(), now);
        match age {
            Some(age) if age < NEWBORN => watch.just_created(),
            _ => watch,
        }
    }

    /// Waits for the end of the task; returns the completed task and how old its result is.
    pub(super) async fn wait(
        &mut self,
        watch: Watch,
    ) -> Result<(VideoTask, Option<Duration>), GenerateError> {
        let shift = self.shift().clone();
        let listening = shift.polls.listen(watch).await;
        let mut listening = listening.map_err(|_| self.hold.lost())?;
        let mut noted_at = Instant::now();
        let brake = self.manner.brake.clone();
        let attending = self.manner.hands_over().then(|| brake.attend());
        loop {
            let event = match &attending {
                Some(_) => unless(brake.pulled(), listening.next()).await,
                None => Some(listening.next().await),
            };
            let Some(event) = event else {
                self.hand_over(&listening).await?;
                drop(attending);
                return until_dropped().await;
            };
            let Some(event) = event else { break };
            self.tell(News::Polled(&event));
            if let EventKind::Finished(outcome) = event.kind {
                return self.ended(outcome).await;
            }
            if (has_advanced(&event) || noted_at.elapsed() >= FRESH)
                && let Some(snapshot) = listening.snapshot().await
            {
                self.hold.note(pause(&snapshot)).await?;
                noted_at = Instant::now();
            }
        }
        Err(self.hold.lost())
    }

    /// Leaves the task to whoever comes next, from where its watch stands now.
    async fn hand_over(&mut self, listening: &Listening) -> Result<(), GenerateError> {
        let Some(snapshot) = listening.snapshot().await else {
            // Its end has been told, and is heard when it is asked for again.
            return Ok(());
        };
        let last = Pause {
            release: true,
            ..pause(&snapshot)
        };
        self.hold.close(Write::Reschedule(last)).await
    }

    async fn ended(
        &mut self,
        outcome: Box<Outcome>,
    ) -> Result<(VideoTask, Option<Duration>), GenerateError> {
        if let Some(class) = &self.class {
            self.shift().access.learning.note(class, &outcome);
        }
        let age = outcome.ending.result_age();
        let last = match &outcome.ending {
            Ending::Completed { task, .. } => {
                let completed = Write::Completed {
                    result: task.clone(),
                    age,
                };
                if self.destination.is_none() {
                    self.announce(&completed).await?;
                }
                self.hold.write(vec![completed]).await?;
                return Ok((task.clone(), age));
            }
            Ending::Failed { task } => Write::Fail(of_service(task)),
            Ending::NotFound(error) => {
                // Without what differs between one who finds it and the next: an end that is told twice is the same.
                let why = format!("task {}: {}", outcome.id, outcome.ending);
                Write::Fail(Trouble::new(error.kind.as_str(), why))
            }
            _ => {
                let left = outcome.checkpoint.as_deref().map(pause);
                let left = left.unwrap_or_default();
                let task = self.hold.task().task;
                Write::Reschedule(Pause {
                    due_in: self.manner.note_setback(task, left.due_in),
                    note: Some(outcome.to_string().into()),
                    release: true,
                    ..left
                })
            }
        };
        let why = GenerateError::Ended {
            id: outcome.id.clone(),
            outcome,
        };
        Err(self.end_with(last, why).await)
    }
}

/// Says why the service made no video.
pub(crate) fn of_service(task: &VideoTask) -> Trouble {
    let words = task.failure().and_then(|failure| failure.message());
    let words = words.unwrap_or("the service made no video, and gave no reason");
    Trouble::new("failed", words)
}

/// Tells whether a poll has brought what whoever comes next should know.
fn has_advanced(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::FirstSeen { .. } | EventKind::StatusChanged { .. }
    )
}

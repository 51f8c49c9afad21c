//! Follows one task to its end, telling of it on the way, and saves its result.

use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use grok_video::poller::{Event as Poll, Forecast, Profile, UsualTime};
use grok_video::save::Destination;
use grok_video::types::{self, Video};
use grok_video::{Client, Ending, EventKind, Model, Outcome, TaskId, VideoTask};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::report::{Bar, Event, Reporter, seconds};

/// Returns how long a task may take of which only the id is known.
pub(super) fn forecast() -> Forecast {
    Profile::usual(UsualTime::of(&Model::GrokVideo3, 10, 0)).forecast()
}

/// Holds what following needs beside the task.
pub(super) struct Follower<'a> {
    pub(super) client: Client,
    pub(super) reporter: &'a Reporter,
    /// How long such a task may take.
    pub(super) forecast: Forecast,
    /// How to go on later.
    pub(super) go_on: GoOn<'a>,
}

impl Follower<'_> {
    /// Follows a task to its end, and saves its result where there is a destination.
    pub(super) async fn follow(
        &self,
        id: &TaskId,
        polls: impl Stream<Item = Poll>,
        destination: Option<Destination>,
    ) -> Exit {
        let bar = self.reporter.bar(id.as_str());
        bar.waiting("waiting for the first poll", Duration::ZERO, &self.forecast);
        let mut polls = pin!(polls);
        let outcome = loop {
            match polls.next().await {
                Some(Poll {
                    kind: EventKind::Finished(outcome),
                    ..
                }) => break outcome,
                Some(poll) => self.tell_poll(id, &poll, &bar),
                None => unreachable!("the last event holds the outcome"),
            }
        };
        match &outcome.ending {
            Ending::Completed { task, .. } => {
                self.tell_completed(task, &outcome);
                match destination {
                    Some(destination) => self.save(task, destination, &bar).await,
                    None => Exit::Done,
                }
            }
            _ => self.tell_end(id, &outcome),
        }
    }

    /// Saves the result of a completed task, and tells of it.
    pub(super) async fn save(&self, task: &VideoTask, destination: Destination, bar: &Bar) -> Exit {
        let show = |progress| bar.saving(progress);
        match self
            .client
            .save_with_progress(task, destination, show)
            .await
        {
            Ok(saved) => {
                self.reporter.tell(&Event::saved(task.id(), &saved));
                Exit::Done
            }
            Err(error) => self.reporter.fail(&error.into()),
        }
    }

    fn tell_poll(&self, id: &TaskId, poll: &Poll, bar: &Bar) {
        let status = |status, previous| Event::Status {
            id,
            status,
            previous,
            polls: poll.n_polls,
            elapsed: seconds(poll.elapsed),
        };
        let state = match &poll.kind {
            EventKind::FirstSeen { status: first } => {
                self.reporter.tell(&status(first, None));
                first.to_string()
            }
            EventKind::StatusChanged { from, to } => {
                self.reporter.tell(&status(to, Some(from)));
                to.to_string()
            }
            EventKind::Unchanged { status } => status.to_string(),
            EventKind::Regressed { kept, got } => {
                self.reporter.tell(&Event::Regression {
                    id,
                    status: got,
                    previous: kept,
                });
                kept.to_string()
            }
            EventKind::PollError(error) | EventKind::Throttled(error) => {
                // The last one is told as the end.
                if poll.next_poll_in.is_some() {
                    self.reporter.tell(&Event::PollError {
                        id,
                        kind: error.kind.as_str(),
                        message: &error.message,
                        retry_in: poll.next_poll_in.map(seconds),
                    });
                }
                error.to_string()
            }
            _ => String::new(),
        };
        let next = match poll.next_poll_in {
            Some(wait) => format!(", next poll in {:.1} s", seconds(wait)),
            None => String::new(),
        };
        self.reporter
            .remark(&format!("{id}: poll {}: {state}{next}", poll.n_polls));
        bar.waiting(&format!("{state}{next}"), poll.elapsed, &self.forecast);
    }

    fn tell_completed(&self, task: &VideoTask, outcome: &Outcome) {
        self.reporter.tell(&Event::Completed {
            id: task.id(),
            video_url: task.video().map_or("", |video| video.url().as_str()),
            actual_duration: task.video().and_then(Video::actual_duration),
            model: task.model(),
            polls: outcome.n_polls,
            elapsed: seconds(outcome.elapsed),
        });
    }

    fn tell_end(&self, id: &TaskId, outcome: &Outcome) -> Exit {
        let (polls, elapsed) = (outcome.n_polls, seconds(outcome.elapsed));
        match &outcome.ending {
            Ending::Failed { task } => {
                let error = task.failure().and_then(types::Failure::message);
                self.reporter.tell(&Event::Failed {
                    id,
                    error,
                    polls,
                    elapsed,
                });
                Exit::TaskFailed
            }
            Ending::GaveUp { last_error } => {
                let trouble = match last_error {
                    Some(error) => format!(" (the last poll: {error})"),
                    None => String::new(),
                };
                let message = format!(
                    "not over after {elapsed:.1} s{trouble}; go on with: {}",
                    self.go_on.wait(std::slice::from_ref(id))
                );
                self.reporter.tell(&Event::GaveUp {
                    id,
                    status: outcome.last_status.as_ref(),
                    polls,
                    elapsed,
                    message: &message,
                });
                Exit::GaveUp
            }
            Ending::NotFound(error)
            | Ending::Denied(error)
            | Ending::Rejected(error)
            | Ending::NoVideoUrl(error)
            | Ending::Fatal(error)
            | Ending::Outage(error) => self.reporter.fail(&Failure::of_poll(id, error)),
            _ => Exit::Interrupted,
        }
    }
}

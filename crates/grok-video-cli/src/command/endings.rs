//! How the way of a task ended, told to whoever asked.

use std::sync::Arc;

use grok_video::types::Failure as TaskFailure;
use grok_video::{Ended, Ending, GenerateError, Generated, Outcome, TaskId};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::report::{Event, Reporter, seconds};

/// Tells of ends, and how to go on after those that are none.
#[derive(Debug, Clone)]
pub(super) struct Endings {
    reporter: Arc<Reporter>,
    pub(super) go_on: GoOn,
}

impl Endings {
    pub(super) fn new(reporter: &Arc<Reporter>, go_on: GoOn) -> Self {
        Self {
            reporter: reporter.clone(),
            go_on,
        }
    }

    /// Tells of the end of a watch; that there is a result, the watch itself has told.
    pub(super) fn watched(&self, id: &TaskId, outcome: &Outcome) -> Exit {
        let (polls, elapsed) = (outcome.n_polls, seconds(outcome.elapsed));
        match &outcome.ending {
            Ending::Completed { .. } => Exit::Done,
            Ending::Failed { task } => {
                let error = task.failure().and_then(TaskFailure::message);
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
                    "not over after {elapsed:.1} s{trouble}{}",
                    self.go_on.advice(std::slice::from_ref(id))
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

    /// Tells what became of a task of the ledger, which is called `name` as long as it has no id.
    pub(super) fn made(&self, name: &str, ended: &Ended) -> Exit {
        let error = match &ended.result {
            Ok(Generated {
                task,
                saved: Some(saved),
                ..
            }) => {
                self.reporter.tell(&Event::saved(task.id(), saved));
                return Exit::Done;
            }
            Ok(_) => return Exit::Done,
            Err(GenerateError::Ended { id, outcome }) => return self.watched(id, outcome),
            Err(error) => error,
        };
        let failure = Failure::of_generate(error);
        // Who reads of one task among many must know which.
        let is_named = name.is_empty() || failure.id.is_some();
        self.reporter.fail(&if is_named {
            failure
        } else {
            failure.about(name)
        })
    }
}

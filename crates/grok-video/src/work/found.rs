//! What was found out about a task without its ledger.

use std::collections::HashMap;
use std::time::Duration;

use grok_video_ledger::{Entry, Filter, LedgerError, MAX_BATCH, TaskState, Trouble, Write};
use grok_video_poller::{Ending, Outcome};
use grok_video_save::Saved;
use grok_video_types::{State, TaskId, VideoTask};

use super::desk::Desk;
use super::in_hand::InHand;
use super::life::{of_service, proof_of};
use super::source::{Source, Taken};

/// Holds what a program has found out about a task on its own, as by [`Client::wait`](crate::Client::wait): its ledger can
/// be [told](crate::Client::note_ended).
#[derive(Debug, Clone)]
pub struct Found {
    id: TaskId,
    end: Option<End>,
    saved: Option<Saved>,
}

#[derive(Debug, Clone)]
enum End {
    Completed {
        result: Box<VideoTask>,
        age: Option<Duration>,
    },
    Failed(Trouble),
}

impl Found {
    /// Takes what a watch has come to.
    #[must_use]
    pub fn new(outcome: &Outcome) -> Self {
        let end = match &outcome.ending {
            Ending::Completed { task, .. } | Ending::Failed { task } => {
                end(task, outcome.ending.result_age())
            }
            _ => None,
        };
        Self {
            id: outcome.id.clone(),
            end,
            saved: None,
        }
    }

    /// Takes what a single answer says.
    #[must_use]
    pub fn of_task(task: &VideoTask) -> Self {
        Self {
            id: task.id().clone(),
            end: end(task, None),
            saved: None,
        }
    }

    /// Adds that the result was saved.
    #[must_use]
    pub fn with_saved(mut self, saved: Saved) -> Self {
        self.saved = Some(saved);
        self
    }

    /// Returns what is written about it; nothing where the task is not over.
    fn writes(&self) -> Vec<Write> {
        match (&self.end, &self.saved) {
            (None, _) => Vec::new(),
            (Some(End::Failed(trouble)), _) => vec![Write::Fail(trouble.clone())],
            (Some(End::Completed { result, age }), saved) => {
                let completed = Write::Completed {
                    result: (**result).clone(),
                    age: *age,
                };
                let saved = saved.iter().map(|saved| {
                    // It stands for whoever reads it, wherever that works.
                    let path = std::path::absolute(&saved.path);
                    let path = path.unwrap_or_else(|_| saved.path.clone());
                    let saved = Saved::new(path, saved.bytes, saved.sha256);
                    Write::Saved(proof_of(&saved))
                });
                std::iter::once(completed).chain(saved).collect()
            }
        }
    }
}

fn end(task: &VideoTask, age: Option<Duration>) -> Option<End> {
    match task.state() {
        State::Completed(_) => Some(End::Completed {
            result: Box::new(task.clone()),
            age,
        }),
        State::Failed(_) => Some(End::Failed(of_service(task))),
        _ => None,
    }
}

/// Writes down what was found out about tasks that nobody has in hand; returns how many these were.
pub(crate) async fn note_ended(desk: &Desk, found: &[Found]) -> Result<usize, LedgerError> {
    let found: HashMap<_, _> = found
        .iter()
        .filter(|found| found.end.is_some())
        .map(|found| (&found.id, found))
        .collect();
    if found.is_empty() {
        return Ok(0);
    }
    let filter = Filter::states(&[TaskState::Active, TaskState::Completed]).of(desk.account());
    let (mut n_noted, mut after) = (0, None);
    loop {
        let page = desk.ledger().list(filter.clone(), after, MAX_BATCH).await?;
        after = page.last().map(|entry| entry.task);
        if after.is_none() {
            return Ok(n_noted);
        }
        let is_news = |entry: &Entry| {
            let is_found = entry.id.as_ref().is_some_and(|id| found.contains_key(id));
            is_found && !entry.is_held && !entry.is_over()
        };
        let entries: Vec<_> = page.into_iter().filter(is_news).collect();
        let ids: Vec<_> = entries
            .iter()
            .filter_map(|entry| entry.id.clone())
            .collect();
        let taken = Source::take_in_hand(desk, entries).await?;
        for (taken, id) in taken.into_iter().zip(ids) {
            if let Taken::InHand(in_hand) = taken
                && note(in_hand, found[&id]).await
            {
                n_noted += 1;
            }
        }
    }
}

/// Writes what was found about a task in hand, which is free again afterwards.
async fn note(in_hand: InHand, found: &Found) -> bool {
    in_hand.hold.write(found.writes()).await.is_ok()
}

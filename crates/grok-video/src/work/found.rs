//! What was found out about a task without its ledger.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::{Entry, Filter, LedgerError, MAX_BATCH, Stage, TaskState, Trouble, Write};
use grok_video_poller::{Ending, Outcome};
use grok_video_save::Saved;
use grok_video_types::{State, TaskId, VideoTask};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::desk::Desk;
use super::in_hand::InHand;
use super::life::{of_service, proof_of};
use super::source::{Source, Taken};
use crate::{GenerateError, Target};

/// Holds what a program has found out about a task on its own, as by [`Client::wait`](crate::Client::wait): its ledger can
/// be [told](crate::Client::note_ended).
#[derive(Debug, Clone)]
pub struct Found {
    id: TaskId,
    end: Option<End>,
    saved: Option<Saved>,
    /// When it was found out.
    at: Instant,
}

#[derive(Debug, Clone)]
enum End {
    Completed {
        result: Box<VideoTask>,
        /// How old the result was at most when it was found out.
        age: Option<Duration>,
    },
    Failed(Trouble),
}

impl Found {
    /// Takes what a watch has come to, just now. Only a task that the service calls completed or failed is over: with any
    /// other ending, as "not found" or a deadline, there is nothing to tell, and whoever resumes asks once more.
    #[must_use]
    pub fn new(outcome: &Outcome) -> Self {
        match &outcome.ending {
            Ending::Completed { task, .. } | Ending::Failed { task } => {
                Self::with_age(task, outcome.ending.result_age())
            }
            _ => Self {
                id: outcome.id.clone(),
                end: None,
                saved: None,
                at: Instant::now(),
            },
        }
    }

    /// Takes what a single answer says, just now.
    #[must_use]
    pub fn of_task(task: &VideoTask) -> Self {
        Self::with_age(task, None)
    }

    /// Adds that the result was saved.
    #[must_use]
    pub fn with_saved(mut self, saved: Saved) -> Self {
        self.saved = Some(saved);
        self
    }

    fn with_age(task: &VideoTask, age: Option<Duration>) -> Self {
        let end = match task.state() {
            State::Completed(_) => Some(End::Completed {
                result: Box::new(task.clone()),
                age,
            }),
            State::Failed(_) => Some(End::Failed(of_service(task))),
            _ => None,
        };
        Self {
            id: task.id().clone(),
            end,
            saved: None,
            at: Instant::now(),
        }
    }

    /// Tells whether it is more than the ledger knows: of a result that it has, only that it is saved.
    fn is_news(&self, is_completed: bool) -> bool {
        match (&self.end, &self.saved) {
            (None, _) => false,
            (Some(End::Completed { .. }), Some(_)) => true,
            (Some(_), _) => !is_completed,
        }
    }

    /// Returns what is written about it, which leaves the task in nobody's hands.
    fn writes(&self) -> Vec<Write> {
        match (&self.end, &self.saved) {
            (None, _) => vec![Write::Release],
            (Some(End::Failed(trouble)), _) => vec![Write::Fail(trouble.clone())],
            (Some(End::Completed { result, age }), saved) => {
                let completed = Write::Completed {
                    result: (**result).clone(),
                    age: age.map(|age| age.saturating_add(self.at.elapsed())),
                };
                let last = saved.as_ref().map_or(Write::Release, |saved| {
                    // It stands for whoever reads it, wherever that works.
                    let path = match Target::parse(&saved.path).is_url() {
                        true => Ok(saved.path.clone()),
                        false => std::path::absolute(&saved.path),
                    };
                    let path = path.unwrap_or_else(|_| saved.path.clone());
                    let saved = Saved::new(path, saved.bytes, saved.sha256);
                    Write::Saved(proof_of(&saved))
                });
                vec![completed, last]
            }
        }
    }
}

/// What was found out, by id. Of one that comes twice, what was saved counts, and else what came last.
#[derive(Debug)]
struct Finds(HashMap<TaskId, Found>);

impl Finds {
    fn new(found: &[Found]) -> Self {
        let mut finds = HashMap::with_capacity(found.len());
        for found in found.iter().filter(|found| found.end.is_some()) {
            let is_less = |known: &Found| known.saved.is_some() && found.saved.is_none();
            if !finds.get(&found.id).is_some_and(is_less) {
                finds.insert(found.id.clone(), found.clone());
            }
        }
        Self(finds)
    }

    fn about(&self, id: &TaskId, is_completed: bool) -> Option<&Found> {
        let found = self.0.get(id)?;
        found.is_news(is_completed).then_some(found)
    }

    /// Returns what is news about a task as it is listed, if that can be had.
    fn about_entry(&self, entry: &Entry) -> Option<&Found> {
        let is_free = !entry.is_held && !entry.is_over();
        let is_completed = entry.state == TaskState::Completed;
        self.about(entry.id.as_ref().filter(|_| is_free)?, is_completed)
    }

    /// Returns what is news about a task in hand, which may have gone on since it was listed.
    fn about_stage(&self, stage: &Stage) -> Option<&Found> {
        match stage {
            Stage::Create(_) => None,
            Stage::Wait { id, .. } => self.about(id, false),
            Stage::Save { result, .. } => self.about(result.id(), true),
        }
    }
}

/// Writes down what was found out about tasks that nobody has in hand; returns how many these were.
pub(crate) async fn note_ended(desk: &Desk, found: &[Found]) -> Result<usize, LedgerError> {
    let finds = Arc::new(Finds::new(found));
    if finds.0.is_empty() {
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
        let mut entries = page;
        entries.retain(|entry| finds.about_entry(entry).is_some());
        let taken = Source::take_in_hand(desk, entries).await?;
        // What all of them have to say is written together.
        let mut noting = JoinSet::new();
        for taken in taken {
            if let Taken::InHand(in_hand) = taken {
                noting.spawn(note(in_hand, finds.clone()));
            }
        }
        let mut failed = None;
        while let Some(noted) = noting.join_next().await {
            match noted {
                Ok(Ok(is_noted)) => n_noted += usize::from(is_noted),
                Ok(Err(error)) => failed = Some(error),
                // The runtime is ending.
                Err(_) => return Ok(n_noted),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
}

/// Writes what was found about a task in hand, which is free afterwards; tells whether that stands in the ledger.
async fn note(mut in_hand: InHand, finds: Arc<Finds>) -> Result<bool, LedgerError> {
    let Some(found) = finds.about_stage(&in_hand.held.stage) else {
        in_hand.give_back().await;
        return Ok(false);
    };
    match in_hand.hold.close_by(found.writes()).await {
        Ok(()) => Ok(true),
        Err(GenerateError::Ledger(error)) => Err(error),
        // Somebody else has gone on with it.
        Err(_) => Ok(false),
    }
}

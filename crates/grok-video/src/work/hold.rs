//! A task in hand, and what is written when it is let go of in the middle.

use std::sync::Arc;

use grok_video_ledger::{Fenced, LedgerErrorKind, Pause, Write, Written};

use super::shift::Shift;
use crate::GenerateError;

/// Holds a task of the ledger. Dropped in the middle of something, it leaves word of how far that was.
#[derive(Debug)]
pub(super) struct Hold {
    shift: Arc<Shift>,
    task: Fenced,
    last_words: Vec<Write>,
    /// What was written about it last, where that ends the work on it here.
    left_as: Option<Left>,
}

/// Says how a task was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// It is over.
    Over,
    /// It may be paid, and nobody knows its id.
    Unknown,
    /// It goes on later.
    ForLater,
}

impl Hold {
    pub(super) fn new(shift: Arc<Shift>, task: Fenced) -> Self {
        Self {
            shift,
            task,
            last_words: vec![Write::Release],
            left_as: None,
        }
    }

    pub(super) fn task(&self) -> Fenced {
        self.task
    }

    /// Returns how the task was left; one that was dropped in the middle goes on later.
    pub(super) fn left_as(&self) -> Left {
        self.left_as.unwrap_or(Left::ForLater)
    }

    pub(super) fn shift(&self) -> &Arc<Shift> {
        &self.shift
    }

    /// Says what is true if nothing more is heard from here.
    pub(super) fn leave_word(&mut self, last_words: Vec<Write>) {
        self.last_words = last_words;
    }

    /// Says that others may hold the task, where it must not be touched any more.
    pub(super) fn may_begin(&self) -> Result<(), GenerateError> {
        if self.shift.may_begin() {
            Ok(())
        } else {
            Err(self.lost())
        }
    }

    pub(super) fn lost(&self) -> GenerateError {
        GenerateError::Lost(self.task.task)
    }

    /// Writes what has happened.
    pub(super) async fn write(&self, writes: Vec<Write>) -> Result<(), GenerateError> {
        match self.shift.clerk.write(self.task, writes).await {
            Ok(Written::Applied) => Ok(()),
            Ok(Written::Stale) => Err(self.lost()),
            Err(error) => Err(GenerateError::Ledger(error)),
        }
    }

    /// Writes where the task stands, for whoever comes next. That it can't be written now stops nobody.
    pub(super) async fn note(&self, pause: Pause) -> Result<(), GenerateError> {
        match self.write(vec![Write::Reschedule(pause)]).await {
            Err(GenerateError::Ledger(error)) if error.kind() == LedgerErrorKind::Unavailable => {
                Ok(())
            }
            written => written,
        }
    }

    /// Writes the last that there is to write from here. What can't be written now is left as the last word.
    pub(super) async fn close(&mut self, last: Write) -> Result<(), GenerateError> {
        self.close_by(vec![last]).await
    }

    /// Writes the last that there is to write from here, in one step.
    pub(super) async fn close_by(&mut self, last: Vec<Write>) -> Result<(), GenerateError> {
        self.leave_word(last.clone());
        self.left_as = last.last().map(Left::by);
        let written = self.write(last).await;
        if !matches!(written, Err(GenerateError::Ledger(_))) {
            self.last_words.clear();
        }
        written
    }

    /// Writes the last that there is to write about an end that is no result, and returns why: that others have the
    /// task weighs more, and that the ledger can't be reached less.
    pub(super) async fn close_with(&mut self, last: Write, why: GenerateError) -> GenerateError {
        match self.close(last).await {
            Err(lost @ GenerateError::Lost(_)) => lost,
            Ok(()) | Err(_) => why,
        }
    }
}

impl Left {
    fn by(last: &Write) -> Self {
        match last {
            Write::Saved(_) | Write::Completed { .. } | Write::Fail(_) => Self::Over,
            Write::Unknown => Self::Unknown,
            Write::Created(_)
            | Write::NotSent
            | Write::Reschedule(_)
            | Write::Saving(_)
            | Write::Release => Self::ForLater,
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if !self.last_words.is_empty() {
            let last_words = std::mem::take(&mut self.last_words);
            self.shift.clerk.leave(self.task, last_words);
        }
    }
}

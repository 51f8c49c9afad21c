//! The end of a task: announced, where somebody wants to know, and then written down.

use std::time::Duration;

use grok_video_ledger::{Pause, Write};

use super::Life;
use crate::work::announcement::{Announcement, End};
use crate::{GenerateError, one_line};

impl Life {
    /// Announces an end and writes it down. Where nobody takes the announcement, the task goes on later.
    pub(super) async fn end(&mut self, last: Write) -> Result<(), GenerateError> {
        self.announce(&last).await?;
        self.hold.close(last).await
    }

    /// Announces an end that is no result and writes it down; returns why there is none.
    pub(super) async fn end_with(&mut self, last: Write, why: GenerateError) -> GenerateError {
        match self.announce(&last).await {
            Ok(()) => self.hold.close_with(last, why).await,
            Err(not_announced) => not_announced,
        }
    }

    /// Announces what is about to be written, if it is an end.
    pub(super) async fn announce(&mut self, last: &Write) -> Result<(), GenerateError> {
        let Some(announcer) = self.manner.announcer.clone() else {
            return Ok(());
        };
        let end = match last {
            Write::Saved(proof) => End::Saved(proof),
            Write::Completed { result, .. } => End::Completed(result),
            Write::Fail(trouble) => End::Failed(trouble),
            _ => return Ok(()),
        };
        // One without an id was refused, and is not being sent any more.
        let not_sent = self.id.is_none().then_some(Write::NotSent);
        let mut later: Vec<_> = not_sent.into_iter().collect();
        self.hold
            .leave_word([&later[..], &[Write::Release]].concat());
        self.hold.may_begin()?;
        let task = self.hold.task().task;
        let shift = self.shift().clone();
        let told = announcer
            .announce(&Announcement {
                task,
                client_ref: &self.client_ref,
                account: &shift.account,
                id: self.id.as_ref(),
                end,
            })
            .await;
        let Err(error) = told else { return Ok(()) };
        let why = GenerateError::NotAnnounced { task, error };
        later.push(Write::Reschedule(Pause {
            due_in: self.manner.note_setback(task, Duration::ZERO),
            note: Some(one_line(&why).into()),
            release: true,
            ..Pause::default()
        }));
        self.hold.close_by(later).await?;
        Err(why)
    }
}

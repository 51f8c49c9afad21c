//! The way of one task, from wherever it is to its end.

mod create;
mod keep;
mod wait;

use std::fmt;
use std::sync::Arc;

use grok_video_ledger::Stage;
use grok_video_types::TaskId;

use super::ended::Ended;
use super::hold::Hold;
use super::in_hand::InHand;
use super::notice::{News, Notice};
use super::shift::Shift;
use crate::{GenerateError, Generated};

/// Is told what happens.
pub(super) type Tell = Arc<dyn Fn(&Notice<'_>) + Send + Sync>;

/// Goes the way of one task.
pub(super) struct Life {
    hold: Hold,
    client_ref: Box<str>,
    destination: Option<Box<str>>,
    /// Its id, once it is known.
    id: Option<TaskId>,
    tell: Option<Tell>,
}

impl Life {
    /// Goes on with a task, until its end or until it can't be gone on with now.
    pub(super) async fn live(InHand { hold, held }: InHand, tell: Option<Tell>) -> Ended {
        let task = held.task.task;
        let mut life = Self {
            hold,
            client_ref: held.client_ref,
            destination: held.destination,
            id: None,
            tell,
        };
        let result = life.go(held.stage).await;
        Ended {
            task,
            client_ref: life.client_ref.clone(),
            id: life.id.take(),
            result,
        }
    }

    async fn go(&mut self, stage: Stage) -> Result<Generated, GenerateError> {
        let watch = match stage {
            Stage::Save { result, age, proof } => return self.keep(result, age, proof).await,
            Stage::Create(request) => self.create(&request).await?,
            Stage::Wait { id, age, rest } => self.watch(id, age, rest),
        };
        let (result, age) = self.wait(watch).await?;
        self.keep(result, age, None).await
    }

    fn shift(&self) -> &Arc<Shift> {
        self.hold.shift()
    }

    fn tell(&self, news: News<'_>) {
        if let Some(tell) = &self.tell {
            tell(&Notice {
                task: self.hold.task().task,
                client_ref: &self.client_ref,
                news,
            });
        }
    }
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life")
            .field("hold", &self.hold)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

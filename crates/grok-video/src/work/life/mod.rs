//! The way of one task, from wherever it is to its end.

mod create;
mod end;
mod keep;
mod wait;

use std::fmt;
use std::sync::Arc;

use grok_video_ledger::{Stage, Write};
use grok_video_poller::{JobClass, Watch};
use grok_video_types::{TaskId, VideoTask};

use super::ended::Ended;
use super::hold::{Hold, Left};
use super::in_hand::InHand;
use super::manner::Manner;
use super::notice::{News, Notice};
use super::shift::Shift;
use crate::{Error, GenerateError, Generated};

pub(super) use keep::proof_of;
pub(super) use wait::of_service;

/// Is told what happens.
pub(super) type Tell = Arc<dyn Fn(&Notice<'_>) + Send + Sync>;

/// A task that exists.
struct Created {
    /// How it is waited for.
    watch: Watch,
    /// What the service said; an answer that is damaged, but names the task.
    answer: Result<VideoTask, Error>,
}

/// Goes the way of one task.
pub(super) struct Life {
    hold: Hold,
    client_ref: Box<str>,
    destination: Option<Box<str>>,
    /// Its id, once it is known.
    id: Option<TaskId>,
    /// What it is to be learned as, where it was created here.
    class: Option<JobClass>,
    manner: Manner,
    tell: Option<Tell>,
}

impl Life {
    fn new(
        hold: Hold,
        (client_ref, destination): (Box<str>, Option<Box<str>>),
        manner: Manner,
        tell: Option<Tell>,
    ) -> Self {
        Self {
            hold,
            client_ref,
            destination,
            id: None,
            class: None,
            manner,
            tell,
        }
    }

    /// Goes on with a task, until its end or until it can't be gone on with now.
    pub(super) async fn live(
        InHand { hold, held }: InHand,
        manner: Manner,
        tell: Option<Tell>,
    ) -> Ended {
        let task = held.task.task;
        let mut life = Self::new(hold, (held.client_ref, held.destination), manner, tell);
        let result = life.go(held.stage).await;
        let left_as = match &result {
            Ok(_) => Left::Over,
            Err(_) => life.hold.left_as(),
        };
        Ended {
            task,
            client_ref: life.client_ref.clone(),
            id: life.id.take(),
            result,
            left_as,
        }
    }

    /// Creates a task that was submitted just now, and leaves it to whoever comes next.
    pub(super) async fn begin(InHand { hold, held }: InHand) -> Result<VideoTask, GenerateError> {
        let Stage::Create(request) = held.stage else {
            return Err(hold.lost());
        };
        let manner = Manner {
            creates_once: true,
            ..Manner::default()
        };
        let mut life = Self::new(hold, (held.client_ref, held.destination), manner, None);
        let created = life.create(&request).await?;
        // Where this can't be written now, it is left as the last word.
        let _ = life.hold.close(Write::Release).await;
        created.answer.map_err(GenerateError::Create)
    }

    async fn go(&mut self, stage: Stage) -> Result<Generated, GenerateError> {
        let watch = match stage {
            Stage::Save { result, age, proof } => return self.keep(result, age, proof).await,
            Stage::Create(request) => self.create(&request).await?.watch,
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
                id: self.id.as_ref(),
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

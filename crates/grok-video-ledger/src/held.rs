//! A task in a worker's hands.

use std::time::Duration;

use grok_video_types::{CreateVideo, TaskId, VideoTask};

use crate::{Fenced, Proof};

/// Holds what a worker needs to go on with a task that it has leased.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The task, and the fence of this lease.
    pub task: Fenced,
    /// The name that the user gave it.
    pub client_ref: Box<str>,
    /// Where its result goes.
    pub destination: Option<Box<str>>,
    /// What there is to do next.
    pub stage: Stage,
}

/// Says what there is to do next for a task.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// To create it, after [`start_create`](crate::Ledger::start_create).
    Create(CreateVideo),
    /// To wait for its end.
    Wait {
        /// The id at the service.
        id: TaskId,
        /// How long ago the create call was answered; `None` where it was not this ledger's.
        age: Option<Duration>,
        /// Where its watch was left.
        rest: Option<AtRest>,
    },
    /// To save its result.
    Save {
        /// The task, completed.
        result: VideoTask,
        /// How old the result is at most; `None` where nobody knows.
        age: Option<Duration>,
        /// What was about to be published, if it came so far: a file that proves to be this one is the result.
        proof: Option<Proof>,
    },
}

/// Holds a watch that was left, for [`Watch::restore`](https://docs.rs/grok-video-poller).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRest {
    /// The snapshot, in its stored form.
    pub snapshot: Box<str>,
    /// How long ago it was taken.
    pub away: Duration,
}

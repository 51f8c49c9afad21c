//! What is known of a task, as it is stored.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{Lifecycle, Rank};
use crate::{Status, TaskId, VideoTask};

/// The stored form: the furthest known status stands in it, since an unknown one may have come last.
#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    id: TaskId,
    latest: Option<VideoTask>,
    furthest: Option<Status>,
}

/// Says that what was stored names two tasks.
#[derive(Debug)]
pub(super) struct TwoTasks;

impl fmt::Display for TwoTasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the latest state is of another task than the one that is followed")
    }
}

impl From<Lifecycle> for Form {
    fn from(lifecycle: Lifecycle) -> Self {
        let latest = lifecycle.latest.as_ref().map(VideoTask::status);
        let furthest = lifecycle.rank.map(|rank| match latest {
            Some(status) if Rank::of(&status) == Some(rank) => status,
            _ => rank.status(),
        });
        Self {
            id: lifecycle.id,
            latest: lifecycle.latest,
            furthest,
        }
    }
}

impl TryFrom<Form> for Lifecycle {
    type Error = TwoTasks;

    fn try_from(form: Form) -> Result<Self, TwoTasks> {
        let Form {
            id,
            latest,
            furthest,
        } = form;
        if latest.as_ref().is_some_and(|latest| *latest.id() != id) {
            return Err(TwoTasks);
        }
        let status = latest.as_ref().map(VideoTask::status);
        let rank = furthest.as_ref().and_then(Rank::of);
        Ok(Self {
            id,
            rank: rank.max(status.as_ref().and_then(Rank::of)),
            latest,
        })
    }
}

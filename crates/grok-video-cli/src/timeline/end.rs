//! The end of a task.

use std::time::SystemTime;

use grok_video::types::Status;

use crate::history::{Record, What};

use super::Lane;

/// Says when and how a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) at: SystemTime,
    pub(super) kind: EndKind,
}

/// Says how a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndKind {
    /// Its result is there, and goes to no file.
    Completed,
    Saved,
    Failed,
    /// It may have been created and paid; a person must say.
    Unknown,
}

impl EndKind {
    /// Returns how a task ended by the word of its ledger; `None` where it goes on.
    pub(super) fn of(lane: &Lane) -> Option<Self> {
        match &*lane.state {
            "saved" => Some(Self::Saved),
            "failed" => Some(Self::Failed),
            "unknown" => Some(Self::Unknown),
            "completed" if lane.is_over => Some(Self::Completed),
            _ => None,
        }
    }

    /// Returns when the history saw such an end.
    pub(super) fn seen_in(self, records: &[&Record]) -> Option<SystemTime> {
        let is_end = |what: &What| match self {
            Self::Saved => *what == What::Saved,
            Self::Failed => {
                let status = Status::Failed;
                *what == What::Failed || *what == What::Status { status }
            }
            Self::Completed | Self::Unknown => false,
        };
        let end = records.iter().find(|record| is_end(&record.what));
        end.map(|record| record.at)
    }
}

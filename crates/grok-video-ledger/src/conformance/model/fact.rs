//! What has happened to a task.

use crate::{Moment, Resolution, Write};

/// One thing that happened to a task and had an effect.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact {
    Submitted,
    /// A session, by its place among all, leased it.
    Leased(usize),
    /// Its create call was permitted.
    Permitted,
    /// The session that held it ended.
    Orphaned,
    Wrote(Write),
    Resolved(Resolution),
}

/// A fact, and when it was.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dated {
    pub(super) at: Moment,
    pub(super) fact: Fact,
}

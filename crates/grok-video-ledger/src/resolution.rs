//! What a person decides about a task that no program may decide about.

use grok_video_types::TaskId;

use crate::Trouble;

/// Says what a person has found out about a task whose outcome was unknown, or that had failed.
///
/// With `Exists` and `Send` it begins anew and is due at once: of what came of it before, nothing is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It exists, under this id: it is waited for.
    Exists(TaskId),
    /// It is to be sent, again where it was sent before; that may be paid for twice.
    Send,
    /// Nothing is to be done about it.
    Drop(Trouble),
}

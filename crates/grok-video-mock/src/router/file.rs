//! The files of a task.

/// One of the files that every completed task has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    Video,
    LastFrame,
}

impl File {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Video => ".mp4",
            Self::LastFrame => ".png",
        }
    }
}

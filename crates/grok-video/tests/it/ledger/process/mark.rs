//! How far a worker says that it is.

/// A point in the way of a task, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// A permit is asked for.
    Asking,
    /// The intent counts as being sent.
    Permitted,
    /// The id is about to be written down.
    Creating,
    /// The id is written down.
    Created,
    /// The task is completed, which is about to be written down.
    Completing,
    /// The result can be fetched.
    Completed,
    /// The file is whole and durable, and about to be written down.
    Saving,
    /// The file is about to be published.
    Sealed,
    /// The file is published, which is about to be written down.
    Published,
    /// The file is published and written down.
    Saved,
    /// There is nothing left to do.
    Done,
}

impl Mark {
    const ALL: [Self; 11] = [
        Self::Asking,
        Self::Permitted,
        Self::Creating,
        Self::Created,
        Self::Completing,
        Self::Completed,
        Self::Saving,
        Self::Sealed,
        Self::Published,
        Self::Saved,
        Self::Done,
    ];

    /// Returns the letter that a worker writes.
    pub(super) fn letter(self) -> char {
        char::from(b'a' + self as u8)
    }

    /// Reads a line of a worker.
    pub(super) fn read(line: &str) -> Option<Self> {
        let letter = line.strip_prefix("mark ")?;
        Self::ALL
            .into_iter()
            .find(|mark| letter.starts_with(mark.letter()))
    }
}

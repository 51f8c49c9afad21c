use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::mp4::Mp4Error;
use crate::saved::Saved;

/// Says why a file was not saved, or not durably.
///
/// `Display` is one sentence: what happened to which path, and what to do. The cause, where there is
/// one, is the [`source`](Error::source).
#[derive(Debug)]
pub struct SaveError {
    path: PathBuf,
    reason: Reason,
}

/// Sorts [`SaveError`]s by what the caller may do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SaveErrorKind {
    /// The path or stem can't name a file here.
    InvalidName,
    /// Something has the name already; it is untouched.
    AlreadyExists,
    /// Nothing stands at the path that was to be verified.
    Missing,
    /// What stands at the path that was to be verified is no regular file, such as a symbolic link.
    NotAFile,
    /// The folder is missing.
    NoFolder,
    /// Something else stands where the folder should.
    NotAFolder,
    /// The folder takes no files.
    NotWritable,
    /// More or fewer bytes came than were expected.
    WrongLength,
    /// The bytes are not a whole MP4; the source is an [`Mp4Error`].
    NotMp4,
    /// The disk, the quota or the limit on the size of a file is used up.
    DiskFull,
    /// The whole file stands at its name, but a loss of power may still undo that.
    NotDurable,
    /// An operation on the disk failed for another reason.
    Io,
}

/// What a [`SaveErrorKind`] says, and what is known about it.
#[derive(Debug)]
pub(crate) enum Reason {
    InvalidName,
    AlreadyExists,
    Missing,
    NotAFile,
    NoFolder,
    NotAFolder,
    NotWritable(io::Error),
    WrongLength {
        expected: u64,
        received: u64,
    },
    NotMp4(Mp4Error),
    /// What was verified is not whole. Boxed, like what was saved, to keep every result small.
    NotWhole(Box<Mp4Error>),
    DiskFull(io::Error),
    NotDurable {
        saved: Box<Saved>,
        error: io::Error,
    },
    Io {
        /// Completes "could not … {path}".
        operation: &'static str,
        error: io::Error,
    },
    /// An earlier write failed, and the temporary is gone.
    Abandoned,
}

impl SaveError {
    pub(crate) fn new(path: &Path, reason: Reason) -> Self {
        Self {
            path: path.to_owned(),
            reason,
        }
    }

    /// Tells of a file that stands at its name, but can't be synced.
    pub(crate) fn not_durable(saved: Saved, error: io::Error) -> Self {
        let path = saved.path.clone();
        let saved = Box::new(saved);
        Self {
            path,
            reason: Reason::NotDurable { saved, error },
        }
    }

    /// Wraps an error of the disk, known only by its kind.
    pub(crate) fn io(operation: &'static str, path: &Path, error: io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Reason::DiskFull(error),
            _ => Reason::Io { operation, error },
        };
        Self::new(path, reason)
    }

    /// Returns what sort of error this is.
    #[must_use]
    pub const fn kind(&self) -> SaveErrorKind {
        match self.reason {
            Reason::InvalidName => SaveErrorKind::InvalidName,
            Reason::AlreadyExists => SaveErrorKind::AlreadyExists,
            Reason::Missing => SaveErrorKind::Missing,
            Reason::NotAFile => SaveErrorKind::NotAFile,
            Reason::NoFolder => SaveErrorKind::NoFolder,
            Reason::NotAFolder => SaveErrorKind::NotAFolder,
            Reason::NotWritable(_) => SaveErrorKind::NotWritable,
            Reason::WrongLength { .. } => SaveErrorKind::WrongLength,
            Reason::NotMp4(_) | Reason::NotWhole(_) => SaveErrorKind::NotMp4,
            Reason::DiskFull(_) => SaveErrorKind::DiskFull,
            Reason::NotDurable { .. } => SaveErrorKind::NotDurable,
            Reason::Io { .. } | Reason::Abandoned => SaveErrorKind::Io,
        }
    }

    /// Returns the path that the error is about: the file, or the folder that should hold it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the whole file that stands at its name although the kind is
    /// [`NotDurable`](SaveErrorKind::NotDurable).
    #[must_use]
    pub fn saved(&self) -> Option<&Saved> {
        match &self.reason {
            Reason::NotDurable { saved, .. } => Some(saved),
            _ => None,
        }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Debug quotes the path and escapes what a terminal would obey.
        let path = &self.path;
        match &self.reason {
            Reason::InvalidName => write!(
                f,
                "{path:?} can't be the name of a file here; choose another name"
            ),
            Reason::AlreadyExists => write!(
                f,
                "{path:?} already exists and is never overwritten; choose another name or move it away"
            ),
            Reason::Missing => write!(f, "nothing stands at {path:?}; save it first"),
            Reason::NotAFile => write!(
                f,
                "{path:?} is no regular file; move it away and save again"
            ),
            Reason::NoFolder => write!(f, "the folder {path:?} does not exist; create it first"),
            Reason::NotAFolder => write!(f, "{path:?} is not a folder; choose one that is"),
            Reason::NotWritable(_) => write!(
                f,
                "the folder {path:?} takes no files; check its permissions or choose another"
            ),
            Reason::WrongLength { expected, received } if received > expected => write!(
                f,
                "{path:?} was not saved because more than the expected {expected} bytes came; \
                 download it again"
            ),
            Reason::WrongLength { expected, received } => write!(
                f,
                "{path:?} was not saved because {received} of {expected} bytes came; \
                 download it again"
            ),
            Reason::NotMp4(_) => write!(
                f,
                "{path:?} was not saved because the bytes are not a whole MP4; download it again"
            ),
            Reason::NotWhole(_) => write!(
                f,
                "{path:?} is not a whole MP4; move it away and save again"
            ),
            Reason::DiskFull(_) => write!(
                f,
                "{path:?} was not saved because the disk or quota is full; \
                 free some space and try again"
            ),
            Reason::NotDurable { .. } => write!(
                f,
                "{path:?} is saved and whole, but a loss of power may still undo that; \
                 copy it to another disk"
            ),
            Reason::Io { operation, .. } => {
                write!(
                    f,
                    "could not {operation} {path:?}; solve the cause and try again"
                )
            }
            Reason::Abandoned => write!(
                f,
                "{path:?} was not saved because an earlier write failed; download it again"
            ),
        }
    }
}

impl Error for SaveError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.reason {
            Reason::NotMp4(error) => Some(error),
            Reason::NotWhole(error) => Some(error),
            Reason::NotWritable(error)
            | Reason::DiskFull(error)
            | Reason::NotDurable { error, .. }
            | Reason::Io { error, .. } => Some(error),
            Reason::InvalidName
            | Reason::AlreadyExists
            | Reason::Missing
            | Reason::NotAFile
            | Reason::NoFolder
            | Reason::NotAFolder
            | Reason::WrongLength { .. }
            | Reason::Abandoned => None,
        }
    }
}

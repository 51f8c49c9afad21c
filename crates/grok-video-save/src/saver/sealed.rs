use std::fmt;

use crate::destination::Destination;
use crate::disk::Disk;
use crate::error::SaveError;
use crate::saved::Saved;
use crate::temporary::Synced;

/// Holds a whole, verified, durable video that has no name yet; [`Saver::seal`](crate::Saver::seal) makes it.
///
/// Dropping it removes the file.
///
/// # Examples
///
/// ```
/// use grok_video_save::{Destination, LocalDisk, Saver};
///
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// let destination = Destination::folder(folder, "video_1")?;
/// let mut saver = Saver::begin(LocalDisk, destination, Some(24))?;
/// saver.write(b"\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x08mdat")?;
/// let sealed = saver.seal()?;
/// let record = sealed.will_be().sha256; // Write it down, and then:
/// assert_eq!(sealed.publish()?.sha256, record);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "nothing stands at its final name before it is published"]
pub struct Sealed<D: Disk> {
    temporary: Synced<D>,
    destination: Destination,
    saved: Saved,
}

impl<D: Disk> Sealed<D> {
    pub(super) fn new(temporary: Synced<D>, destination: Destination, saved: Saved) -> Self {
        Self {
            temporary,
            destination,
            saved,
        }
    }

    /// Returns what publishing will return.
    #[must_use]
    pub const fn will_be(&self) -> &Saved {
        &self.saved
    }

    /// Opens the file for reading: for who brings the content elsewhere, and drops it here afterwards. What
    /// [`Disk::read`] returns of it may be held to [`will_be`](Self::will_be) once more.
    ///
    /// # Errors
    ///
    /// [`Missing`](crate::SaveErrorKind::Missing) when the file was taken away,
    /// [`NotAFile`](crate::SaveErrorKind::NotAFile) when something else has its name, and
    /// [`Io`](crate::SaveErrorKind::Io) when it can't be opened.
    pub fn open(&self) -> Result<D::File, SaveError> {
        self.temporary.open(&self.destination)
    }

    /// Gives the file its final name, and returns once that survives a loss of power.
    ///
    /// # Errors
    ///
    /// | kind | when |
    /// | --- | --- |
    /// | [`AlreadyExists`](crate::SaveErrorKind::AlreadyExists) | something got the name in the meantime; it is untouched |
    /// | [`NotDurable`](crate::SaveErrorKind::NotDurable) | the file is published and whole, but its folder can't be synced; [`SaveError::saved`](crate::SaveError::saved) describes it |
    /// | [`DiskFull`](crate::SaveErrorKind::DiskFull), [`Io`](crate::SaveErrorKind::Io) | the disk failed |
    pub fn publish(self) -> Result<Saved, SaveError> {
        self.temporary.publish(&self.destination, self.saved)
    }
}

impl<D: Disk> fmt::Debug for Sealed<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sealed").field(&self.saved).finish()
    }
}

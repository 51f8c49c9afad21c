mod local;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::time::SystemTime;

pub use local::LocalDisk;

/// Names every effect that saving has on a disk.
///
/// The logic of this crate touches files only through this trait, so a disk that records, fails or
/// crashes at a chosen effect can stand in for the real one, [`LocalDisk`]. A [`Saver`] owns its
/// disk: make it a cheap handle.
///
/// [`Saver`]: crate::Saver
pub trait Disk {
    /// An open temporary; closed when dropped.
    type File;

    /// Returns random bytes that nobody can guess, for the name of a temporary.
    ///
    /// # Errors
    ///
    /// Fails when the source of randomness does.
    fn random(&self) -> io::Result<[u8; 16]>;

    /// Returns what stands at `path`, or `None` when nothing does; a symbolic link is not followed.
    ///
    /// # Errors
    ///
    /// Fails when that can't be found out.
    fn entry(&self, path: &Path) -> io::Result<Option<Entry>>;

    /// Reports whether a folder stands at `path`; a symbolic link is followed.
    ///
    /// # Errors
    ///
    /// Fails with [`NotFound`](io::ErrorKind::NotFound) when nothing stands there, or when that
    /// can't be found out.
    fn is_folder(&self, path: &Path) -> io::Result<bool>;

    /// Lists the names in `folder`.
    ///
    /// # Errors
    ///
    /// Fails when the folder can't be read.
    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>>;

    /// Creates an empty file, open for writing, where nothing stands.
    ///
    /// # Errors
    ///
    /// Fails when anything stands at `path`, be it a dangling symbolic link, or when the file
    /// can't be created.
    fn create_exclusively(&self, path: &Path) -> io::Result<Self::File>;

    /// Appends all of `bytes`.
    ///
    /// # Errors
    ///
    /// Fails when any of them can't be written.
    fn write(&self, file: &mut Self::File, bytes: &[u8]) -> io::Result<()>;

    /// Returns once the content of `file` survives a loss of power.
    ///
    /// # Errors
    ///
    /// Fails when the content may be lost.
    fn sync_file(&self, file: &mut Self::File) -> io::Result<()>;

    /// Gives the file at `temporary` the name `target` in one step, and replaces nothing.
    ///
    /// # Errors
    ///
    /// Fails with [`AlreadyExists`](io::ErrorKind::AlreadyExists) when anything stands at
    /// `target`, and otherwise when the file can't be renamed; then it stands where it stood.
    fn publish(&self, temporary: &Path, target: &Path) -> io::Result<()>;

    /// Returns once the names in `folder` survive a loss of power.
    ///
    /// # Errors
    ///
    /// Fails when the names may be lost.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Removes the file at `path`; of a symbolic link, only the link.
    ///
    /// # Errors
    ///
    /// Fails when nothing stands there or it can't be removed.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// Tells what stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A regular file.
    File {
        /// When its content last changed.
        modified: SystemTime,
    },
    /// A folder, a symbolic link, a device, a socket.
    Other,
}

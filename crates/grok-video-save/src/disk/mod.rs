mod local;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::time::SystemTime;

pub use local::{LocalDisk, LocalFolder};

/// Names every effect that saving has on a disk.
///
/// The logic of this crate touches files only through this trait, so a disk that records, fails or
/// crashes at a chosen effect can stand in for the real one, [`LocalDisk`]. A [`Saver`] owns its
/// disk: make it a cheap handle.
///
/// [`Saver`]: crate::Saver
pub trait Disk {
    /// An open file; closed when dropped.
    type File;

    /// A folder that stays the same one, whatever its path comes to mean; closed when dropped.
    type Folder;

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

    /// Opens the folder at `path`; a symbolic link is followed, for the last time.
    ///
    /// # Errors
    ///
    /// Fails with [`NotFound`](io::ErrorKind::NotFound) when nothing stands there, with
    /// [`NotADirectory`](io::ErrorKind::NotADirectory) when something else does, and when the folder
    /// can't be opened.
    fn open_folder(&self, path: &Path) -> io::Result<Self::Folder>;

    /// Creates an empty file in `folder`, open for writing, where nothing has its name.
    ///
    /// # Errors
    ///
    /// Fails when anything has the name, be it a dangling symbolic link, or when the file can't be
    /// created.
    fn create_exclusively(&self, folder: &Self::Folder, name: &OsStr) -> io::Result<Self::File>;

    /// Opens a file in `folder` for reading, or returns `None` when what has the name is no regular
    /// file; a symbolic link is not followed.
    ///
    /// # Errors
    ///
    /// Fails with [`NotFound`](io::ErrorKind::NotFound) when nothing has the name, and when the file
    /// can't be opened.
    fn open(&self, folder: &Self::Folder, name: &OsStr) -> io::Result<Option<Self::File>>;

    /// Reads the next bytes of an opened file into the start of `buffer`, and returns how many they
    /// are; 0 at the end.
    ///
    /// # Errors
    ///
    /// Fails when they can't be read.
    fn read(&self, file: &mut Self::File, buffer: &mut [u8]) -> io::Result<usize>;

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

    /// Renames `temporary` to `target` within `folder` in one step, and replaces nothing.
    ///
    /// # Errors
    ///
    /// Fails with [`AlreadyExists`](io::ErrorKind::AlreadyExists) when anything has the name
    /// `target`, and otherwise when the file can't be renamed; then it has the name it had.
    fn publish(&self, folder: &Self::Folder, temporary: &OsStr, target: &OsStr) -> io::Result<()>;

    /// Returns once the names in `folder` survive a loss of power.
    ///
    /// # Errors
    ///
    /// Fails when the names may be lost.
    fn sync_folder(&self, folder: &Self::Folder) -> io::Result<()>;

    /// Removes a file from `folder`; of a symbolic link, only the link.
    ///
    /// # Errors
    ///
    /// Fails when nothing has the name or it can't be removed.
    fn remove(&self, folder: &Self::Folder, name: &OsStr) -> io::Result<()>;
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

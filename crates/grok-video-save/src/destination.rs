use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf, is_separator};

use crate::disk::Disk;
use crate::error::{Reason, SaveError};

/// Says where a file goes: a file name in a folder.
///
/// # Examples
///
/// ```
/// use grok_video_save::{Destination, LocalDisk};
///
/// let folder = std::env::temp_dir();
/// let destination = Destination::parse(&LocalDisk, &folder, "video_1")?;
/// assert_eq!(destination.path(), folder.join("video_1.mp4"));
/// # Ok::<(), grok_video_save::SaveError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Destination {
    path: PathBuf,
}

impl Destination {
    /// Returns the destination that is exactly `path`.
    ///
    /// # Errors
    ///
    /// [`InvalidName`](crate::SaveErrorKind::InvalidName) when `path` names no file: it is empty,
    /// ends in a separator, `.` or `..`, or holds a NUL.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self, SaveError> {
        let path = path.into();
        // `file_name` looks past a trailing separator or `.`; those name a folder.
        let ends_in_its_name = path.file_name().is_some_and(|name| {
            let bytes = path.as_os_str().as_encoded_bytes();
            bytes.ends_with(name.as_encoded_bytes()) && !bytes.contains(&0)
        });
        if ends_in_its_name {
            Ok(Self { path })
        } else {
            Err(SaveError::new(&path, Reason::InvalidName))
        }
    }

    /// Returns the destination `{stem}.mp4` in `folder`.
    ///
    /// # Errors
    ///
    /// [`InvalidName`](crate::SaveErrorKind::InvalidName) when `stem` is empty, `.` or `..`, or
    /// holds a separator (`/`, `\` or `:`, on every system) or a control character.
    pub fn folder(folder: impl AsRef<Path>, stem: &str) -> Result<Self, SaveError> {
        // On Windows, what stands before `:` is a drive, and what stands behind it a stream.
        let acts = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
        if matches!(stem, "" | "." | "..") || stem.contains(acts) {
            return Err(SaveError::new(Path::new(stem), Reason::InvalidName));
        }
        Self::file(folder.as_ref().join(format!("{stem}.mp4")))
    }

    /// Reads a path as people write it: an existing folder, or a path that ends in a separator, is
    /// a folder to put `{stem}.mp4` in; all else is a file.
    ///
    /// # Errors
    ///
    /// [`InvalidName`](crate::SaveErrorKind::InvalidName) as for [`file`](Self::file) and
    /// [`folder`](Self::folder).
    pub fn parse<D: Disk>(disk: &D, path: impl AsRef<Path>, stem: &str) -> Result<Self, SaveError> {
        let path = path.as_ref();
        let ends_in_separator = path
            .to_string_lossy()
            .chars()
            .next_back()
            .is_some_and(is_separator);
        if ends_in_separator || disk.is_folder(path).unwrap_or(false) {
            Self::folder(path, stem)
        } else {
            Self::file(path)
        }
    }

    /// Returns the path that the file will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the folder, and makes sure that the name is free in it.
    pub(crate) fn open_folder<D: Disk>(&self, disk: &D) -> Result<D::Folder, SaveError> {
        let folder = open_folder(disk, self.folder_path())?;
        match disk.entry(&self.path) {
            Ok(None) => Ok(folder),
            Ok(Some(_)) => Err(SaveError::new(&self.path, Reason::AlreadyExists)),
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
                Err(SaveError::new(&self.path, Reason::InvalidName))
            }
            Err(error) => Err(SaveError::io("look at", &self.path, error)),
        }
    }

    pub(crate) fn folder_path(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    pub(crate) fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }
}

/// Opens the folder at `path`.
pub(crate) fn open_folder<D: Disk>(disk: &D, path: &Path) -> Result<D::Folder, SaveError> {
    disk.open_folder(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SaveError::new(path, Reason::NoFolder),
        io::ErrorKind::NotADirectory => SaveError::new(path, Reason::NotAFolder),
        _ => SaveError::io("open the folder", path, error),
    })
}

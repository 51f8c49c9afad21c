//! Where results go, known before there is a task.

use std::path::PathBuf;

use grok_video_save::{Destination, LocalDisk, SaveError};
use grok_video_types::TaskId;

/// Says where results go: one file, or a folder in which each task's file bears its id.
///
/// ```
/// use grok_video::Target;
/// let target = Target::parse(std::env::temp_dir());
/// let destination = target.destination(&"video_1".parse()?)?;
/// assert_eq!(destination.path(), std::env::temp_dir().join("video_1.mp4"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    path: PathBuf,
}

impl Target {
    /// Makes a target of a path: an existing folder, or a path that ends in a separator, is a
    /// folder; all else is a file.
    #[must_use]
    pub fn parse(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Tells whether it is a folder, in which many results have room.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        let ends_like_one = self
            .path
            .as_os_str()
            .to_string_lossy()
            .ends_with(std::path::is_separator);
        ends_like_one || self.path.is_dir()
    }

    /// Returns where the result of the task `id` goes.
    ///
    /// # Errors
    /// When the path can name no file.
    pub fn destination(&self, id: &TaskId) -> Result<Destination, SaveError> {
        Destination::parse(&LocalDisk, &self.path, &id.file_stem())
    }

    /// Returns the target as it is written down: the same wherever it is read, and a folder ends in a separator.
    #[cfg(feature = "ledger")]
    pub(crate) fn to_text(&self) -> Result<Box<str>, crate::GenerateError> {
        // Only an empty path has no place, and it names no file either.
        let Ok(absolute) = std::path::absolute(&self.path) else {
            return Err(match self.check() {
                Err(error) => crate::GenerateError::Destination(error),
                Ok(()) => crate::GenerateError::NotText(self.path.clone()),
            });
        };
        let Some(text) = absolute.to_str() else {
            return Err(crate::GenerateError::NotText(absolute));
        };
        let is_folder = absolute.is_dir() && !text.ends_with(std::path::is_separator);
        let end = if is_folder {
            std::path::MAIN_SEPARATOR_STR
        } else {
            ""
        };
        Ok(format!("{text}{end}").into())
    }

    /// Makes sure that results can be saved here, before anything is paid for.
    ///
    /// # Errors
    /// When the file exists already, or the folder is missing or takes no files.
    pub fn check(&self) -> Result<(), SaveError> {
        // The id is not known yet: any name stands for it, as long as nothing bears it already.
        let stand_in = format!("check-{}", std::process::id());
        Destination::parse(&LocalDisk, &self.path, &stand_in)?.check(&LocalDisk)
    }
}

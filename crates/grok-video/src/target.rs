//! Where results go, known before there is a task.

use std::fmt;
use std::path::{Path, PathBuf};

use grok_video_save::{Destination, LocalDisk, SaveError};
use grok_video_types::TaskId;

/// Says where results go: one file, or a folder in which each task's file bears its id; on this machine, or in object
/// storage.
///
/// ```
/// use grok_video::Target;
/// let target = Target::parse(std::env::temp_dir());
/// let destination = target.destination(&"video_1".parse()?)?;
/// assert_eq!(destination.path(), std::env::temp_dir().join("video_1.mp4"));
/// assert!(Target::parse("s3://bucket/videos/").is_url());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    place: Place,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Place {
    Disk(PathBuf),
    Url(Box<str>),
}

impl Target {
    /// Makes a target of a path: an existing folder, or a path that ends in a separator, is a
    /// folder; all else is a file.
    ///
    /// What begins with a scheme and `://` is the URL of an object, or of a folder where it ends in `/` or names a bucket
    /// alone: `s3://bucket/videos/`, `gs://bucket/kite.mp4`, `az://container/`. The feature `objects` makes such URLs work,
    /// with the credentials and options of the environment.
    #[must_use]
    pub fn parse(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let place = match path.to_str().filter(|text| has_scheme(text)) {
            Some(url) => Place::Url(url.into()),
            None => Place::Disk(path),
        };
        Self { place }
    }

    /// Tells whether it is a URL, and so a place in object storage.
    #[must_use]
    pub fn is_url(&self) -> bool {
        self.url().is_some()
    }

    pub(crate) fn url(&self) -> Option<&str> {
        match &self.place {
            Place::Url(url) => Some(url),
            Place::Disk(_) => None,
        }
    }

    /// Tells whether it is a folder, in which many results have room.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        match &self.place {
            Place::Disk(path) => {
                let text = path.as_os_str().to_string_lossy();
                text.ends_with(std::path::is_separator) || path.is_dir()
            }
            Place::Url(url) => {
                let key = url
                    .split_once("://")
                    .and_then(|(_, rest)| rest.split_once('/'));
                key.is_none_or(|(_, key)| key.is_empty() || key.ends_with('/'))
            }
        }
    }

    /// Returns where the result of the task `id` goes on this machine.
    ///
    /// # Errors
    /// When the path can name no file, as a URL can't: [`Client::save_to`](crate::Client::save_to) takes both.
    pub fn destination(&self, id: &TaskId) -> Result<Destination, SaveError> {
        Destination::parse(&LocalDisk, self.path(), &id.file_stem())
    }

    /// Returns the target as it is written down: the same wherever it is read, and a folder ends in a separator.
    #[cfg(feature = "ledger")]
    pub(crate) fn to_text(&self) -> Result<Box<str>, crate::GenerateError> {
        let path = match &self.place {
            Place::Disk(path) => path,
            Place::Url(url) => {
                return crate::storage::written(url).map_err(crate::GenerateError::Storage);
            }
        };
        // Only an empty path has no place, and it names no file either.
        let Ok(absolute) = std::path::absolute(path) else {
            return Err(match self.check() {
                Err(error) => crate::GenerateError::Destination(error),
                Ok(()) => crate::GenerateError::NotText(path.clone()),
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
    /// When the file exists already, or the folder is missing or takes no files; also where it is a URL, which
    /// [`Client::check`](crate::Client::check) takes.
    pub fn check(&self) -> Result<(), SaveError> {
        // The id is not known yet: any name stands for it, as long as nothing bears it already.
        let stand_in = format!("check-{}", std::process::id());
        Destination::parse(&LocalDisk, self.path(), &stand_in)?.check(&LocalDisk)
    }

    /// Returns the path; of a URL one that names no file.
    fn path(&self) -> &Path {
        match &self.place {
            Place::Disk(path) => path,
            Place::Url(_) => Path::new(""),
        }
    }
}

/// A URL may hold a secret until it is known that it does not.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(path) => path.fmt(f),
            Self::Url(url) => {
                let scheme = url.split("://").next().unwrap_or_default();
                write!(f, "{scheme}://…")
            }
        }
    }
}

/// Tells whether a text begins with a scheme. A single letter is a drive.
fn has_scheme(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_makes_a_url_and_its_end_a_folder() {
        for (text, is_folder) in [
            ("s3://bucket", true),
            ("s3://bucket/", true),
            ("s3://bucket/videos/", true),
            ("gs://bucket/kite.mp4", false),
            ("file:///tmp/kite.mp4", false),
        ] {
            let target = Target::parse(text);
            assert!(target.is_url(), "{text}");
            assert_eq!(target.is_folder(), is_folder, "{text}");
            assert!(target.check().is_err(), "{text}");
        }
        for text in [
            "kite.mp4",
            "C://kite.mp4",
            "s3:/bucket",
            "://x",
            "a b://x",
            "1a://x",
        ] {
            assert!(!Target::parse(text).is_url(), "{text}");
        }
    }

    #[test]
    fn a_url_with_a_secret_is_not_shown() {
        let target = Target::parse("s3://AKIA:canary@bucket/x?canary");
        assert!(!format!("{target:?}").contains("canary"));
    }
}

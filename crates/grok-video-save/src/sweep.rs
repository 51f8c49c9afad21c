use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::destination::open_folder;
use crate::disk::{Disk, Entry};
use crate::error::SaveError;
use crate::temporary::is_ours;

/// Removes the temporaries that saving left in `folder` when it was killed, and returns their paths.
///
/// Only regular files go whose names have exactly the form of a temporary of this crate and whose
/// content last changed `older_than` ago or longer. Choose an age that no download reaches between
/// two writes, such as an hour: a younger one may belong to a program that is still running. If one is
/// taken from such a program all the same, its save ends in an error, and nothing is published.
///
/// # Errors
///
/// [`NoFolder`](crate::SaveErrorKind::NoFolder) and
/// [`NotAFolder`](crate::SaveErrorKind::NotAFolder) when `folder` can't be swept at all. Otherwise
/// every leftover is tried, and the first failure is returned at the end.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use grok_video_save::{LocalDisk, sweep};
///
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// let removed = sweep(&LocalDisk, folder, Duration::from_secs(3600), SystemTime::now())?;
/// assert!(removed.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sweep<D: Disk>(
    disk: &D,
    folder: impl AsRef<Path>,
    older_than: Duration,
    now: SystemTime,
) -> Result<Vec<PathBuf>, SaveError> {
    let path = folder.as_ref();
    let folder = open_folder(disk, path)?;
    let names = disk
        .list(path)
        .map_err(|error| SaveError::io("list the folder", path, error))?;

    let mut removed = Vec::new();
    let mut first_failure = None;
    for name in names.into_iter().filter(|name| is_ours(name)) {
        let leftover = path.join(&name);
        let swept = is_old(disk, &leftover, older_than, now).and_then(|is_old| {
            if is_old {
                disk.remove(&folder, &name)?;
            }
            Ok(is_old)
        });
        match swept {
            Ok(true) => removed.push(leftover),
            Ok(false) => {}
            // Its owner, or another sweep, was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                first_failure
                    .get_or_insert_with(|| SaveError::io("remove the leftover", &leftover, error));
            }
        }
    }
    first_failure.map_or(Ok(removed), Err)
}

/// Reports whether a regular file stands at `path` that was not written to for `older_than`.
fn is_old<D: Disk>(
    disk: &D,
    path: &Path,
    older_than: Duration,
    now: SystemTime,
) -> io::Result<bool> {
    let Some(Entry::File { modified }) = disk.entry(path)? else {
        return Ok(false);
    };
    // A file from the future has no age.
    let age = now.duration_since(modified);
    Ok(age.is_ok_and(|age| age >= older_than))
}

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::destination::check_folder;
use crate::disk::{Disk, Entry};
use crate::error::{Reason, SaveError};
use crate::temporary::is_ours;

/// Removes the temporaries that saving left in `folder` when it was killed, and returns their paths.
///
/// Only regular files go whose names have exactly the form of a temporary of this crate and whose
/// content last changed `older_than` ago or longer. Choose an age that no download reaches between
/// two writes, such as an hour: a younger one may belong to a program that is still running.
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
    let folder = folder.as_ref();
    check_folder(disk, folder)?;
    let names = disk.list(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SaveError::new(folder, Reason::NoFolder),
        _ => SaveError::io("list the folder", folder, error),
    })?;

    let mut removed = Vec::new();
    let mut first_failure = None;
    for path in names
        .into_iter()
        .filter(|name| is_ours(name))
        .map(|name| folder.join(name))
    {
        match remove_if_old(disk, &path, older_than, now) {
            Ok(true) => removed.push(path),
            Ok(false) => {}
            // Its owner, or another sweep, was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                first_failure
                    .get_or_insert_with(|| SaveError::io("remove the leftover", &path, error));
            }
        }
    }
    first_failure.map_or(Ok(removed), Err)
}

/// Removes the regular file at `path` if it is old enough, and reports whether it did.
fn remove_if_old<D: Disk>(
    disk: &D,
    path: &Path,
    older_than: Duration,
    now: SystemTime,
) -> io::Result<bool> {
    let Some(Entry::File { modified }) = disk.entry(path)? else {
        return Ok(false);
    };
    // A file from the future has no age.
    let is_old = now
        .duration_since(modified)
        .is_ok_and(|age| age >= older_than);
    if is_old {
        disk.remove(path)?;
    }
    Ok(is_old)
}

//! Where a result waits on this machine until it is in a bucket.

use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use grok_video_save::{Destination, Disk, LocalDisk, SaveError, sweep};

use crate::error::ObjectsError;
use crate::kind::ObjectsErrorKind;

/// What the names of these folders begin with; 32 random digits follow.
const PREFIX: &str = "grok-video-";

/// A folder for one result, which nobody else can look into, among the temporary files of this machine. It is removed
/// when it is dropped, by which time what it held must be gone.
///
/// ```
/// use grok_video_objects::Spool;
/// let spool = Spool::begin()?;
/// let destination = spool.destination()?;
/// // A saver writes and verifies what goes there, and `Objects::publish` brings it to a bucket.
/// # let _ = destination;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
}

impl Spool {
    /// Makes the folder. Blocks.
    ///
    /// # Errors
    /// [`Local`](ObjectsErrorKind::Local) when it can't be made.
    pub fn begin() -> Result<Self, ObjectsError> {
        Self::begin_in(&std::env::temp_dir())
    }

    fn begin_in(parent: &Path) -> Result<Self, ObjectsError> {
        let failed = |error: std::io::Error| {
            let shown = parent.display().to_string();
            ObjectsError::new(ObjectsErrorKind::Local, shown).because(&*error.to_string())
        };
        let random = LocalDisk.random().map_err(failed)?;
        let digits: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = parent.join(format!("{PREFIX}{digits}"));
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(failed)?;
        Ok(Self { folder })
    }

    /// Returns where a saver writes to. Nothing is ever given this name.
    ///
    /// # Errors
    /// Those of [`Destination::folder`], which there are none of.
    pub fn destination(&self) -> Result<Destination, SaveError> {
        Destination::folder(&self.folder, "result")
    }

    /// Removes what killed programs left, `older_than` ago or longer. Blocks.
    ///
    /// Choose an age that no download reaches between two writes, such as an hour.
    pub fn sweep(older_than: Duration, now: SystemTime) {
        Self::sweep_in(&std::env::temp_dir(), older_than, now);
    }

    fn sweep_in(parent: &Path, older_than: Duration, now: SystemTime) {
        // What can't be swept now is in nobody's way; whoever is next tries again.
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| is_ours(&entry.file_name().to_string_lossy())) {
            let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
            let modified = entry.metadata().and_then(|it| it.modified());
            let is_old =
                modified.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age >= older_than));
            if is_folder && is_old {
                let _ = sweep(&LocalDisk, entry.path(), older_than, now);
                // It stays where something young is in it.
                let _ = fs::remove_dir(entry.path());
            }
        }
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What stays behind is a leftover for `sweep`.
        let _ = fs::remove_dir(&self.folder);
    }
}

fn is_ours(name: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let digits = name.strip_prefix(PREFIX);
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(is_digit))
}

#[cfg(test)]
mod tests {
    use grok_video_save::Saver;
    use tempfile::tempdir;

    use super::*;

    #[test]
    fn a_folder_is_private_and_gone_with_its_result() {
        let parent = tempdir().expect("a folder");
        let spool = Spool::begin_in(parent.path()).expect("made");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&spool.folder).expect("there").permissions();
            assert_eq!(mode.mode() & 0o777, 0o700);
        }
        let destination = spool.destination().expect("a name");
        let saver = Saver::begin(LocalDisk, destination, None).expect("begun");
        drop((saver, spool));
        assert_eq!(fs::read_dir(parent.path()).expect("there").count(), 0);
    }

    #[test]
    fn what_was_left_long_ago_goes_and_nothing_else() {
        let parent = tempdir().expect("a folder");
        let spool = Spool::begin_in(parent.path()).expect("made");
        let destination = spool.destination().expect("a name");
        let saver = Saver::begin(LocalDisk, destination, None).expect("begun");
        fs::create_dir(parent.path().join("grok-video-0123")).expect("made");
        std::mem::forget((saver, spool));
        let n_left = || fs::read_dir(parent.path()).expect("there").count();
        let (hour, now) = (Duration::from_secs(3600), SystemTime::now());
        Spool::sweep_in(parent.path(), hour, now);
        assert_eq!(n_left(), 2);
        Spool::sweep_in(parent.path(), hour, now + hour * 2);
        assert_eq!(n_left(), 1);
    }
}

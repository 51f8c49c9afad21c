//! Leftovers of programs that were killed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use grok_video_save::{LocalDisk, sweep};

/// The age of a leftover: no download pauses that long between two writes.
const OLD: Duration = Duration::from_secs(3600);

/// Knows the folders from which leftovers were swept.
#[derive(Debug, Default)]
pub(super) struct Swept(Mutex<HashSet<PathBuf>>);

impl Swept {
    /// Sweeps the folder of `path`, once. Blocks.
    pub(super) fn sweep_beside(&self, path: &Path) {
        let Some(folder) = path.parent() else { return };
        let mut swept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.insert(folder.to_owned()) {
            drop(swept);
            // What can't be swept now is in nobody's way; the next shift tries again.
            let _ = sweep(&LocalDisk, folder, OLD, SystemTime::now());
        }
    }
}

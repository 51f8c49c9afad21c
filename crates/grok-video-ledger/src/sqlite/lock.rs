//! A file that is locked as long as the process of a session lives.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The lock files of one ledger: `LEDGER.session-ID`.
///
/// They are made, looked at and removed within a transaction that has the ledger for itself, so that nobody sees a
/// session whose file is not locked yet, and nobody removes a file that another one has just made.
#[derive(Debug)]
pub(super) struct Locks {
    ledger: PathBuf,
    /// Those that this ledger holds, by session.
    held: BTreeMap<u64, File>,
}

impl Locks {
    pub(super) fn new(ledger: &Path) -> Self {
        Self {
            ledger: ledger.to_owned(),
            held: BTreeMap::new(),
        }
    }

    /// Locks the file of a session; `None` where that can't be, and the session ends by its ttl alone.
    #[cfg(unix)]
    pub(super) fn make(&self, session: u64) -> Option<File> {
        // One that exists is left over from a transaction that never ended.
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let path = self.path(session);
        let file = super::place::private(&mut options).open(&path).ok()?;
        match rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Some(file),
            Err(_) => {
                let _ = fs::remove_file(path);
                None
            }
        }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "as on unix, where files can be locked")]
    pub(super) fn make(&self, _: u64) -> Option<File> {
        None
    }

    /// Keeps the lock of a session, whose row is written.
    pub(super) fn keep(&mut self, session: u64, file: File) {
        self.held.insert(session, file);
    }

    /// Lets go of the locks of all sessions but these.
    pub(super) fn keep_only(&mut self, sessions: &BTreeSet<u64>) {
        self.held.retain(|session, _| sessions.contains(session));
    }

    /// Tells whether the process of a session is known to be gone.
    pub(super) fn is_gone(&self, session: u64) -> bool {
        !self.held.contains_key(&session) && is_unlocked(&self.path(session))
    }

    /// Removes the file of a session that is over.
    pub(super) fn remove(&self, session: u64) {
        // One that stays does no harm: its number doesn't come again.
        let _ = fs::remove_file(self.path(session));
    }

    fn path(&self, session: u64) -> PathBuf {
        let mut path = OsString::from(&self.ledger);
        path.push(format!(".session-{session}"));
        path.into()
    }
}

#[cfg(unix)]
fn is_unlocked(path: &Path) -> bool {
    match File::options().read(true).write(true).open(path) {
        Ok(file) => {
            rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok()
        }
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

#[cfg(not(unix))]
fn is_unlocked(_: &Path) -> bool {
    false
}

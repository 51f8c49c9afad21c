//! Where the file stands, and how it comes into being: readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Held while a file of a ledger is created.
///
/// To close any descriptor of a file gives up all locks that this process has on it, those of SQLite's connections
/// too (POSIX). So a file that exists is never opened beside SQLite, and no connection to a new one is opened before
/// the descriptor that created it is closed.
static CREATION: Mutex<()> = Mutex::new(());

/// Creates the file where there is none, for its owner alone, and returns the one path by which all find it.
pub(super) fn prepare(path: &Path) -> io::Result<PathBuf> {
    {
        let _creation = CREATION.lock().unwrap_or_else(PoisonError::into_inner);
        match private(OpenOptions::new().write(true).create_new(true)).open(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    // Relative paths change their meaning with the working folder, and lock files must have one name whichever way
    // leads to the ledger.
    let path = absolute(path)?;
    sync_folder(&path)?;
    Ok(path)
}

/// Adds that nobody but the owner may read or write what is created.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(unix)]
fn absolute(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

#[cfg(not(unix))]
fn absolute(path: &Path) -> io::Result<PathBuf> {
    // What `canonicalize` returns on Windows is not a path to everything there.
    std::path::absolute(path)
}

/// Makes the name of the file durable; whoever opened it first may not have come so far yet.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "as on unix, where a folder can be synced"
)]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

//! Where a history stands, and how its files are opened: regular files alone, and no links.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Returns where the older part of a history stands.
pub(super) fn older(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".1");
    name.into()
}

/// Opens a file that is no link, no folder and no device; what is created is its owner's alone.
pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    harden(options);
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        let what = "it is no regular file";
        Err(io::Error::new(io::ErrorKind::InvalidInput, what))
    }
}

#[cfg(unix)]
fn harden(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    // To open a pipe would wait for its other end.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.mode(0o600).custom_flags(flags.bits().cast_signed());
}

#[cfg(not(unix))]
fn harden(_: &mut OpenOptions) {}

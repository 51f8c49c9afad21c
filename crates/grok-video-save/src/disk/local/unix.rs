use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, linkat, open, openat, statat, unlinkat};
use rustix::io::{Errno, retry_on_intr};

/// A folder by its descriptor.
#[derive(Debug)]
pub(super) struct Folder(File);

impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = retry_on_intr(|| open(path, flags, Mode::empty()))?;
        Ok(Self(folder.into()))
    }

    pub(super) fn create_exclusively(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        // The umask takes away from it, as from any other file.
        let mode = Mode::from_raw_mode(0o666);
        let file = retry_on_intr(|| openat(&self.0, name, flags, mode))?;
        Ok(file.into())
    }

    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<Option<File>> {
        // Opening alone has effects on some devices, and waits on a pipe.
        let entry = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        if FileType::from_raw_mode(entry.st_mode) != FileType::RegularFile {
            return Ok(None);
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file: File = match retry_on_intr(|| openat(&self.0, name, flags, Mode::empty())) {
            Ok(file) => file.into(),
            // What systems say of a symbolic link.
            Err(Errno::LOOP | Errno::MLINK) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let is_regular = file.metadata()?.is_file();
        Ok(is_regular.then_some(file))
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(super) fn publish(&self, temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        use rustix::fs::{RenameFlags, renameat_with};

        match renameat_with(&self.0, temporary, &self.0, target, RenameFlags::NOREPLACE) {
            // A file system without the flag says INVAL or NOTSUP, a kernel without the call NOSYS.
            Err(Errno::INVAL | Errno::NOTSUP | Errno::NOSYS) => {
                self.link_and_unlink(temporary, target)
            }
            renamed => Ok(renamed?),
        }
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(super) fn publish(&self, temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        self.link_and_unlink(temporary, target)
    }

    /// Publishes by a second name: making a hard link fails where anything stands.
    pub(super) fn link_and_unlink(&self, temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        linkat(&self.0, temporary, &self.0, target, AtFlags::empty())?;
        // The file is published. A first name that stays behind is a leftover for `sweep`.
        let _ = self.remove(temporary);
        Ok(())
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        match self.0.sync_all() {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
                ) =>
            {
                Ok(())
            }
            synced => synced,
        }
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }
}

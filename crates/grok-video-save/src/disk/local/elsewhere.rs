use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A folder by its path.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if fs::metadata(path)?.is_dir() {
            Ok(Self(path.to_owned()))
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    pub(super) fn create_exclusively(&self, name: &OsStr) -> io::Result<File> {
        File::create_new(self.0.join(name))
    }

    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<Option<File>> {
        let path = self.0.join(name);
        if !fs::symlink_metadata(&path)?.is_file() {
            return Ok(None);
        }
        // Windows syncs no file that can't be written.
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        Ok(Some(file))
    }

    pub(super) fn publish(&self, temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        self.link_and_unlink(temporary, target)
    }

    /// Publishes by a second name: making a hard link fails where anything stands.
    pub(super) fn link_and_unlink(&self, temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        fs::hard_link(self.0.join(temporary), self.0.join(target))?;
        // The file is published. A first name that stays behind is a leftover for `sweep`.
        let _ = self.remove(temporary);
        Ok(())
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }
}

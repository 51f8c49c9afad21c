use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::{Disk, Entry};

/// Saves to the file systems of this computer.
///
/// | effect | Linux, Android | other Unix | elsewhere |
/// | --- | --- | --- | --- |
/// | publish | `renameat2` with `RENAME_NOREPLACE`; hard link and unlink where that is unknown | hard link and unlink | hard link and unlink |
/// | sync a folder | `fsync`; taken as done where the file system has no such operation | the same | nothing: the system offers none |
///
/// Files get the permissions that the process's umask leaves, from the start: a partial file shows
/// nothing that the whole one will not, and changing them later would need one more step that can
/// fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalDisk;

impl Disk for LocalDisk {
    type File = File;

    fn random(&self) -> io::Result<[u8; 16]> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(bytes)
    }

    fn entry(&self, path: &Path) -> io::Result<Option<Entry>> {
        let metadata = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(if metadata.is_file() {
            Entry::File {
                modified: metadata.modified()?,
            }
        } else {
            Entry::Other
        }))
    }

    fn is_folder(&self, path: &Path) -> io::Result<bool> {
        fs::metadata(path).map(|metadata| metadata.is_dir())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect()
    }

    fn create_exclusively(&self, path: &Path) -> io::Result<File> {
        File::create_new(path)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync_file(&self, file: &mut File) -> io::Result<()> {
        file.sync_all()
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn publish(&self, temporary: &Path, target: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;

        match renameat_with(CWD, temporary, CWD, target, RenameFlags::NOREPLACE) {
            // A file system without the flag says INVAL or NOTSUP, a kernel without the call NOSYS.
            Err(Errno::INVAL | Errno::NOTSUP | Errno::NOSYS) => link_and_unlink(temporary, target),
            renamed => Ok(renamed?),
        }
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn publish(&self, temporary: &Path, target: &Path) -> io::Result<()> {
        link_and_unlink(temporary, target)
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        match File::open(folder)?.sync_all() {
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

    #[cfg(not(unix))]
    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// Publishes by a second name: making a hard link fails where anything stands.
fn link_and_unlink(temporary: &Path, target: &Path) -> io::Result<()> {
    fs::hard_link(temporary, target)?;
    // The file is published. A first name that stays behind is a leftover for `sweep`.
    let _ = fs::remove_file(temporary);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_and_unlink_moves_the_file_and_replaces_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let temporary = folder.path().join("temporary");
        let target = folder.path().join("target");
        fs::write(&temporary, "first").expect("written");
        link_and_unlink(&temporary, &target).expect("published");
        assert!(!temporary.exists());

        fs::write(&temporary, "second").expect("written");
        let error = link_and_unlink(&temporary, &target).expect_err("the target exists");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).expect("readable"), b"first");
        assert!(temporary.exists());
    }
}

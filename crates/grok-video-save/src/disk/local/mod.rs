#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use super::{Disk, Entry};

#[cfg(not(unix))]
use elsewhere as system;
#[cfg(unix)]
use unix as system;

/// Saves to the file systems of this computer.
///
/// | effect | Linux, Android | other Unix | elsewhere |
/// | --- | --- | --- | --- |
/// | keep a folder | by a descriptor: nobody can put another in its place | the same | by its path |
/// | publish | `renameat2` with `RENAME_NOREPLACE`; hard link and unlink where that is unknown | hard link and unlink | hard link and unlink |
/// | open a file to verify it | without following a symbolic link | the same | after a look whether it is one |
/// | sync a folder | `fsync`; taken as done where the file system has no such operation | the same | nothing: the system offers none |
///
/// Files get the permissions that the process's umask leaves, from the start: a partial file shows
/// nothing that the whole one will not, and changing them later would need one more step that can
/// fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalDisk;

/// Keeps a folder of a [`LocalDisk`] open.
#[derive(Debug)]
pub struct LocalFolder(system::Folder);

impl Disk for LocalDisk {
    type File = File;
    type Folder = LocalFolder;

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

    fn open_folder(&self, path: &Path) -> io::Result<LocalFolder> {
        system::Folder::open(path).map(LocalFolder)
    }

    fn create_exclusively(&self, folder: &LocalFolder, name: &OsStr) -> io::Result<File> {
        folder.0.create_exclusively(name)
    }

    fn open(&self, folder: &LocalFolder, name: &OsStr) -> io::Result<Option<File>> {
        folder.0.open_file(name)
    }

    fn read(&self, file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync_file(&self, file: &mut File) -> io::Result<()> {
        file.sync_all()
    }

    fn publish(&self, folder: &LocalFolder, temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        folder.0.publish(temporary, target)
    }

    fn sync_folder(&self, folder: &LocalFolder) -> io::Result<()> {
        folder.0.sync()
    }

    fn remove(&self, folder: &LocalFolder, name: &OsStr) -> io::Result<()> {
        folder.0.remove(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_and_unlink_moves_the_file_and_replaces_nothing() {
        let path = tempfile::tempdir().expect("a temporary folder");
        let folder = system::Folder::open(path.path()).expect("it is there");
        let [temporary, target] = ["temporary", "target"].map(|name| path.path().join(name));
        let publish = || folder.link_and_unlink("temporary".as_ref(), "target".as_ref());
        fs::write(&temporary, "first").expect("written");
        publish().expect("published");
        assert!(!temporary.exists());

        fs::write(&temporary, "second").expect("written");
        let error = publish().expect_err("the target exists");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).expect("readable"), b"first");
        assert!(temporary.exists());
    }
}

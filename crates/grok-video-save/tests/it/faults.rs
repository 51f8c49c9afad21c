use std::cell::RefCell;
use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::Path;
use std::rc::Rc;

use grok_video_save::{
    Destination, Disk, Entry, LocalDisk, LocalFolder, SaveErrorKind, Saver, verify,
};
use tempfile::tempdir;

use crate::{names, save, video};

/// Records the effects on the real disk, and fails one of them.
#[derive(Clone, Default)]
pub(crate) struct FaultyDisk {
    pub(crate) effects: Rc<RefCell<Vec<&'static str>>>,
    fault: Option<(&'static str, io::ErrorKind)>,
}

impl FaultyDisk {
    pub(crate) fn failing(effect: &'static str, kind: io::ErrorKind) -> Self {
        Self {
            fault: Some((effect, kind)),
            ..Self::default()
        }
    }

    fn record(&self, effect: &'static str) -> io::Result<()> {
        self.effects.borrow_mut().push(effect);
        match self.fault {
            Some((failing, kind)) if failing == effect => Err(kind.into()),
            _ => Ok(()),
        }
    }
}

impl Disk for FaultyDisk {
    type File = File;
    type Folder = LocalFolder;

    fn random(&self) -> io::Result<[u8; 16]> {
        Ok([0xab; 16])
    }

    fn entry(&self, path: &Path) -> io::Result<Option<Entry>> {
        LocalDisk.entry(path)
    }

    fn is_folder(&self, path: &Path) -> io::Result<bool> {
        LocalDisk.is_folder(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        LocalDisk.list(folder)
    }

    fn open_folder(&self, path: &Path) -> io::Result<LocalFolder> {
        LocalDisk.open_folder(path)
    }

    fn create_exclusively(&self, folder: &LocalFolder, name: &OsStr) -> io::Result<File> {
        self.record("create")?;
        LocalDisk.create_exclusively(folder, name)
    }

    fn open(&self, folder: &LocalFolder, name: &OsStr) -> io::Result<Option<File>> {
        self.record("open")?;
        LocalDisk.open(folder, name)
    }

    fn read(&self, file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
        self.record("read")?;
        LocalDisk.read(file, buffer)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        self.record("write")?;
        LocalDisk.write(file, bytes)
    }

    fn sync_file(&self, file: &mut File) -> io::Result<()> {
        self.record("sync file")?;
        LocalDisk.sync_file(file)
    }

    fn publish(&self, folder: &LocalFolder, temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        self.record("publish")?;
        LocalDisk.publish(folder, temporary, target)
    }

    fn sync_folder(&self, folder: &LocalFolder) -> io::Result<()> {
        self.record("sync folder")?;
        LocalDisk.sync_folder(folder)
    }

    fn remove(&self, folder: &LocalFolder, name: &OsStr) -> io::Result<()> {
        self.record("remove")?;
        LocalDisk.remove(folder, name)
    }
}

/// Saves the video while `effect` fails; checks the error, and the names that are left.
#[track_caller]
fn check_fault(effect: &'static str, fault: io::ErrorKind, kind: SaveErrorKind, left: &[&str]) {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let error = Saver::begin(FaultyDisk::failing(effect, fault), destination, None)
        .and_then(|mut saver| {
            saver.write(&video())?;
            saver.finish()
        })
        .expect_err("the disk fails");
    assert_eq!(error.kind(), kind, "{error}");
    let source = error.source().expect("the error of the disk").to_string();
    assert_eq!(source, io::Error::from(fault).to_string());
    assert!(!error.to_string().contains(&source), "{error}");
    assert_eq!(names(folder.path()), left);
}

#[test]
fn the_file_is_synced_before_it_is_published_and_the_folder_after() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let disk = FaultyDisk::default();
    let mut saver = Saver::begin(disk.clone(), destination, None).expect("begun");
    saver.write(&video()).expect("written");
    saver.finish().expect("saved");
    assert_eq!(
        *disk.effects.borrow(),
        ["create", "write", "sync file", "publish", "sync folder"]
    );
}

#[test]
fn a_full_disk_is_said_to_be_full() {
    for fault in [
        io::ErrorKind::StorageFull,
        io::ErrorKind::QuotaExceeded,
        io::ErrorKind::FileTooLarge,
    ] {
        for effect in ["create", "write", "sync file", "publish"] {
            check_fault(effect, fault, SaveErrorKind::DiskFull, &[]);
        }
    }
}

#[test]
fn a_failure_before_publishing_leaves_nothing() {
    for effect in ["create", "write", "sync file", "publish"] {
        check_fault(effect, io::ErrorKind::Other, SaveErrorKind::Io, &[]);
    }
}

#[test]
fn a_file_whose_folder_cannot_be_synced_stays_and_is_described() {
    check_fault(
        "sync folder",
        io::ErrorKind::Other,
        SaveErrorKind::NotDurable,
        &["video.mp4"],
    );
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let disk = FaultyDisk::failing("sync folder", io::ErrorKind::Other);
    let mut saver = Saver::begin(disk, destination.clone(), None).expect("begun");
    saver.write(&video()).expect("written");
    let sealed = saver.seal().expect("whole");
    let record = sealed.will_be().clone();
    let error = sealed.publish().expect_err("the disk fails");
    assert_eq!(error.saved(), Some(&record));

    // A second save is refused, and says nothing of the file; `verify` does.
    let error = save(destination.path(), &video(), None).expect_err("the name is taken");
    assert_eq!(error.kind(), SaveErrorKind::AlreadyExists);
    assert_eq!(error.saved(), None);
    let verified = verify(&LocalDisk, destination.path()).expect("whole");
    assert_eq!(verified, record);
}

#[test]
fn a_file_that_cannot_be_synced_is_not_verified_as_durable() {
    let folder = tempdir().expect("a temporary folder");
    let path = folder.path().join("video.mp4");
    let saved = save(&path, &video(), None).expect("saved");
    for effect in ["sync file", "sync folder"] {
        let disk = FaultyDisk::failing(effect, io::ErrorKind::Other);
        let error = verify(&disk, &path).expect_err("the disk fails");
        assert_eq!(error.kind(), SaveErrorKind::NotDurable, "{effect}");
        assert_eq!(error.saved(), Some(&saved));
    }
    for effect in ["open", "read"] {
        let disk = FaultyDisk::failing(effect, io::ErrorKind::Other);
        let error = verify(&disk, &path).expect_err("the disk fails");
        assert_eq!(error.kind(), SaveErrorKind::Io, "{effect}");
    }
    let disk = FaultyDisk::default();
    verify(&disk, &path).expect("whole");
    assert_eq!(
        *disk.effects.borrow(),
        ["open", "read", "read", "sync file", "sync folder"]
    );
}

#[test]
fn a_temporary_that_cannot_be_removed_fails_the_check() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let disk = FaultyDisk::failing("remove", io::ErrorKind::PermissionDenied);
    let error = destination.check(&disk).expect_err("the disk fails");
    assert_eq!(error.kind(), SaveErrorKind::Io);
    assert_eq!(
        names(folder.path()),
        [format!(".video.mp4.{}.part", "ab".repeat(16))]
    );
}

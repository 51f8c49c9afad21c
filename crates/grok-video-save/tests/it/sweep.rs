use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use grok_video_save::{Destination, LocalDisk, SaveErrorKind, Saver, sweep, verify};
use tempfile::tempdir;

use crate::{names, video};

const HOUR: Duration = Duration::from_secs(3600);
const OURS: &str = ".video.mp4.0123456789abcdef0123456789abcdef.part";
const THEIRS: &str = ".video.mp4.0123456789ABCDEF0123456789abcdef.part";

fn create(path: &Path, modified: SystemTime) {
    File::create(path)
        .and_then(|file| file.set_modified(modified))
        .expect("created");
}

#[test]
fn only_old_temporaries_of_ours_go() {
    let folder = tempdir().expect("a temporary folder");
    let now = SystemTime::now();
    let old = now - 2 * HOUR;
    let path = |name: &str| folder.path().join(name);
    create(&path(OURS), old);
    create(&path(&OURS.replace("video", "young")), now - HOUR / 2);
    create(&path(&OURS.replace("video", "future")), now + HOUR);
    create(&path(THEIRS), old);
    create(&path("video.mp4"), old);
    fs::create_dir(path(&OURS.replace("video", "folder"))).expect("created");

    let mut kept = names(folder.path());
    kept.retain(|name| name != OURS);
    let removed = sweep(&LocalDisk, folder.path(), HOUR, now).expect("swept");
    assert_eq!(removed, [path(OURS)]);
    assert_eq!(names(folder.path()), kept);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_and_its_target_stay() {
    let folder = tempdir().expect("a temporary folder");
    let now = SystemTime::now() + 2 * HOUR;
    let victim = folder.path().join("victim");
    create(&victim, SystemTime::now());
    std::os::unix::fs::symlink(&victim, folder.path().join(OURS)).expect("linked");

    let removed = sweep(&LocalDisk, folder.path(), HOUR, now).expect("swept");
    assert!(removed.is_empty());
    assert_eq!(names(folder.path()), [OURS, "victim"]);
}

#[test]
fn what_a_killed_saver_leaves_is_swept() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    std::mem::forget(saver);
    let now = SystemTime::now();

    let removed = sweep(&LocalDisk, folder.path(), HOUR, now).expect("swept");
    assert!(removed.is_empty());
    let removed = sweep(&LocalDisk, folder.path(), HOUR, now + 2 * HOUR).expect("swept");
    assert_eq!(removed.len(), 1);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_save_that_is_written_to_is_young() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let mut saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    let temporary = folder.path().join(names(folder.path()).remove(0));
    let now = SystemTime::now();
    let begun = File::options().write(true).open(&temporary);
    begun
        .and_then(|file| file.set_modified(now - 2 * HOUR))
        .expect("it began long ago");
    saver.write(&video()).expect("written");
    let removed = sweep(&LocalDisk, folder.path(), HOUR, now + HOUR / 2).expect("swept");
    assert!(removed.is_empty());
    saver.finish().expect("saved");
    assert_eq!(names(folder.path()), ["video.mp4"]);
}

#[test]
fn a_save_whose_temporary_is_swept_publishes_nothing() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let mut saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    let later = SystemTime::now() + 2 * HOUR;
    let removed = sweep(&LocalDisk, folder.path(), HOUR, later).expect("swept");
    assert_eq!(removed.len(), 1);
    saver.write(&video()).expect("written, to no name");
    let error = saver.finish().expect_err("there is nothing to publish");
    assert_eq!(error.kind(), SaveErrorKind::Io, "{error}");
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn the_first_name_of_a_file_that_was_published_by_a_link_is_a_leftover() {
    let folder = tempdir().expect("a temporary folder");
    let (temporary, target) = (folder.path().join(OURS), folder.path().join("video.mp4"));
    fs::write(&target, video()).expect("written");
    // As a kill between the link and the unlink leaves it.
    fs::hard_link(&target, &temporary).expect("linked");
    verify(&LocalDisk, &target).expect("whole");
    let later = SystemTime::now() + 2 * HOUR;
    let removed = sweep(&LocalDisk, folder.path(), HOUR, later).expect("swept");
    assert_eq!(removed, [temporary]);
    assert_eq!(fs::read(&target).expect("it stays"), video());
}

#[test]
fn what_is_no_folder_cannot_be_swept() {
    let folder = tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    create(&file, SystemTime::now());
    let missing = folder.path().join("missing");
    for (path, kind) in [
        (file, SaveErrorKind::NotAFolder),
        (missing, SaveErrorKind::NoFolder),
    ] {
        let error = sweep(&LocalDisk, &path, HOUR, SystemTime::now()).expect_err("no folder");
        assert_eq!(error.kind(), kind, "{error}");
    }
}

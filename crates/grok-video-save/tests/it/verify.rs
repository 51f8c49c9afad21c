//! What stands at a name, found out afterwards.

use std::error::Error;
use std::fs;
use std::path::Path;

use grok_video_save::{Destination, LocalDisk, SaveErrorKind, Saver, verify};
use tempfile::tempdir;

use crate::{VIDEO_SHA256, names, save, video};

#[track_caller]
fn check_refused(path: &Path, kind: SaveErrorKind) {
    let error = verify(&LocalDisk, path).expect_err("refused");
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(error.saved(), None);
}

#[test]
fn a_whole_file_is_what_its_save_said() {
    let folder = tempdir().expect("a temporary folder");
    let path = folder.path().join("video.mp4");
    let saved = save(&path, &video(), None).expect("saved");
    assert_eq!(verify(&LocalDisk, &path).expect("whole"), saved);
    assert_eq!(saved.sha256.to_string(), VIDEO_SHA256);
    assert_eq!(names(folder.path()), ["video.mp4"]);
}

#[test]
fn what_is_sealed_is_what_comes() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let begun = || {
        let mut saver = Saver::begin(LocalDisk, destination.clone(), None).expect("begun");
        saver.write(&video()).expect("written");
        saver.seal().expect("whole")
    };
    let sealed = begun();
    let record = sealed.will_be().clone();
    check_refused(destination.path(), SaveErrorKind::Missing);
    drop(sealed);
    assert_eq!(names(folder.path()), [""; 0]);

    assert_eq!(begun().publish().expect("saved"), record);
    let verified = verify(&LocalDisk, destination.path()).expect("whole");
    assert_eq!(verified, record);
    assert_eq!(names(folder.path()), ["video.mp4"]);
}

#[test]
fn what_is_cut_or_no_video_is_not_whole() {
    let folder = tempdir().expect("a temporary folder");
    let path = folder.path().join("video.mp4");
    let video = video();
    for content in [&video[..video.len() - 1], &video[..3], b"{}", b""] {
        fs::write(&path, content).expect("written");
        check_refused(&path, SaveErrorKind::NotMp4);
        let error = verify(&LocalDisk, &path).expect_err("refused");
        assert!(error.source().is_some(), "{error}");
        assert!(
            error.to_string().ends_with("move it away and save again"),
            "{error}"
        );
        assert_eq!(fs::read(&path).expect("untouched"), content);
    }
}

#[test]
fn what_is_not_there_is_missing() {
    let folder = tempdir().expect("a temporary folder");
    let path = folder.path().join("video.mp4");
    check_refused(&path, SaveErrorKind::Missing);
    check_refused(&path.join("video.mp4"), SaveErrorKind::NoFolder);
    fs::write(&path, "").expect("written");
    check_refused(&path.join("video.mp4"), SaveErrorKind::NotAFolder);
    check_refused(Path::new(".."), SaveErrorKind::InvalidName);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_whole_file_is_not_followed() {
    let folder = tempdir().expect("a temporary folder");
    let path = folder.path().join("video.mp4");
    save(&path, &video(), None).expect("saved");
    let link = folder.path().join("link.mp4");
    std::os::unix::fs::symlink(&path, &link).expect("linked");
    check_refused(&link, SaveErrorKind::NotAFile);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    let folder = tempdir().expect("a temporary folder");
    check_refused(folder.path(), SaveErrorKind::NotAFile);
    check_refused(Path::new("/dev/zero"), SaveErrorKind::NotAFile);
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is there").success());
    // Were it opened as a file is, this would never return.
    check_refused(&pipe, SaveErrorKind::NotAFile);
}

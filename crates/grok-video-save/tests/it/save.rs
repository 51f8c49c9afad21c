use std::fs;
use std::sync::Barrier;
use std::thread;

use grok_video_save::{Destination, LocalDisk, SaveErrorKind, Saver};
use tempfile::tempdir;

use crate::{VIDEO_SHA256, names, save, video};

/// Tries to save `bytes`, and makes sure that nothing is left.
#[track_caller]
fn check_refused(bytes: &[u8], expected_len: Option<u64>, kind: SaveErrorKind, cause: &str) {
    let folder = tempdir().expect("a temporary folder");
    let target = folder.path().join("video.mp4");
    let error = save(&target, bytes, expected_len).expect_err("refused");
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(error.path(), target);
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(source.unwrap_or_default(), cause);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_whole_video_is_saved_byte_for_byte() {
    let folder = tempdir().expect("a temporary folder");
    let target = folder.path().join("video.mp4");
    let video = video();
    let len = video.len() as u64;
    for expected_len in [None, Some(len)] {
        let saved = save(&target, &video, expected_len).expect("saved");
        assert_eq!(saved.path, target);
        assert_eq!(saved.bytes, len);
        assert_eq!(saved.sha256.to_string(), VIDEO_SHA256);
        assert_eq!(
            saved.to_string(),
            format!("saved {target:?} (23009 bytes, SHA-256 {VIDEO_SHA256})")
        );
        assert_eq!(fs::read(&target).expect("readable"), video);
        assert_eq!(names(folder.path()), ["video.mp4"]);
        fs::remove_file(&target).expect("removed");
    }
}

#[cfg(unix)]
#[test]
fn the_file_has_ordinary_permissions() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir().expect("a temporary folder");
    let target = folder.path().join("video.mp4");
    let ordinary = folder.path().join("ordinary");
    save(&target, &video(), None).expect("saved");
    fs::write(&ordinary, "").expect("written");
    let mode = |path| {
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
    };
    assert_eq!(mode(&target), mode(&ordinary));
}

#[test]
fn a_cut_at_any_byte_publishes_nothing() {
    let video = video();
    let n_threads = 2;
    thread::scope(|scope| {
        for first in 0..n_threads {
            let video = &video;
            scope.spawn(move || {
                let folder = tempdir().expect("a temporary folder");
                let target = folder.path().join("video.mp4");
                for cut in (first..video.len()).step_by(n_threads) {
                    let error = save(&target, &video[..cut], None).expect_err("refused");
                    assert_eq!(error.kind(), SaveErrorKind::NotMp4, "cut at {cut}: {error}");
                    assert_eq!(names(folder.path()), [""; 0], "cut at {cut}");
                }
            });
        }
    });
}

#[test]
fn an_error_page_is_refused() {
    check_refused(
        br#"{"code":"204","msg":"login check failed"}"#,
        None,
        SaveErrorKind::NotMp4,
        "not an MP4: starts with JSON text",
    );
    check_refused(
        b"<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>\n",
        None,
        SaveErrorKind::NotMp4,
        "not an MP4: starts with HTML text",
    );
    check_refused(
        b"",
        Some(0),
        SaveErrorKind::NotMp4,
        "not an MP4: no bytes at all",
    );
}

#[test]
fn another_length_than_expected_is_refused() {
    let video = video();
    let len = video.len() as u64;
    for expected_len in [len - 1, len + 1] {
        check_refused(&video, Some(expected_len), SaveErrorKind::WrongLength, "");
    }
}

#[test]
fn a_refused_write_removes_the_temporary_and_ends_the_saver() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let mut saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    assert_eq!(names(folder.path()).len(), 1);
    saver.write(b"not an MP4").expect_err("refused");
    assert_eq!(names(folder.path()), [""; 0]);

    let again = saver.write(&video()).expect_err("still refused");
    let finished = saver.finish().expect_err("nothing to finish");
    for error in [again, finished] {
        assert_eq!(error.kind(), SaveErrorKind::Io);
        assert!(error.to_string().contains("an earlier write failed"));
    }
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_dropped_saver_removes_its_own_temporary_only() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let begin = || Saver::begin(LocalDisk, destination.clone(), None).expect("begun");
    let dropped = begin();
    let before = names(folder.path());
    let mut kept = begin();
    drop(dropped);
    let after = names(folder.path());
    assert_eq!(after.len(), 1);
    assert_ne!(before, after);

    kept.write(&video()).expect("written");
    kept.finish().expect("saved");
    assert_eq!(names(folder.path()), ["video.mp4"]);
}

#[test]
fn a_target_that_appears_meanwhile_is_untouched() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let target = destination.path().to_owned();
    destination.check(&LocalDisk).expect("free");
    let mut saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    saver.write(&video()).expect("written");
    fs::write(&target, "theirs").expect("written");

    let error = saver.finish().expect_err("the name is taken");
    assert_eq!(error.kind(), SaveErrorKind::AlreadyExists);
    assert_eq!(fs::read(&target).expect("readable"), b"theirs");
    assert_eq!(names(folder.path()), ["video.mp4"]);
}

#[test]
fn of_concurrent_savers_exactly_one_wins() {
    const N_SAVERS: usize = 8;
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    let video = video();
    let savers = [(); N_SAVERS].map(|()| {
        let mut saver = Saver::begin(LocalDisk, destination.clone(), None).expect("begun");
        saver.write(&video).expect("written");
        saver
    });
    let all_there = Barrier::new(N_SAVERS);
    let outcomes: Vec<_> = thread::scope(|scope| {
        let savers = savers.map(|saver| {
            scope.spawn(|| {
                all_there.wait();
                saver.finish()
            })
        });
        savers
            .into_iter()
            .map(|saver| saver.join().expect("no panic"))
            .collect()
    });

    let losers: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(losers.len(), N_SAVERS - 1);
    for error in losers {
        assert_eq!(error.kind(), SaveErrorKind::AlreadyExists, "{error}");
    }
    assert_eq!(fs::read(destination.path()).expect("readable"), video);
    assert_eq!(names(folder.path()), ["video.mp4"]);
}

#[test]
fn a_name_as_long_as_the_file_system_takes_is_saved() {
    let folder = tempdir().expect("a temporary folder");
    for stem in ["x".repeat(251), format!("xx{}", "\u{732b}".repeat(83))] {
        let destination = Destination::folder(folder.path(), &stem).expect("a good stem");
        destination.check(&LocalDisk).expect("it fits");
        save(destination.path(), &video(), None).expect("saved");
    }
    assert_eq!(names(folder.path()).len(), 2);
}

#[test]
fn what_is_sealed_can_be_read_before_it_has_a_name() {
    use std::io::Read;

    let folder = tempdir().expect("a temporary folder");
    let target = folder.path().join("video.mp4");
    let destination = Destination::file(&target).expect("a name");
    let mut saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    saver.write(&video()).expect("written");
    let sealed = saver.seal().expect("whole");
    let mut content = Vec::new();
    let mut file = sealed.open().expect("it is there");
    file.read_to_end(&mut content).expect("readable");
    assert_eq!(content, video());
    assert!(!target.exists());
    for name in names(folder.path()) {
        fs::remove_file(folder.path().join(name)).expect("removed");
    }
    let error = sealed.open().expect_err("it was taken away");
    assert_eq!(error.kind(), SaveErrorKind::Missing);
}

use std::fs;
use std::path::Path;

use grok_video_save::{Destination, LocalDisk, SaveErrorKind, Saver};
use tempfile::tempdir;

use crate::names;

/// Checks a destination and begins to save to it; both must fail alike.
#[track_caller]
fn check_unusable(target: &Path, kind: SaveErrorKind, path: &Path) {
    let destination = Destination::file(target).expect("it names a file");
    let checked = destination.check(&LocalDisk).expect_err("unusable");
    let begun = Saver::begin(LocalDisk, destination, None).expect_err("unusable");
    for error in [checked, begun] {
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(error.path(), path);
        assert!(error.to_string().contains(&format!("{path:?}")), "{error}");
    }
}

#[test]
fn a_good_destination_is_left_as_it_was() {
    let folder = tempdir().expect("a temporary folder");
    let destination = Destination::folder(folder.path(), "video").expect("a good stem");
    destination.check(&LocalDisk).expect("usable");
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_name_alone_is_a_file_in_the_working_folder() {
    let destination = Destination::file("no-such-file.mp4").expect("a good name");
    assert_eq!(destination.path(), Path::new("no-such-file.mp4"));
    destination.check(&LocalDisk).expect("usable");
}

#[test]
fn an_existing_file_or_folder_is_untouched() {
    let folder = tempdir().expect("a temporary folder");
    let file = folder.path().join("file.mp4");
    fs::write(&file, "theirs").expect("written");
    check_unusable(&file, SaveErrorKind::AlreadyExists, &file);
    assert_eq!(fs::read(&file).expect("readable"), b"theirs");

    let subfolder = folder.path().join("folder.mp4");
    fs::create_dir(&subfolder).expect("created");
    check_unusable(&subfolder, SaveErrorKind::AlreadyExists, &subfolder);
    assert_eq!(names(folder.path()), ["file.mp4", "folder.mp4"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_untouched_even_when_it_dangles() {
    use std::os::unix::fs::symlink;

    let folder = tempdir().expect("a temporary folder");
    let victim = folder.path().join("victim");
    let link = folder.path().join("link.mp4");
    let dangling = folder.path().join("dangling.mp4");
    fs::write(&victim, "theirs").expect("written");
    symlink(&victim, &link).expect("linked");
    symlink(folder.path().join("nothing"), &dangling).expect("linked");

    check_unusable(&link, SaveErrorKind::AlreadyExists, &link);
    check_unusable(&dangling, SaveErrorKind::AlreadyExists, &dangling);
    assert_eq!(fs::read(&victim).expect("readable"), b"theirs");
    assert_eq!(names(folder.path()), ["dangling.mp4", "link.mp4", "victim"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_to_a_folder_is_a_folder() {
    let folder = tempdir().expect("a temporary folder");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path(), &link).expect("linked");
    let destination = Destination::parse(&LocalDisk, &link, "video").expect("a good stem");
    assert_eq!(destination.path(), link.join("video.mp4"));
    destination.check(&LocalDisk).expect("usable");
}

#[test]
fn a_missing_folder_is_said_to_be_missing() {
    let folder = tempdir().expect("a temporary folder");
    let missing = folder.path().join("missing");
    check_unusable(
        &missing.join("video.mp4"),
        SaveErrorKind::NoFolder,
        &missing,
    );
}

#[test]
fn a_file_is_no_folder() {
    let folder = tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    check_unusable(&file.join("video.mp4"), SaveErrorKind::NotAFolder, &file);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_files_is_said_to_be_unwritable() {
    // Not even root can create files in it.
    let folder = Path::new("/proc");
    check_unusable(
        &folder.join("video.mp4"),
        SaveErrorKind::NotWritable,
        folder,
    );
}

#[cfg(unix)]
#[test]
fn a_name_that_is_too_long_is_found_before_anything_is_written() {
    let folder = tempdir().expect("a temporary folder");
    let target = folder.path().join("x".repeat(256));
    check_unusable(&target, SaveErrorKind::InvalidName, &target);
}

#[test]
fn paths_that_name_no_file_are_refused() {
    for path in [
        "",
        "/",
        ".",
        "..",
        "folder/",
        "folder/.",
        "folder/..",
        "a\0b",
    ] {
        let error = Destination::file(path).expect_err(path);
        assert_eq!(error.kind(), SaveErrorKind::InvalidName, "{path:?}");
    }
}

#[test]
fn stems_that_could_leave_the_folder_are_refused() {
    for stem in [
        "",
        ".",
        "..",
        "a/b",
        "/a",
        "../a",
        "a/",
        r"a\b",
        r"..\a",
        "C:a",
        "a:stream",
        "a\0b",
        "a\nb",
        "\u{1b}[2J",
        "a\u{9b}b",
    ] {
        let error = Destination::folder("folder", stem).expect_err(stem);
        assert_eq!(error.kind(), SaveErrorKind::InvalidName, "{stem:?}");
    }
}

#[test]
fn a_path_is_a_folder_when_it_is_one_or_ends_in_a_separator() {
    let folder = tempdir().expect("a temporary folder");
    let parse = |path: &Path| {
        let destination = Destination::parse(&LocalDisk, path, "video").expect("a good path");
        destination.path().to_owned()
    };
    assert_eq!(parse(folder.path()), folder.path().join("video.mp4"));
    assert_eq!(parse(Path::new(".")), Path::new("./video.mp4"));
    assert_eq!(parse(Path::new("missing/")), Path::new("missing/video.mp4"));
    let file = folder.path().join("missing");
    assert_eq!(parse(&file), file);
}

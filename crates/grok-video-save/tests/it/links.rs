//! Symbolic links that somebody planted: what they point to is never written to.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use grok_video_save::{Destination, LocalDisk, SaveErrorKind, Saver};
use tempfile::{TempDir, tempdir};

use crate::faults::FaultyDisk;
use crate::{names, video};

/// A folder to save to, and a file of somebody else's beside it.
struct Scene {
    root: TempDir,
    folder: PathBuf,
    victim: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let root = tempdir().expect("a temporary folder");
        let folder = root.path().join("videos");
        let victim = root.path().join("victim");
        fs::create_dir(&folder).expect("created");
        fs::write(&victim, "theirs").expect("written");
        Self {
            root,
            folder,
            victim,
        }
    }

    fn destination(&self) -> Destination {
        Destination::folder(&self.folder, "video").expect("a good stem")
    }

    #[track_caller]
    fn check_victim(&self) {
        assert_eq!(fs::read(&self.victim).expect("readable"), b"theirs");
    }
}

fn begun(destination: Destination) -> Saver<LocalDisk> {
    let mut saver = Saver::begin(LocalDisk, destination, None).expect("begun");
    saver.write(&video()).expect("written");
    saver
}

#[test]
fn a_link_planted_at_the_target_meanwhile_is_not_followed() {
    for points_to in ["victim", "nothing", "videos"] {
        let scene = Scene::new();
        let saver = begun(scene.destination());
        let link = scene.folder.join("video.mp4");
        symlink(scene.root.path().join(points_to), &link).expect("linked");
        let error = saver.finish().expect_err("the name is taken");
        assert_eq!(error.kind(), SaveErrorKind::AlreadyExists);
        assert!(link.is_symlink());
        scene.check_victim();
        assert_eq!(names(scene.root.path()), ["victim", "videos"]);
        assert_eq!(names(&scene.folder), ["video.mp4"]);
    }
}

#[test]
fn a_link_at_the_temporary_is_not_followed() {
    let scene = Scene::new();
    // Nobody can guess the name; here it is known.
    let link = format!(".video.mp4.{}.part", "ab".repeat(16));
    for points_to in ["victim", "nothing"] {
        let link = scene.folder.join(&link);
        symlink(scene.root.path().join(points_to), &link).expect("linked");
        let begun = Saver::begin(FaultyDisk::default(), scene.destination(), None);
        let error = begun.expect_err("the name is taken");
        assert_eq!(error.kind(), SaveErrorKind::Io, "{error}");
        scene.check_victim();
        assert_eq!(names(scene.root.path()), ["victim", "videos"]);
        fs::remove_file(&link).expect("it stayed");
    }
}

/// Puts a link to `other` where the folder was, and returns where the folder is now.
fn swap(scene: &Scene, other: &Path) -> PathBuf {
    let moved = scene.root.path().join("moved");
    fs::rename(&scene.folder, &moved).expect("moved");
    symlink(other, &scene.folder).expect("linked");
    moved
}

#[test]
fn a_link_in_place_of_the_folder_is_not_followed() {
    let scene = Scene::new();
    let other = scene.root.path().join("other");
    fs::create_dir(&other).expect("created");
    let saver = begun(scene.destination());
    let moved = swap(&scene, &other);
    // Whoever swaps the folder knows the temporary's name, and has a file of that name there.
    let temporary = names(&moved).remove(0);
    fs::write(other.join(&temporary), "theirs").expect("written");

    saver.finish().expect("saved where it was begun");
    assert_eq!(names(&other), [temporary]);
    assert_eq!(names(&moved), ["video.mp4"]);
    assert_eq!(fs::read(moved.join("video.mp4")).expect("there"), video());
}

#[test]
fn a_temporary_is_removed_from_its_own_folder() {
    let scene = Scene::new();
    let other = scene.root.path().join("other");
    fs::create_dir(&other).expect("created");
    let saver = begun(scene.destination());
    let moved = swap(&scene, &other);
    let temporary = names(&moved).remove(0);
    fs::write(other.join(&temporary), "theirs").expect("written");

    drop(saver);
    assert_eq!(names(&other), [temporary]);
    assert_eq!(names(&moved), [""; 0]);
}

//! A disk that takes no more, for real: the system's limit on the size of a file.

use std::env;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use grok_video_save::{LocalDisk, sweep};
use tempfile::tempdir;

use crate::{names, save, video};

const FOLDER: &str = "LIMITED_FOLDER";
const SIGXFSZ: i32 = 25;

/// Saves the video, and tells of the error.
#[test]
#[ignore = "is no test: those beside it start it, with a limit"]
fn limited() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let error = save(&Path::new(&folder).join("video.mp4"), &video(), None).expect_err("too much");
    let line = format!("{:?}: {error}\n", error.kind());
    io::stderr().write_all(line.as_bytes()).expect("it is read");
}

/// Saves where a file may have 20 blocks, of 512 or of 1024 bytes; the video has 23,009 bytes.
fn save_limited(before: &str, folder: &Path) -> Output {
    let program = env::current_exe().expect("this binary has a path");
    Command::new("sh")
        .args(["-c", &format!(r#"{before} ulimit -f 20; exec "$@""#), "sh"])
        .arg(program)
        .args(["full::limited", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .expect("the shell is there")
}

#[test]
fn a_limit_that_is_reached_is_a_full_disk_and_leaves_nothing() {
    let folder = tempdir().expect("a temporary folder");
    // As a program does that wants an error rather than its end.
    let output = save_limited("trap '' XFSZ;", folder.path());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.starts_with("DiskFull: "), "{said}");
    assert!(said.contains("the disk or quota is full"), "{said}");
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_limit_that_kills_leaves_no_more_than_a_leftover() {
    let folder = tempdir().expect("a temporary folder");
    let output = save_limited("", folder.path());
    assert_eq!(output.status.signal(), Some(SIGXFSZ));
    assert_eq!(names(folder.path()).len(), 1);
    let hour = Duration::from_secs(3600);
    let later = SystemTime::now() + 2 * hour;
    sweep(&LocalDisk, folder.path(), hour, later).expect("swept");
    assert_eq!(names(folder.path()), [""; 0]);
}

//! What the crate promises, checked from outside on real folders.

mod destination;
mod faults;
#[cfg(unix)]
mod full;
#[cfg(unix)]
mod kill;
#[cfg(unix)]
mod links;
mod mp4;
mod power;
mod save;
mod sweep;
mod verify;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use grok_video_save::{Destination, LocalDisk, SaveError, Saved, Saver};

/// The SHA-256 that `fixtures/README.md` gives for the video.
const VIDEO_SHA256: &str = "df8e05e41518ea23feef4ad128ed060d8d14c03f6aa2bca7eef198890426ae0f";

fn video() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/video.mp4");
    fs::read(path).expect("the fixture is in the workspace")
}

/// Saves `bytes` to `target` in chunks.
fn save(target: &Path, bytes: &[u8], expected_len: Option<u64>) -> Result<Saved, SaveError> {
    let mut saver = Saver::begin(LocalDisk, Destination::file(target)?, expected_len)?;
    for chunk in bytes.chunks(4096) {
        saver.write(chunk)?;
    }
    saver.finish()
}

/// Returns the names in `folder`, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("a readable entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Tells the person before the screen, also where the test passes.
fn say(line: &str) {
    let line = format!("{line}\n");
    let _ = io::stderr().write_all(line.as_bytes());
}

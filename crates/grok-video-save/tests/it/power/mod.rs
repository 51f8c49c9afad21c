//! Power is lost after each effect of a save, with whatever that may take.

mod disk;
mod loss;

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use grok_video_save::{Destination, SaveError, Saver, sweep, verify};

use self::disk::{Effect, Habits, RecordingDisk};
use self::loss::Medium;

/// A whole video that is small enough to be cut everywhere.
const VIDEO: &[u8] = b"\0\0\0\x0cftypisom\0\0\0\x08moov\0\0\0\x10mdat12345678";
const CHUNK_LEN: usize = 10;
const FOLDER: &str = "videos";

/// Saves the video under `stem`, and acknowledges it as a program does.
fn save(disk: &RecordingDisk, stem: &str) -> Result<(), SaveError> {
    let destination = Destination::folder(FOLDER, stem)?;
    let mut saver = Saver::begin(disk.clone(), destination, Some(VIDEO.len() as u64))?;
    for chunk in VIDEO.chunks(CHUNK_LEN) {
        saver.write(chunk)?;
    }
    let saved = saver.finish()?;
    disk.acknowledge(saved.path.file_name().unwrap_or_default());
    Ok(())
}

/// What was found at all losses of power.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    n_losses: usize,
    /// A final name with anything but the whole.
    n_corrupt: usize,
    /// A name that was acknowledged and is not there.
    n_lost: usize,
}

/// Loses power after each of `effects`, in every way.
fn lose_power(start: &Medium, effects: &[Effect]) -> Found {
    let mut found = Found::default();
    for n_done in 0..=effects.len() {
        let medium = start.clone().after(&effects[..n_done]);
        for left in medium.losses() {
            found.n_losses += 1;
            let is_final = |name: &OsStr| !name.as_encoded_bytes().ends_with(b".part");
            let mut finals = left.iter().filter(|(name, _)| is_final(name));
            found.n_corrupt += usize::from(finals.any(|(_, content)| content != VIDEO));
            let is_lost = |name: &OsStr| !left.contains_key(name);
            found.n_lost += usize::from(medium.acknowledged().any(is_lost));
        }
    }
    found
}

/// Saves twice on a disk with these habits, and loses power everywhere.
fn saved_twice(habits: Habits) -> Found {
    let disk = RecordingDisk::new(habits);
    for stem in ["one", "two"] {
        save(&disk, stem).expect("saved");
    }
    lose_power(&Medium::default(), &disk.effects())
}

#[track_caller]
fn check_nothing_is_lost(found: &Found) {
    assert!(found.n_losses > 100, "{found:?}");
    assert_eq!((found.n_corrupt, found.n_lost), (0, 0), "{found:?}");
}

#[test]
fn a_loss_of_power_leaves_the_whole_or_nothing_and_all_that_was_acknowledged() {
    for links in [false, true] {
        check_nothing_is_lost(&saved_twice(Habits {
            links,
            ..Habits::default()
        }));
    }
}

/// The model would not be worth much if it found nothing on a disk that breaks its promises.
#[test]
fn a_disk_that_forgets_to_sync_is_found_out() {
    let forgets_files = saved_twice(Habits {
        forgets_files: true,
        ..Habits::default()
    });
    assert!(forgets_files.n_corrupt > 0, "{forgets_files:?}");
    let forgets_folders = saved_twice(Habits {
        forgets_folders: true,
        ..Habits::default()
    });
    assert_eq!(forgets_folders.n_corrupt, 0, "{forgets_folders:?}");
    assert!(forgets_folders.n_lost > 0, "{forgets_folders:?}");
}

/// The program is killed, the next one verifies what it finds, and then power is lost.
#[test]
fn what_is_verified_after_a_kill_survives_a_loss_of_power() {
    let mut n_verified = 0;
    for links in [false, true] {
        let habits = Habits {
            links,
            ..Habits::default()
        };
        let first = RecordingDisk::new(habits);
        save(&first, "one").expect("saved");
        let effects = first.effects();
        for n_done in 0..=effects.len() {
            let second = RecordingDisk::after(habits, &effects[..n_done]);
            let is_there = second.is_there(OsStr::new("one.mp4"));
            let verified = verify(&second, Path::new(FOLDER).join("one.mp4"));
            assert_eq!(verified.is_ok(), is_there, "after {n_done} effects");
            if let Ok(saved) = verified {
                assert_eq!(saved.bytes, VIDEO.len() as u64);
                second.acknowledge(OsStr::new("one.mp4"));
                n_verified += 1;
            }
            let found = lose_power(&Medium::default(), &second.effects());
            assert_eq!((found.n_corrupt, found.n_lost), (0, 0), "{found:?}");
        }
    }
    // From the rename on, and from the link on.
    assert_eq!(n_verified, 3 + 4);
}

/// Power is lost, the next program sweeps and saves again, and power is lost again.
#[test]
fn a_save_after_a_loss_of_power_is_as_good_as_the_first() {
    let disk = RecordingDisk::default();
    save(&disk, "one").expect("saved");
    let effects = disk.effects();
    let (mut n_saved, mut n_there) = (0, 0);
    for n_done in 0..=effects.len() {
        for left in Medium::default().after(&effects[..n_done]).losses() {
            let second = RecordingDisk::holding(Habits::default(), &left);
            let hour = Duration::from_secs(3600);
            let later = SystemTime::UNIX_EPOCH + hour;
            sweep(&second, FOLDER, hour, later).expect("swept");
            match save(&second, "one") {
                Ok(()) => n_saved += 1,
                Err(_) => {
                    let path = Path::new(FOLDER).join("one.mp4");
                    verify(&second, path).expect("whole");
                    second.acknowledge(OsStr::new("one.mp4"));
                    n_there += 1;
                }
            }
            let found = lose_power(&Medium::holding(&left), &second.effects());
            assert_eq!((found.n_corrupt, found.n_lost), (0, 0), "{found:?}");
        }
    }
    assert!(n_saved > 50, "{n_saved}");
    assert!(n_there > 1, "{n_there}");
}

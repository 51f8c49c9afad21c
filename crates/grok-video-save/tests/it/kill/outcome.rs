//! What is left after a kill.

use std::fmt;
use std::fs;
use std::ops::AddAssign;
use std::path::Path;
use std::time::{Duration, SystemTime};

use grok_video_save::{LocalDisk, sweep, verify};

use crate::{VIDEO_SHA256, names, video};

/// What one kill left, or many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) n_kills: usize,
    /// Kills that left a temporary.
    pub(super) n_amid: usize,
    pub(super) n_acknowledged: usize,
    /// Files that got their name, and were not acknowledged any more.
    pub(super) n_unacknowledged: usize,
    /// Final names with anything but the whole video.
    pub(super) n_corrupt: usize,
    /// Acknowledged files that are not there.
    pub(super) n_lost: usize,
}

impl Outcome {
    /// Looks at the folder of a writer that acknowledged so many files, and empties it.
    pub(super) fn of_kill(folder: &Path, n_acknowledged: usize) -> Self {
        let mut outcome = Self {
            n_kills: 1,
            n_acknowledged,
            ..Self::default()
        };
        let video = video();
        let all = names(folder);
        let (finals, leftovers): (Vec<_>, Vec<_>) =
            all.iter().partition(|name| name.ends_with(".mp4"));
        for name in &finals {
            let path = folder.join(name);
            let is_whole = fs::read(&path).expect("readable") == video;
            // What we offer to find that out must find the same.
            let is_verified = verify(&LocalDisk, &path)
                .is_ok_and(|saved| saved.sha256.to_string() == VIDEO_SHA256);
            assert_eq!(is_whole, is_verified, "{name}");
            outcome.n_corrupt += usize::from(!is_whole);
        }
        for n in 0..n_acknowledged {
            outcome.n_lost += usize::from(!finals.contains(&&format!("{n}.mp4")));
        }
        outcome.n_unacknowledged = (finals.len() + outcome.n_lost).saturating_sub(n_acknowledged);
        outcome.n_amid = leftovers.len();
        assert!(leftovers.len() <= 1, "one save at a time: {leftovers:?}");

        let hour = Duration::from_secs(3600);
        let swept = sweep(&LocalDisk, folder, hour, SystemTime::now() + 2 * hour).expect("swept");
        assert_eq!(swept.len(), leftovers.len(), "{leftovers:?}");
        assert_eq!(names(folder).len(), finals.len());
        for name in finals {
            fs::remove_file(folder.join(name)).expect("removed");
        }
        outcome
    }

    #[track_caller]
    pub(super) fn check(&self) {
        assert_eq!((self.n_corrupt, self.n_lost), (0, 0), "{self}");
    }
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.n_kills += other.n_kills;
        self.n_amid += other.n_amid;
        self.n_acknowledged += other.n_acknowledged;
        self.n_unacknowledged += other.n_unacknowledged;
        self.n_corrupt += other.n_corrupt;
        self.n_lost += other.n_lost;
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            n_kills,
            n_amid,
            n_acknowledged,
            n_unacknowledged,
            n_corrupt,
            n_lost,
        } = self;
        write!(
            f,
            "{n_kills} kills, {n_amid} of them amid a save; {n_acknowledged} files acknowledged, \
             {n_unacknowledged} more published; {n_corrupt} corrupt, {n_lost} lost"
        )
    }
}

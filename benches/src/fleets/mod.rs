//! Ten minutes of watching many tasks, by ours and by what people do instead.
//!
//! Every side makes the same polls at the same times, on a clock that takes no time. The bare peers touch a
//! record of the task at each of them; those that have watches make an answer and judge it, as ours does.

mod delay_queue;
mod ours;
mod queue_of_watches;
mod tokio_tasks;
mod tokio_watches;

use std::time::{Duration, Instant};

use grok_video_poller::Schedule;
use grok_video_types::TaskId;

/// How long the tasks are watched, in milliseconds of their time.
const SPAN: u64 = 600_000;

/// The wait between two polls, and how far it may differ either way.
const INTERVAL: u64 = 30_000;
const JITTER_PER_CENT: u64 = 10;

/// Who watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// One fleet.
    Ours,
    /// A tokio task and a sleep for each.
    TokioTasks,
    /// The queue of tokio-util.
    DelayQueue,
    /// A tokio task for each, which waits for one watch.
    TokioWatches,
    /// The queue of tokio-util, and a watch for each.
    DelayQueueOfWatches,
}

/// What watching came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// How many polls there were.
    pub n_polls: u64,
    /// Which task was asked for when: the sum of a hash of each poll.
    pub hash: u64,
}

impl Work {
    const NONE: Self = Self {
        n_polls: 0,
        hash: 0,
    };

    /// Counts one poll, at a time in milliseconds.
    fn count(&mut self, seed: u64, ms: u64) {
        self.n_polls += 1;
        self.hash = self.hash.wrapping_add(hash_of(seed, ms));
    }
}

impl Side {
    /// All there are.
    pub const ALL: [Self; 5] = [
        Self::Ours,
        Self::TokioTasks,
        Self::DelayQueue,
        Self::TokioWatches,
        Self::DelayQueueOfWatches,
    ];

    /// Watches `n_tasks` tasks; returns what that came to, and the time without the preparations.
    ///
    /// No side is inlined here, since a program has one alone: with all five in one function, ours took a third longer.
    pub fn watch(self, n_tasks: usize) -> (Work, Duration) {
        match self {
            Self::Ours => ours::watch(n_tasks),
            Self::TokioTasks => tokio_tasks::watch(n_tasks),
            Self::DelayQueue => delay_queue::watch(n_tasks),
            Self::TokioWatches => tokio_watches::watch(n_tasks),
            Self::DelayQueueOfWatches => queue_of_watches::watch(n_tasks),
        }
    }

    /// Makes what watches `n_tasks` tasks, and lets `look` see how much memory that takes.
    ///
    /// # Panics
    /// For the peers that have watches: what they take is mostly the watches.
    pub fn hold(self, n_tasks: usize, look: impl FnOnce()) {
        match self {
            Self::Ours => ours::hold(n_tasks, look),
            Self::TokioTasks => tokio_tasks::hold(n_tasks, look),
            Self::DelayQueue => delay_queue::hold(n_tasks, look),
            other => panic!("{other:?} is only timed"),
        }
    }
}

/// Returns the id of the task `n`, as long as those of the service.
pub fn id(n: usize) -> TaskId {
    let id = format!("video_{n:08x}-2a98-44a6-b930-29a88ce9b8fd");
    id.parse().expect("it is an id")
}

/// Returns the schedule whose waits a [`Record`] computes.
pub fn schedule() -> Schedule {
    let interval = Duration::from_millis(INTERVAL);
    let jitter = interval * JITTER_PER_CENT as u32 / 100;
    let schedule = Schedule::fixed(interval)
        .with_floor(interval - jitter)
        .with_jitter(JITTER_PER_CENT as u32)
        .with_first_poll(interval);
    schedule.build().expect("it is a schedule")
}

/// What each peer knows of a task: 32 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    seed: u64,
    hash: u64,
    asked_at: u64,
    n_polls: u32,
    status: u32,
}

impl Record {
    fn new(n: usize) -> Self {
        let seed = id(n)
            .as_str()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self {
            seed,
            hash: 0,
            asked_at: 0,
            n_polls: 0,
            status: 0,
        }
    }

    /// Asks at a time, and returns when to ask again, in milliseconds.
    fn ask(&mut self, now: u64) -> u64 {
        self.hash = self.hash.wrapping_add(hash_of(self.seed, now));
        self.asked_at = now;
        self.n_polls += 1;
        self.status = 1;
        now + self.wait()
    }

    /// Returns the wait of the schedule, as that computes it: rounded up to a millisecond.
    fn wait(&self) -> u64 {
        let width = JITTER_PER_CENT * 20_000 + 1;
        let part = mix(self.seed ^ u64::from(self.n_polls)) % width;
        let moved = INTERVAL * (1_000_000 - JITTER_PER_CENT * 10_000 + part);
        let unmoved = INTERVAL * 1_000_000;
        // Jitter makes a first poll later only: what would be earlier is mirrored.
        let wait = if self.n_polls == 0 {
            unmoved + moved.abs_diff(unmoved)
        } else {
            moved
        };
        wait.div_ceil(1_000_000)
    }
}

/// Adds up the work of peers.
fn sum<'a>(records: impl Iterator<Item = &'a Record>) -> Work {
    let mut work = Work::NONE;
    for record in records {
        assert!(record.status == 1 && record.asked_at > 0, "{record:?}");
        work.n_polls += u64::from(record.n_polls);
        work.hash = work.hash.wrapping_add(record.hash);
    }
    work
}

fn hash_of(seed: u64, now: u64) -> u64 {
    mix(seed.wrapping_mul(3) ^ now)
}

/// The finaliser of `SplitMix64`.
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Takes the time of `work`.
fn timed<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sides_do_the_same_work() {
        let (ours, _) = Side::Ours.watch(500);
        assert!(ours.n_polls > 9_000, "{ours:?}");
        for side in Side::ALL {
            assert_eq!(side.watch(500).0, ours, "{side:?}");
        }
    }
}

//! SIGKILL at random points of every stage, again and again on one ledger.

use std::collections::BTreeMap;
use std::hint::spin_loop;
use std::time::{Duration, Instant};

use super::board::{Board, Tally};
use super::mark::Mark;
use super::worker::Worker;
use crate::ledger::random::Random;
use crate::service::say;

/// How many kills there are on one ledger before it is looked through.
const KILLS_A_BOARD: usize = 50;

/// Where a worker was when it was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    IntentToPost,
    PostToId,
    Polling,
    Download,
    Publish,
    /// Between two tasks, before the first, or after the last.
    Elsewhere,
}

impl Stage {
    const AIMED_AT: [Self; 5] = [
        Self::IntentToPost,
        Self::PostToId,
        Self::Polling,
        Self::Download,
        Self::Publish,
    ];

    /// Returns the mark at which a stage begins, and the time in which it is most likely over.
    fn begin(self) -> (Mark, Duration) {
        match self {
            Self::IntentToPost | Self::Elsewhere => (Mark::Asking, Duration::from_micros(1500)),
            Self::PostToId => (Mark::Permitted, Duration::from_micros(6000)),
            Self::Polling => (Mark::Created, Duration::from_millis(40)),
            Self::Download => (Mark::Completed, Duration::from_micros(4000)),
            Self::Publish => (Mark::Saving, Duration::from_micros(2500)),
        }
    }

    /// Returns where a worker was that gave `last` as its last mark; `sent` says whether the service has seen the
    /// create call that is under way.
    fn of(last: Option<Mark>, sent: bool) -> Self {
        match last {
            Some(Mark::Asking | Mark::Permitted) if !sent => Self::IntentToPost,
            Some(Mark::Asking | Mark::Permitted | Mark::Creating) => Self::PostToId,
            Some(Mark::Created | Mark::Completing) => Self::Polling,
            Some(Mark::Completed) => Self::Download,
            Some(Mark::Saving | Mark::Sealed | Mark::Published) => Self::Publish,
            Some(Mark::Saved | Mark::Done) | None => Self::Elsewhere,
        }
    }
}

#[test]
fn killed_10_times_in_each_stage_nothing_is_lost_or_paid_twice() {
    kill_in_each_stage(10, 60);
}

#[test]
#[ignore = "takes minutes: `cargo xtask kill` runs it"]
fn killed_1000_times_nothing_is_lost_or_paid_twice() {
    kill_in_each_stage(100, 1000);
}

/// Kills until there were `quota` in each stage and `total` in all.
fn kill_in_each_stage(quota: usize, total: usize) {
    let mut random = Random::start();
    let mut kills: BTreeMap<Stage, usize> = BTreeMap::new();
    let mut tally = Tally::default();
    let mut n_created = 0;
    let mut n_boards = 0;
    let n_kills = |kills: &BTreeMap<Stage, usize>| kills.values().sum::<usize>();
    while n_kills(&kills) < total || rarest(&kills).1 < quota {
        assert!(
            n_kills(&kills) < 4 * total,
            "a stage is hardly ever hit: {kills:?}"
        );
        n_boards += 1;
        let most = 4 * total / KILLS_A_BOARD.min(total) + 4;
        assert!(
            n_boards <= most,
            "workers are hardly ever killed: {kills:?}"
        );
        let mut board = Board::new(random.next());
        board.make_faulty();
        for _ in 0..KILLS_A_BOARD.min(total) {
            let stage = rarest(&kills).0;
            if let Some(hit) = kill_one(&mut board, stage, &mut random) {
                *kills.entry(hit).or_default() += 1;
            }
        }
        tally += board.settle();
        n_created += board.server.counts().creates;
    }
    say(&format!(
        "killed {} times on {n_boards} ledgers: {kills:?}; {tally:?}, {n_created} creates",
        n_kills(&kills)
    ));
    assert!(tally.n_saved > n_kills(&kills) / 2, "{tally:?}");
}

/// Returns the stage that was hit least often.
fn rarest(kills: &BTreeMap<Stage, usize>) -> (Stage, usize) {
    let counts = Stage::AIMED_AT.map(|stage| (stage, kills.get(&stage).copied().unwrap_or(0)));
    counts.into_iter().min_by_key(|(_, n)| *n).unwrap()
}

/// Starts a worker and kills it in or about `stage`; returns where it was, if it was not faster.
fn kill_one(board: &mut Board, stage: Stage, random: &mut Random) -> Option<Stage> {
    // One at a time, so that it is in one stage; some new ones, so that there is always something to create.
    let mut worker = board.worker(2, 1);
    let (begin, length) = stage.begin();
    let passed = random.below(2);
    if wait_for(&mut worker, begin, passed).is_none() {
        worker.end();
        board.note_asked(&worker);
        return None;
    }
    // What the service had seen when the create call that may be under way was permitted.
    let n_seen = board.n_create_calls();
    let heard = Instant::now();
    let wait = random.time_below(length);
    while heard.elapsed() < wait {
        spin_loop();
    }
    worker.kill();
    let is_killed = worker.end();
    board.note_asked(&worker);
    if !is_killed {
        return None;
    }
    let sent = stage == Stage::Elsewhere || board.n_create_calls() > n_seen;
    Some(Stage::of(worker.last, sent))
}

/// Waits for a mark to come, after it came `passed` times before.
fn wait_for(worker: &mut Worker, begin: Mark, passed: u64) -> Option<()> {
    let mut left = passed;
    loop {
        if worker.hears()? == begin {
            if left == 0 {
                return Some(());
            }
            left -= 1;
        }
    }
}

//! What a ledger is for: nothing is paid twice, and nothing that was paid is lost.

mod announced;
mod batches;
mod begun;
mod callbacks;
mod claims;
mod creates;
mod detached;
mod drops;
mod fences;
mod found;
mod once;
#[cfg(all(feature = "sqlite", target_os = "linux"))]
mod process;
#[cfg(all(feature = "sqlite", target_os = "linux"))]
mod random;
mod resume;
mod rounds;
mod stops;
#[cfg(feature = "webhook")]
mod webhook;
mod whole;
mod worker;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use grok_video::ledger::{Clock, Entry, Filter, Ledger, MemoryLedger, Moment, TaskState};
use grok_video::{Client, Ended};

use super::service::{VIDEO, builder, client_until, id, query_times, request, seconds};

/// Goes by the clock of the runtime, which tests pause, and can be set forward.
#[derive(Debug, Clone)]
struct TestClock {
    start: tokio::time::Instant,
    ahead: Arc<AtomicU64>,
}

impl TestClock {
    fn set_forward(&self, seconds: u64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self {
            start: tokio::time::Instant::now(),
            ahead: Arc::default(),
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        let ahead = seconds(self.ahead.load(Ordering::Relaxed));
        Moment::from_millis(1_800_000_000_000).after(self.start.elapsed() + ahead)
    }
}

/// Returns a client with a ledger of its own.
fn with_ledger(base: &str) -> (Client, MemoryLedger) {
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let client = builder(base).ledger(ledger.clone()).build();
    (client, ledger)
}

async fn listed(ledger: &(impl Ledger + ?Sized)) -> Vec<Entry> {
    ledger.list(Filter::default(), None, 500).await.unwrap()
}

async fn listed_all(ledger: &impl Ledger) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    loop {
        let after = all.last().map(|entry| entry.task);
        let page = ledger.list(Filter::default(), after, 500).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

async fn states(ledger: &impl Ledger) -> Vec<TaskState> {
    listed(ledger)
        .await
        .iter()
        .map(|entry| entry.state)
        .collect()
}

/// Makes sure that a folder holds nothing but so many whole videos.
#[track_caller]
fn check_videos(folder: &Path, n: usize) {
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let paths: Vec<_> = paths.collect();
    assert_eq!(paths.len(), n, "{paths:?}");
    for path in paths {
        assert!(path.extension().is_some_and(|end| end == "mp4"), "{path:?}");
        assert_eq!(fs::read(&path).unwrap(), VIDEO, "{path:?}");
    }
}

/// Lets tasks that run in the background come as far as they can.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

fn saved(ended: &[Ended]) -> usize {
    let saved = ended.iter().filter(|ended| {
        let made = ended.result.as_ref();
        made.is_ok_and(|made| made.saved.is_some())
    });
    saved.count()
}

//! The ledger in a file does what every ledger must, also when it is closed and opened again in between.

use std::path::PathBuf;
use std::time::Duration;

use grok_video_ledger::conformance::{
    ManualClock, Plan, Subject, allowances, histories, scenarios, stale_fences,
};
use grok_video_ledger::{Clock, Ledger, Moment, SqliteLedger};
use tempfile::TempDir;

/// A ledger in a folder of its own.
struct InFile {
    /// `None` while it is closed.
    ledger: Option<SqliteLedger>,
    clock: ManualClock,
    folder: TempDir,
}

impl InFile {
    async fn new() -> Self {
        let mut new = Self {
            ledger: None,
            clock: ManualClock::new(),
            folder: folder(),
        };
        new.open();
        new
    }

    fn open(&mut self) {
        // Dropped first, so that its sessions are over.
        crate::let_go(self.ledger.take());
        let ledger = SqliteLedger::open_with_clock(self.path(), self.clock.clone());
        self.ledger = Some(ledger.expect("it can be opened"));
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("videos.db")
    }
}

/// Makes a folder in memory where there is such a thing: what a disk forgets is not asked here, and it is slow.
fn folder() -> TempDir {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    folder.expect("there is room for tests")
}

impl Subject for InFile {
    fn ledger(&self) -> &dyn Ledger {
        self.ledger.as_ref().expect("it is open")
    }

    async fn now(&self) -> Moment {
        self.clock.now()
    }

    async fn pass(&mut self, time: Duration) {
        self.clock.advance(time);
    }

    async fn reopen(&mut self) {
        self.open();
    }
}

#[tokio::test]
async fn the_stories_end_well_in_a_file() {
    scenarios(&InFile::new).await;
}

#[tokio::test]
async fn stale_fences_are_refused_on_every_method_in_a_file() {
    stale_fences(&InFile::new).await;
}

#[tokio::test]
async fn calls_are_granted_at_their_rate_in_a_file() {
    allowances(&InFile::new).await;
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the figures are asked for")]
async fn random_histories_match_the_model_in_a_file() {
    let mut plan = Plan::from_env();
    if std::env::var_os("LEDGER_HISTORIES").is_none() {
        // Each call is a transaction.
        plan.histories = 200;
    }
    println!("{}", histories(&InFile::new, plan).await);
}

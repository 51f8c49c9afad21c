//! What only a ledger in a file can do, and can suffer.

mod concurrency;
mod damage;
mod file;
#[cfg(unix)]
mod processes;
mod sessions;
mod stored;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use grok_video_ledger::{
    Account, Clock, Entry, Fenced, Filter, Held, Intent, Ledger, Moment, Session, SqliteLedger,
    TaskState, Work,
};
use grok_video_types::{CreateVideo, Model};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(3600);

/// A folder for one ledger.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room for tests"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("videos.db")
    }

    fn open(&self) -> SqliteLedger {
        SqliteLedger::open(self.path()).expect("the folder is there")
    }

    fn open_at(&self, clock: &Hand) -> SqliteLedger {
        SqliteLedger::open_with_clock(self.path(), clock.clone()).expect("the folder is there")
    }

    /// Returns the names of the files whose names hold `part`.
    fn names(&self, part: &str) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("it is a folder");
        let names = entries.map(|entry| entry.expect("it is listed").file_name());
        let names = names.map(|name| name.into_string().expect("it is text"));
        let mut names: Vec<_> = names.filter(|name| name.contains(part)).collect();
        names.sort();
        names
    }
}

/// A clock that stands still but for when it is set.
#[derive(Debug, Clone, Default)]
struct Hand(Arc<AtomicU64>);

impl Hand {
    fn pass(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).expect("it is short");
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }
}

fn account() -> Account {
    Account::from("team-a")
}

fn intent(name: &str) -> Intent {
    let request = CreateVideo::builder(Model::GrokVideo3, "a red kite").build();
    Intent {
        client_ref: name.into(),
        account: account(),
        work: Work::Create(request.expect("it is valid")),
        destination: Some(format!("/videos/{name}.mp4").into()),
    }
}

async fn session(ledger: &SqliteLedger) -> Session {
    let opened = ledger.open_session("test", LONG).await;
    opened.expect("the ledger answers")
}

async fn lease(ledger: &SqliteLedger, session: Session) -> Vec<Held> {
    let leased = ledger.lease_due(session, &account(), 500, None).await;
    leased.expect("the session lives")
}

/// Submits a task, and begins to send it.
async fn sending(ledger: &SqliteLedger, session: Session, name: &str) -> Fenced {
    let submitted = ledger.submit(vec![intent(name)], Some(session)).await;
    let submitted = submitted.expect("the name is new");
    let task = submitted[0]
        .held
        .as_ref()
        .expect("nobody else holds it")
        .task;
    let permits = ledger.start_create(session, vec![task]).await;
    let permit = permits.expect("the session lives").remove(0);
    permit.expect("it is an intent").spend()
}

async fn list(ledger: &SqliteLedger) -> Vec<Entry> {
    let listed = ledger.list(Filter::default(), None, 500).await;
    listed.expect("the ledger answers")
}

async fn states(ledger: &SqliteLedger) -> Vec<(TaskState, bool)> {
    let listed = list(ledger).await;
    listed.iter().map(|it| (it.state, it.is_held)).collect()
}

//! The service with its faults, the folder and the ledger of some workers, and what must be true of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use grok_video::ledger::{Entry, SqliteLedger, TaskState};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};
use tempfile::TempDir;

use super::worker::{self, LEDGER, VIDEOS, Worker, run};
use crate::ledger::listed_all;
use crate::service::{VIDEO, seconds};

/// How fast the service's time passes.
const SCALE: f64 = 100.0;

/// A service and a place to work at.
pub(super) struct Board {
    pub(super) server: MockServer,
    folder: TempDir,
    n_submitted: usize,
    /// How many create calls workers have asked to be permitted.
    n_asked: usize,
}

/// What a ledger and a folder hold when all is over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) n_saved: usize,
    pub(super) n_failed: usize,
    pub(super) n_unknown: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.n_saved += other.n_saved;
        self.n_failed += other.n_failed;
        self.n_unknown += other.n_unknown;
    }
}

impl Board {
    /// Starts a service whose tasks are over in some tens of milliseconds.
    pub(super) fn new(seed: u64) -> Self {
        let script = Script::drawn(Duration::ZERO..=seconds(2), seconds(1)..=seconds(4));
        let server = MockServer::builder()
            .seed(seed)
            .time_scale(SCALE)
            .script(script)
            .allow_unexpected()
            .start_on_thread()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(VIDEOS)).unwrap();
        Self {
            server,
            folder,
            n_submitted: 0,
            n_asked: 0,
        }
    }

    /// Lets the service fail in every way that a task can outlive, and a few that it can't.
    pub(super) fn make_faulty(&self) {
        let often = |scope: Scope, per_cent: f64, fault: Fault| {
            let trigger = Trigger::probability(per_cent / 100.0);
            self.server.inject(scope, trigger, fault);
        };
        for fault in [Fault::reset(), Fault::end_after(40), Fault::status(500)] {
            often(Scope::creates(), 2.0, fault);
        }
        often(Scope::creates(), 3.0, Fault::status(429));
        often(
            Scope::creates(),
            20.0,
            Fault::late(Duration::from_millis(300)),
        );
        for fault in [
            Fault::reset(),
            Fault::status(502),
            Fault::malformed(),
            Fault::stale(),
            Fault::empty_body(),
        ] {
            often(Scope::queries(), 3.0, fault);
        }
        for fault in [
            Fault::reset_after(9000),
            Fault::end_after(300),
            Fault::status(503),
        ] {
            often(Scope::assets(), 5.0, fault);
        }
    }

    pub(super) fn base(&self) -> String {
        self.server.base_url()
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Submits tasks that any worker may go on with.
    pub(super) fn submit(&mut self, n_new: usize) {
        let names = self.names(n_new);
        let ledger = SqliteLedger::open(self.folder().join(LEDGER)).unwrap();
        run(async {
            let client = worker::client(&self.base(), ledger);
            worker::submit(&client, self.folder(), &names).await;
        });
    }

    /// Returns names for new tasks, parted by spaces.
    fn names(&mut self, n_new: usize) -> String {
        let names = (self.n_submitted..self.n_submitted + n_new).map(|n| format!("task-{n} "));
        self.n_submitted += n_new;
        names.collect()
    }

    /// Starts a worker that submits `n_new` tasks and goes on with everything.
    pub(super) fn worker(&mut self, n_new: usize, limit: usize) -> Worker {
        let names = self.names(n_new);
        Worker::start(&self.base(), self.folder(), &names, limit)
    }

    /// Notes what an ended worker has asked for.
    pub(super) fn note_asked(&mut self, worker: &Worker) {
        self.n_asked += worker.n_asked;
    }

    /// Returns how many create calls the service has seen, with whatever answer.
    pub(super) fn n_create_calls(&self) -> usize {
        let requests = self.server.requests();
        let posts = requests.iter().filter(|request| request.method == "POST");
        posts.count()
    }

    /// Lets workers go on until nothing is left to do, and makes sure that nothing was lost or paid twice.
    #[track_caller]
    pub(super) fn settle(&mut self) -> Tally {
        let mut said = Vec::new();
        for _ in 0..20 {
            let mut worker = self.worker(0, 50);
            assert!(!worker.end());
            self.note_asked(&worker);
            said.append(&mut worker.words);
            if self.entries().iter().all(is_settled) {
                return self.check();
            }
        }
        let left: Vec<_> = self
            .entries()
            .into_iter()
            .filter(|it| !is_settled(it))
            .collect();
        panic!("not settled: {left:#?}\n{said:#?}");
    }

    fn entries(&self) -> Vec<Entry> {
        let ledger = SqliteLedger::open(self.folder().join(LEDGER)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(listed_all(&ledger))
    }

    #[track_caller]
    fn check(&self) -> Tally {
        let entries = self.entries();
        // A worker that was killed before it submitted leaves nothing of that.
        assert!(entries.len() <= self.n_submitted);
        let mut tally = Tally::default();
        let mut files = self.files();
        for entry in &entries {
            match entry.state {
                TaskState::Saved => {
                    let proof = entry.proof.as_ref().unwrap();
                    let file = files.remove(Path::new(&*proof.place));
                    assert_eq!(file.as_deref(), Some(VIDEO), "{entry:?}");
                    assert_eq!(proof.bytes, VIDEO.len() as u64);
                    tally.n_saved += 1;
                }
                TaskState::Failed => {
                    assert!(entry.trouble.is_some(), "{entry:?}");
                    tally.n_failed += 1;
                }
                TaskState::Unknown => {
                    assert_eq!(entry.id, None);
                    tally.n_unknown += 1;
                }
                _ => panic!("not settled: {entry:?}"),
            }
        }
        // Whatever else is there was cut off in the middle, and has no final name.
        for path in files.keys() {
            assert!(
                path.extension().is_some_and(|end| end == "part"),
                "{path:?}"
            );
        }
        // No call without a permit; the ledger gives one for each intent, unless the last one was surely not sent.
        let n_calls = self.n_create_calls();
        assert!(n_calls <= self.n_asked, "{n_calls} of {}", self.n_asked);
        let n_created = usize::try_from(self.server.counts().creates).unwrap();
        let with_id = entries.iter().filter(|entry| entry.id.is_some()).count();
        assert!(
            n_created <= entries.len(),
            "{n_created} creates of {}",
            entries.len()
        );
        assert!(with_id <= n_created, "ids that nobody gave");
        assert!(
            n_created - with_id <= tally.n_unknown,
            "{n_created} creates, {with_id} ids, {tally:?}"
        );
        tally
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let folder = fs::read_dir(self.folder().join(VIDEOS)).unwrap();
        let paths = folder.map(|entry| entry.unwrap().path());
        paths
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    }
}

fn is_settled(entry: &Entry) -> bool {
    entry.is_over() || entry.state == TaskState::Unknown
}

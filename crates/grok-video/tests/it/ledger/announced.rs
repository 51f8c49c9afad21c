//! Ends that somebody is told of before they are written down.

use std::sync::Arc;
use std::sync::Mutex;

use grok_video::ledger::{MemoryLedger, TaskState};
use grok_video::{Announce, Announcement, Announcing, CreateVideo, Model};
use grok_video_mock::{Fault, MockServer, Scope, Trigger};

use super::worker::{Running, until};
use super::{check_videos, listed_all, request, states, with_ledger};

/// Is told, and takes nothing the first few times.
#[derive(Clone)]
struct Crier {
    ledger: MemoryLedger,
    told: Arc<Mutex<Vec<(u64, &'static str)>>>,
    n_deaf: usize,
}

impl Crier {
    fn new(ledger: &MemoryLedger, n_deaf: usize) -> Self {
        Self {
            ledger: ledger.clone(),
            told: Arc::default(),
            n_deaf,
        }
    }

    fn told(&self) -> Vec<(u64, &'static str)> {
        let mut told = self.told.lock().unwrap().clone();
        told.sort_unstable();
        told
    }
}

impl Announce for Crier {
    fn announce<'a>(&'a self, announcement: &'a Announcement<'a>) -> Announcing<'a> {
        Box::pin(async {
            let all = listed_all(&self.ledger).await;
            let entry = all.iter().find(|entry| entry.task == announcement.task);
            let state = entry.unwrap().state;
            assert!(
                !matches!(state, TaskState::Saved | TaskState::Failed),
                "{state}"
            );
            let mut told = self.told.lock().unwrap();
            told.push((announcement.task.0, announcement.end.as_str()));
            match told.len() > self.n_deaf {
                true => Ok(()),
                false => Err("nobody is at home".into()),
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn each_end_is_told_once_before_it_is_written() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    for prompt in ["a red kite", "a band [mock:fail too loud]", "a paper boat"] {
        let request = CreateVideo::builder(Model::GrokVideo3, prompt).build();
        let order = client.generate(request.unwrap()).save_to(folder.path());
        order.submit().await.unwrap();
    }
    let crier = Crier::new(&ledger, 0);
    let running = Running::start(client.worker().announce(crier.clone()));
    until(&ledger, TaskState::Saved, 2).await;
    until(&ledger, TaskState::Failed, 1).await;
    assert!(running.stop().await.is_clean);
    let told: Vec<_> = crier.told().into_iter().map(|(_, end)| end).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(told.iter().filter(|end| **end == "saved").count(), 2);
    check_videos(folder.path(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_result_whose_end_nobody_hears_is_saved_once_and_told_again() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let order = client.generate(request()).save_to(folder.path());
    order.submit().await.unwrap();
    let crier = Crier::new(&ledger, 3);
    let running = Running::start(client.worker().announce(crier.clone()));
    until(&ledger, TaskState::Saved, 1).await;
    let summary = running.stop().await;
    assert_eq!(crier.told(), [(1, "saved"); 4]);
    assert_eq!((summary.figures.saved, summary.figures.put_off), (1, 3));
    let counts = server.counts();
    assert_eq!((counts.creates, counts.downloads), (1, 1));
    check_videos(folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_nobody_hears_of_is_asked_for_and_told_again() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    server.inject(Scope::creates(), Trigger::always(), Fault::status(400));
    let order = client.generate(request()).save_to(folder.path());
    order.submit().await.unwrap();
    let crier = Crier::new(&ledger, 1);
    let running = Running::start(client.worker().announce(crier.clone()));
    until(&ledger, TaskState::Failed, 1).await;
    running.stop().await;
    assert_eq!(crier.told(), [(1, "failed"); 2]);
    assert_eq!(states(&ledger).await, [TaskState::Failed]);
    assert_eq!(server.counts().creates, 0);
}

//! Callbacks that panic: what is under way comes to its end first.

use std::future::IntoFuture;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use grok_video::ledger::{MemoryLedger, TaskState};
use grok_video::{Client, Worker};
use grok_video_mock::{Fault, MockServer, Scope, Trigger};

use super::worker::submit;
use super::{builder, seconds, states, with_ledger};

/// The first create call takes its time, and the second is refused, which is told meanwhile.
async fn with_a_refusal_and_a_call_under_way(folder: &Path) -> (MockServer, Client, MemoryLedger) {
    let server = MockServer::start().await;
    server.inject(Scope::creates(), Trigger::nth(1), Fault::late(seconds(20)));
    server.inject(Scope::creates(), Trigger::nth(2), Fault::status(422));
    let (client, ledger) = with_ledger(&server.base_url());
    submit(&client, folder, 2).await;
    (server, client, ledger)
}

#[tokio::test(start_paused = true)]
async fn a_callback_of_a_worker_that_panics_breaks_off_no_create_call() {
    let folder = tempfile::tempdir().unwrap();
    let (server, client, ledger) = with_a_refusal_and_a_call_under_way(folder.path()).await;
    // Another account, which has much to do.
    let other = builder(&server.base_url())
        .account("other")
        .ledger(ledger.clone())
        .build();
    submit(&other, folder.path(), 30).await;
    let n_told = Arc::new(AtomicUsize::new(0));
    let counted = n_told.clone();
    let worker = Worker::new([client, other]).on_end(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        panic!("of a callback");
    });
    let ended = tokio::spawn(worker.run(std::future::pending())).await;
    assert!(ended.unwrap_err().is_panic());
    assert_eq!(n_told.load(Ordering::Relaxed), 1);
    assert!(server.counts().creates < 30, "{:?}", server.counts());
    let states = states(&ledger).await;
    assert!(!states.contains(&TaskState::Unknown), "{states:?}");
    assert!(states.contains(&TaskState::Active), "{states:?}");
}

#[tokio::test(start_paused = true)]
async fn a_callback_of_resume_that_panics_is_told_once_all_in_hand_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, client, ledger) = with_a_refusal_and_a_call_under_way(folder.path()).await;
    let resume = client.resume().on_end(|_| panic!("of a callback"));
    let ended = tokio::spawn(resume.into_future()).await;
    assert!(ended.unwrap_err().is_panic());
    let states = states(&ledger).await;
    assert!(states.contains(&TaskState::Saved), "{states:?}");
}

//! What a program found out on its own, told to the ledger.

use std::future::IntoFuture;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use grok_video::ledger::{
    Entry, Intent, Ledger, LedgerErrorKind, MemoryLedger, TaskState, Work, Write,
};
use grok_video::{Client, Found, GenerateError, Outcome, Target, VideoTask};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::super::service::client;
use super::{
    TestClock, builder, check_videos, client_until, id, listed, listed_all, request, saved,
    seconds, states, with_ledger,
};
use crate::hooked::{Call, Hook, Hooked};

/// Begins a task whose result goes into `folder`.
async fn begin(client: &Client, folder: &Path) -> VideoTask {
    let order = client.generate(request()).save_to(folder);
    order.create().await.unwrap()
}

/// Waits for a task, and saves its result elsewhere.
async fn wait_and_save(client: &Client, task: &VideoTask, folder: &Path) -> Found {
    let outcome = client.wait(task.id()).await;
    let made = client.query(task.id()).await.unwrap();
    let place = Target::parse(folder).destination(task.id()).unwrap();
    let saved = client.save(&made, place).await.unwrap();
    Found::new(&outcome).with_saved(saved)
}

/// Returns what a completed task would be found to be, were it another one.
fn renamed(task: &VideoTask, id: &str) -> Found {
    let text = serde_json::to_string(task).unwrap();
    let text = text.replace(task.id().as_str(), id);
    Found::of_task(&serde_json::from_str(&text).unwrap())
}

/// Makes sure that a ledger has nothing left to do.
async fn check_done(client: &Client, server: &MockServer) {
    let n_before = server.counts().total();
    let resumed = client.resume().await.unwrap();
    assert!(resumed.ended.is_empty(), "{resumed:?}");
    assert_eq!(server.counts().total(), n_before);
}

async fn told_of_one_that_was_saved_elsewhere(client: &Client, server: &MockServer) -> Entry {
    let (planned, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let task = begin(client, planned.path()).await;
    let found = wait_and_save(client, &task, elsewhere.path()).await;
    assert_eq!(
        client
            .note_ended(std::slice::from_ref(&found))
            .await
            .unwrap(),
        1
    );
    let entry = listed(&**client.ledger().unwrap()).await.remove(0);
    assert_eq!((entry.state, entry.is_held), (TaskState::Saved, false));
    let file = elsewhere.path().join(format!("{}.mp4", task.id()));
    let proof = entry.proof.clone().unwrap();
    assert_eq!(&*proof.place, file.to_str().unwrap());
    assert_eq!(proof.bytes, super::VIDEO.len() as u64);
    check_done(client, server).await;
    check_videos(planned.path(), 0);
    check_videos(elsewhere.path(), 1);
    // To tell it once more does nothing.
    assert_eq!(client.note_ended(&[found]).await.unwrap(), 0);
    assert_eq!(server.counts().creates, 1);
    entry
}

#[tokio::test(start_paused = true)]
async fn what_was_saved_elsewhere_is_not_saved_again() {
    let server = MockServer::start().await;
    let (client, _) = with_ledger(&server.base_url());
    told_of_one_that_was_saved_elsewhere(&client, &server).await;
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn what_was_saved_elsewhere_is_not_saved_again_from_a_file() {
    use grok_video::ledger::SqliteLedger;
    use std::time::Duration;

    let script = Script::immediate();
    let server = MockServer::builder().script(script).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ledger = SqliteLedger::open(folder.path().join("videos.db")).unwrap();
    let schedule = grok_video::Schedule::fixed(Duration::from_millis(2))
        .with_first_poll(Duration::ZERO)
        .build();
    let client = builder(&server.base_url())
        .schedule(schedule.unwrap())
        .ledger(ledger)
        .build();
    told_of_one_that_was_saved_elsewhere(&client, &server).await;
    client.close().await;
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_wait_ends_with_what_another_found() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    // One goes into a folder, the other nowhere.
    let kept = begin(&client, folder.path()).await;
    let order = client.generate(request()).into_future();
    let interrupted = tokio::time::timeout(seconds(5), order).await;
    assert!(interrupted.is_err());
    let other = listed(&ledger).await[1].id.clone().unwrap();
    let found = [
        Found::new(&client.wait(kept.id()).await),
        Found::new(&client.wait(&other).await),
    ];
    assert_eq!(client.note_ended(&found).await.unwrap(), 2);
    let entries = listed(&ledger).await;
    assert!(entries.iter().all(|entry| !entry.is_held));
    assert_eq!(states(&ledger).await, [TaskState::Completed; 2]);
    assert!(!entries[0].is_over() && entries[1].is_over());
    // Neither is asked for again, and the one is saved.
    let n_queries = server.counts().queries;
    assert_eq!(saved(&client.resume().await.unwrap().ended), 1);
    assert_eq!(server.counts().queries, n_queries);
    check_videos(folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_told_and_what_is_no_end_is_not() {
    let server = MockServer::builder()
        .script(Script::after(seconds(10), seconds(40)).then_fail("no kites"))
        .start()
        .await
        .unwrap();
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let failed = begin(&client, folder.path()).await;
    let pending = begin(&client, folder.path()).await;
    let gone = begin(&client, folder.path()).await;
    let hasty = client_until(&server.base_url(), seconds(20));
    let queries = Scope::queries().of_task(gone.id().as_str());
    server.inject(queries, Trigger::first(9), Fault::status(404));
    let outcomes: [Outcome; 2] = [hasty.wait(pending.id()).await, client.wait(gone.id()).await];
    let mut found: Vec<_> = outcomes.iter().map(Found::new).collect();
    found.push(Found::of_task(&pending));
    assert_eq!(client.note_ended(&found).await.unwrap(), 0);
    assert_eq!(states(&ledger).await, [TaskState::Active; 3]);
    let failed = Found::new(&client.wait(failed.id()).await);
    assert_eq!(client.note_ended(&[failed]).await.unwrap(), 1);
    let entry = listed(&ledger).await.remove(0);
    assert_eq!((entry.state, entry.is_held), (TaskState::Failed, false));
    assert!(entry.trouble.unwrap().to_string().contains("no kites"));
}

#[tokio::test(start_paused = true)]
async fn what_is_in_other_hands_or_another_s_or_over_is_left_alone() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let over = client.generate(request()).await.unwrap().task;
    let (tell, told) = tokio::sync::oneshot::channel();
    let order = client.generate(request()).save_to(folder.path());
    let order = order.on_created(move |task| tell.send(task.clone()).unwrap());
    let held = tokio::spawn(order.into_future());
    let held_task = told.await.unwrap();
    let other = builder(&server.base_url())
        .ledger(ledger.clone())
        .account("others")
        .build();
    let others = begin(&other, folder.path()).await;
    tokio::time::sleep(seconds(1)).await;
    let completed = |task: &VideoTask| renamed(&over, task.id().as_str());
    let found = [&over, &held_task, &others].map(completed);
    assert_eq!(client.note_ended(&found).await.unwrap(), 0);
    assert_eq!(
        states(&ledger).await,
        [TaskState::Completed, TaskState::Active, TaskState::Active]
    );
    assert_eq!(other.note_ended(&found).await.unwrap(), 1);
    held.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_result_that_the_ledger_has_keeps_its_age() {
    let server = MockServer::start().await;
    let clock = TestClock::default();
    let ledger = MemoryLedger::with_clock(clock.clone());
    let base = server.base_url();
    let client = builder(&base).ledger(ledger.clone()).build();
    let folder = tempfile::tempdir().unwrap();
    server.inject(Scope::assets(), Trigger::always(), Fault::status(404));
    let made = client.generate(request()).save_to(folder.path()).await;
    let Err(GenerateError::NotSaved(_)) = made else {
        panic!("{made:?}")
    };
    let entry = listed(&ledger).await.remove(0);
    let task = client.query(entry.id.as_ref().unwrap()).await.unwrap();
    // Of a single answer nobody knows the age, and what is of unknown age may be old enough to be given up.
    assert_eq!(
        client.note_ended(&[Found::of_task(&task)]).await.unwrap(),
        0
    );
    assert_eq!(client.resume().await.unwrap().ended.len(), 1);
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
}

#[tokio::test(start_paused = true)]
async fn what_is_told_late_is_as_old_as_it_is() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    server.inject(Scope::assets(), Trigger::always(), Fault::status(404));
    let task = begin(&client, folder.path()).await;
    let outcome = client.wait_created(task.id()).await;
    assert!(outcome.ending.result_age().is_some());
    let found = Found::new(&outcome);
    // Its URL has died by then.
    tokio::time::sleep(seconds(23 * 3600)).await;
    assert_eq!(client.note_ended(&[found]).await.unwrap(), 1);
    assert_eq!(client.resume().await.unwrap().ended.len(), 1);
    let entry = listed(&ledger).await.remove(0);
    assert_eq!(entry.state, TaskState::Failed);
    assert_eq!(&*entry.trouble.unwrap().kind, "expired");
}

#[tokio::test(start_paused = true)]
async fn of_an_id_that_was_found_twice_what_was_saved_counts() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let task = begin(&client, folder.path()).await;
    let found = wait_and_save(&client, &task, folder.path()).await;
    let again = Found::of_task(&client.query(task.id()).await.unwrap());
    assert_eq!(client.note_ended(&[found, again]).await.unwrap(), 1);
    assert_eq!(states(&ledger).await, [TaskState::Saved]);
}

/// Counts what is written, and can be out.
#[derive(Debug, Clone, Default)]
struct Counting {
    n_writes: Arc<AtomicUsize>,
    is_out: Arc<AtomicBool>,
}

impl Hook for Counting {
    fn before(&self, call: Call<'_>) -> bool {
        if let Call::Write(writes) = call {
            let is_note = |write: &Write| matches!(write, Write::Completed { .. });
            if writes.iter().any(|(_, write)| is_note(write)) {
                self.n_writes.fetch_add(1, Ordering::Relaxed);
                return !self.is_out.load(Ordering::Relaxed);
            }
        }
        true
    }
}

/// Returns a client with so many tasks in its ledger that are followed, and what was found out about each.
async fn many(n: usize, counting: &Counting) -> (MockServer, Client, MemoryLedger, Vec<Found>) {
    let server = MockServer::start().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let client = builder(&server.base_url())
        .ledger(Hooked(ledger.clone(), counting.clone()))
        .build();
    server.plant("video_0", "grok_video3", Script::immediate());
    let made = client.query(&id("video_0")).await.unwrap();
    let mut found = Vec::new();
    let mut intents = Vec::new();
    for n in 1..=n {
        let name = format!("video_{n}");
        found.push(renamed(&made, &name));
        intents.push(Intent {
            client_ref: name.clone().into(),
            account: client.account().unwrap().clone(),
            work: Work::Follow(id(&name)),
            destination: None,
        });
    }
    for intents in intents.chunks(500) {
        ledger.submit(intents.to_vec(), None).await.unwrap();
    }
    (server, client, ledger, found)
}

#[tokio::test(start_paused = true)]
async fn many_are_told_at_once() {
    let counting = Counting::default();
    let (server, client, ledger, mut found) = many(1_200, &counting).await;
    found.remove(700);
    assert_eq!(client.note_ended(&found).await.unwrap(), 1_199);
    let n_writes = counting.n_writes.load(Ordering::Relaxed);
    assert!(n_writes <= 20, "{n_writes} writes");
    for entry in listed_all(&ledger).await {
        assert_eq!(entry.state == TaskState::Active, entry.task.0 == 701);
        assert!(!entry.is_held);
    }
    assert_eq!(server.counts().total(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_can_t_be_written_is_an_error_and_no_task_stays_in_hand() {
    let counting = Counting::default();
    let (_server, client, ledger, found) = many(3, &counting).await;
    counting.is_out.store(true, Ordering::Relaxed);
    let error = client.note_ended(&found).await.unwrap_err();
    assert_eq!(error.kind(), LedgerErrorKind::Unavailable);
    // As soon as the ledger can be reached, it is told all the same.
    counting.is_out.store(false, Ordering::Relaxed);
    tokio::time::sleep(seconds(20)).await;
    client.close().await;
    assert!(listed(&ledger).await.iter().all(|entry| !entry.is_held));
    assert_eq!(states(&ledger).await, [TaskState::Completed; 3]);
}

#[tokio::test(start_paused = true)]
async fn without_a_ledger_nothing_is_told() {
    let server = MockServer::start().await;
    let client = client(&server.base_url());
    server.plant("video_1", "grok_video3", Script::immediate());
    let found = Found::new(&client.wait(&id("video_1")).await);
    assert_eq!(client.note_ended(&[found]).await.unwrap(), 0);
}

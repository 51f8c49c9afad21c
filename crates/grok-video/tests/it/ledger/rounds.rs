//! Rounds of work over chosen tasks.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use grok_video::ledger::{
    Filter, Intent, Later, Ledger, MemoryLedger, Resolution, TaskNo, TaskState, Trouble, Work,
    Write, Written,
};
use grok_video::{Client, GenerateError};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::{
    TestClock, builder, check_videos, id, listed, listed_all, request, saved, seconds, states,
    with_ledger,
};
use crate::hooked::{Call, Hook, Hooked};

/// Submits so many tasks for a folder.
async fn submit(client: &Client, n: usize, folder: &tempfile::TempDir) -> Vec<TaskNo> {
    let order = || client.generate(request()).save_to(folder.path());
    let submitted = client.submit_all((0..n).map(|_| order())).await.unwrap();
    submitted.iter().map(|submitted| submitted.task).collect()
}

#[tokio::test(start_paused = true)]
async fn only_the_chosen_are_made_in_whatever_order_and_however_often_they_are_named() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let tasks = submit(&client, 5, &folder).await;
    let chosen = [tasks[3], TaskNo(99), tasks[1], tasks[3], TaskNo(0)];
    let resumed = client.resume().only(chosen).await.unwrap();
    assert_eq!((saved(&resumed.ended), resumed.ended.len()), (2, 2));
    let (intent, saved) = (TaskState::Intent, TaskState::Saved);
    let now = states(&ledger).await;
    assert_eq!(now, [intent, saved, intent, saved, intent]);
    assert!(listed(&ledger).await.iter().all(|entry| !entry.is_held));
    assert_eq!(server.counts().creates, 2);
    let all = [TaskNo(u64::MAX), TaskNo(0)];
    assert!(client.resume().only(all).await.unwrap().ended.is_empty());
    assert!(client.resume().only([]).await.unwrap().ended.is_empty());
    check_videos(folder.path(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_over_or_in_other_hands_is_told_as_it_stands() {
    let script = Script::after(seconds(10), seconds(40));
    let server = MockServer::builder().script(script).start().await.unwrap();
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let tasks = submit(&client, 4, &folder).await;
    client.resume().only([tasks[0]]).await.unwrap();
    let lost = Fault::end();
    server.inject(Scope::creates(), Trigger::first(1), lost);
    client.resume().only([tasks[1]]).await.unwrap();
    let other = builder(&server.base_url()).ledger(ledger.clone()).build();
    let elsewhere = tokio::spawn(other.resume().only([tasks[2]]).into_future());
    tokio::time::sleep(seconds(20)).await;
    assert_eq!(server.counts().creates, 3);

    let resumed = client.resume().only(tasks.clone()).await.unwrap();
    assert_eq!(resumed.ended.len(), 4);
    let end = |at: usize| {
        let mut ends = resumed.ended.iter();
        &ends.find(|end| end.task == tasks[at]).unwrap().result
    };
    let made = end(0).as_ref().unwrap();
    assert!(made.saved.as_ref().unwrap().path.starts_with(folder.path()));
    for (at, state) in [(1, TaskState::Unknown), (2, TaskState::Active)] {
        let Err(GenerateError::Known(entry)) = end(at) else {
            panic!("{:?}", end(at));
        };
        assert_eq!(
            (entry.state, entry.is_held),
            (state, state == TaskState::Active)
        );
    }
    assert!(end(3).is_ok());
    assert_eq!(resumed.unknown.len(), 1);
    assert_eq!(saved(&elsewhere.await.unwrap().unwrap().ended), 1);
    assert_eq!(server.counts().creates, 4);
    check_videos(folder.path(), 3);
}

#[tokio::test(start_paused = true)]
async fn tasks_of_another_account_are_left_alone() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let tasks = submit(&client, 3, &folder).await;
    let other = builder(&server.base_url())
        .ledger(ledger.clone())
        .account("others")
        .build();
    let own = submit(&other, 1, &folder).await;
    let chosen = tasks.iter().chain(&own).copied();
    let resumed = other.resume().only(chosen).await.unwrap();
    assert_eq!(resumed.ended.len(), 1);
    assert_eq!(resumed.ended[0].task, own[0]);
    assert_eq!(server.counts().creates, 1);
}

#[tokio::test(start_paused = true)]
async fn more_than_a_page_is_made() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let orders = (0..1_500).map(|_| client.generate(request()));
    client.submit_all(orders).await.unwrap();
    let chosen: Vec<_> = (0..600).rev().map(|n| TaskNo(2 * n + 1)).collect();
    let resumed = client.resume().only(chosen).await.unwrap();
    assert_eq!(resumed.ended.len(), 600);
    assert!(resumed.ended.iter().all(|end| end.result.is_ok()));
    assert_eq!(server.counts().creates, 600);
    for entry in listed_all(&ledger).await {
        let is_chosen = entry.task.0 % 2 == 1 && entry.task.0 < 1_200;
        assert_eq!(
            entry.state == TaskState::Completed,
            is_chosen,
            "{}",
            entry.task
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_that_existed_before_is_followed() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let follow = |name: &str, at: &str| Intent {
        client_ref: name.into(),
        account: client.account().unwrap().clone(),
        work: Work::Follow(id(at)),
        destination: Some(format!("{}/", folder.path().display()).into()),
    };
    server.plant("video_1", "grok_video3", Script::immediate());
    let intents = vec![follow("one", "video_1"), follow("other", "video_2")];
    let tasks = ledger.submit(intents, None).await.unwrap();
    let tasks: Vec<_> = tasks.iter().map(|submitted| submitted.task).collect();
    // What a person has said of the other is another work by now: that is for a round over all.
    let other = client.resume().only([tasks[1]]).await.unwrap();
    assert!(matches!(
        other.ended[0].result,
        Err(GenerateError::Ended { .. })
    ));
    let exists = Resolution::Exists(id("video_3"));
    let exists = ledger.resolve(tasks[1], exists).await;
    assert_eq!(exists.unwrap(), Written::Applied);
    server.plant("video_3", "grok_video3", Script::immediate());
    let resumed = client.resume().only(tasks).await.unwrap();
    assert_eq!((saved(&resumed.ended), resumed.ended.len()), (1, 2));
    assert_eq!(states(&ledger).await, [TaskState::Saved, TaskState::Active]);
    assert_eq!(saved(&client.resume().await.unwrap().ended), 1);
    assert_eq!(server.counts().creates, 0);
}

#[tokio::test(start_paused = true)]
async fn chosen_tasks_outlive_a_leap_of_the_ledger_s_clock() {
    let server = MockServer::start().await;
    let clock = TestClock::default();
    let ledger = MemoryLedger::with_clock(clock.clone());
    let client = builder(&server.base_url()).ledger(ledger.clone()).build();
    let folder = tempfile::tempdir().unwrap();
    let tasks = submit(&client, 4, &folder).await;
    let chosen = client.resume().only(tasks[1..].to_vec());
    let resuming = tokio::spawn(chosen.into_future());
    tokio::time::sleep(seconds(10)).await;
    clock.set_forward(3600);
    let resumed = resuming.await.unwrap().unwrap();
    assert_eq!(saved(&resumed.ended), 3, "{resumed:?}");
    assert_eq!(server.counts().creates, 3);
    assert_eq!(states(&ledger).await[0], TaskState::Intent);
    check_videos(folder.path(), 3);
}

/// Loses one answer to what was submitted, once it is told to.
#[derive(Debug, Clone, Default)]
struct Forgetful(Arc<AtomicBool>);

impl Hook for Forgetful {
    fn before(&self, _: Call<'_>) -> bool {
        true
    }

    fn loses(&self, call: Call<'_>) -> bool {
        matches!(call, Call::Submit) && self.0.swap(false, Ordering::Relaxed)
    }
}

#[tokio::test(start_paused = true)]
async fn tasks_whose_lease_nobody_heard_of_are_had_at_the_second_attempt() {
    let server = MockServer::start().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let forgetful = Forgetful::default();
    let client = builder(&server.base_url())
        .ledger(Hooked(ledger.clone(), forgetful.clone()))
        .build();
    let folder = tempfile::tempdir().unwrap();
    let tasks = submit(&client, 2, &folder).await;
    forgetful.0.store(true, Ordering::Relaxed);
    let resumed = client.resume().only(tasks).await.unwrap();
    assert!(!forgetful.0.load(Ordering::Relaxed));
    assert_eq!(saved(&resumed.ended), 2, "{resumed:?}");
    // The same of one that is begun.
    forgetful.0.store(true, Ordering::Relaxed);
    client.generate(request()).create().await.unwrap();
    assert_eq!(server.counts().creates, 3);
}

/// Has another worker end the first task of a ledger between two calls, once it is told to.
#[derive(Debug, Clone)]
struct Overtaking {
    ledger: MemoryLedger,
    is_due: Arc<AtomicBool>,
}

impl Hook for Overtaking {
    fn before(&self, call: Call<'_>) -> bool {
        if matches!(call, Call::Submit) && self.is_due.swap(false, Ordering::Relaxed) {
            let ledger = &self.ledger;
            let session = now(ledger.open_session("other", seconds(30)));
            let account = now(ledger.list(Filter::default(), None, 1))
                .remove(0)
                .account;
            let held = now(ledger.lease_due(session, &account, 1, None));
            let trouble = Trouble::new("given_up", "by another worker");
            let failed = now(ledger.write(vec![(held[0].task, Write::Fail(trouble))]));
            assert_eq!(failed, [Written::Applied]);
        }
        true
    }
}

/// Returns what a ledger in memory answers, which never waits.
fn now<T>(later: Later<'_, T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(later).poll(&mut context) {
        Poll::Ready(answer) => answer.unwrap(),
        Poll::Pending => panic!("it waits"),
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_worker_ended_in_between_is_told_as_it_stands_now() {
    let server = MockServer::start().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let overtaking = Overtaking {
        ledger: ledger.clone(),
        is_due: Arc::default(),
    };
    let client = builder(&server.base_url())
        .ledger(Hooked(ledger.clone(), overtaking.clone()))
        .build();
    let folder = tempfile::tempdir().unwrap();
    let tasks = submit(&client, 1, &folder).await;
    overtaking.is_due.store(true, Ordering::Relaxed);
    let resumed = client.resume().only(tasks).await.unwrap();
    let Err(GenerateError::Known(entry)) = &resumed.ended[0].result else {
        panic!("{resumed:?}");
    };
    assert_eq!(entry.state, TaskState::Failed);
    assert_eq!(server.counts().total(), 0);
}

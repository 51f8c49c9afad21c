//! Going on after whatever came in between.

use std::fs;
use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use grok_video::ledger::{LedgerErrorKind, MemoryLedger, TaskState, Write};
use grok_video::{GenerateError, News, NotSavedReason};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::{
    TestClock, VIDEO, builder, check_videos, client_until, listed, query_times, request, saved,
    seconds, settle, states, with_ledger,
};
use crate::hooked::{Call, Hook, Hooked};

#[tokio::test(start_paused = true)]
async fn what_was_only_submitted_is_made_once() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..30 {
        let order = client.generate(request()).save_to(folder.path());
        order.submit().await.unwrap();
    }
    assert_eq!(server.counts().creates, 0);
    let news = Arc::new(Mutex::new(0));
    let n_created = news.clone();
    let resume = client.resume().limit(7).on_news(move |notice| {
        if let News::Created(_) = notice.news {
            *n_created.lock().unwrap() += 1;
        }
    });
    let mut n_told = 0;
    let resumed = resume.await.unwrap();
    n_told += resumed.ended.len();
    assert_eq!((saved(&resumed.ended), n_told), (30, 30));
    assert_eq!(*news.lock().unwrap(), 30);
    assert_eq!(states(&ledger).await, [TaskState::Saved; 30]);
    let counts = server.counts();
    assert_eq!((counts.creates, counts.downloads), (30, 30));
    check_videos(folder.path(), 30);
    assert!(client.resume().await.unwrap().ended.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_goes_on_where_it_was() {
    let server = MockServer::builder()
        .script(Script::after(seconds(40), seconds(200)))
        .start()
        .await
        .unwrap();
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let order = client.generate(request()).save_to(folder.path());
    let cut_short = tokio::time::timeout(seconds(100), order.into_future()).await;
    assert!(cut_short.is_err());
    settle().await;
    let n_polls = query_times(&server).len();
    assert!(n_polls >= 1);
    assert_eq!(states(&ledger).await, [TaskState::Active]);
    let resumed = client.resume().await.unwrap();
    assert_eq!(saved(&resumed.ended), 1);
    let times = query_times(&server);
    // What was polled since the last change of status is not written down, so one gap may be shorter.
    let gaps = times.windows(2).map(|pair| pair[1] - pair[0]);
    let n_short = gaps.filter(|gap| *gap < seconds(29)).count();
    assert!(n_short <= 1, "{times:?}");
    assert_eq!(server.counts().creates, 1);
    check_videos(folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_leaves_the_task_for_later() {
    let server = MockServer::builder()
        .script(Script::after(seconds(40), seconds(2000)))
        .start()
        .await
        .unwrap();
    let schedule = client_until(&server.base_url(), seconds(300))
        .schedule()
        .clone();
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let client = builder(&server.base_url())
        .schedule(schedule)
        .ledger(ledger.clone())
        .build();
    let error = client.generate(request()).await.unwrap_err();
    assert!(matches!(error, GenerateError::Ended { .. }), "{error:?}");
    let entry = listed(&ledger).await.remove(0);
    assert_eq!((entry.state, entry.is_held), (TaskState::Active, false));
    assert!(entry.note.unwrap().contains("deadline"));
    let mut n_resumed = 0;
    while states(&ledger).await == [TaskState::Active] {
        client.resume().await.unwrap();
        n_resumed += 1;
    }
    assert!((2..20).contains(&n_resumed), "{n_resumed}");
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
    assert_eq!(server.counts().creates, 1);
}

#[tokio::test(start_paused = true)]
async fn a_file_in_the_way_leaves_the_result_for_later() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let (made, ()) = tokio::join!(
        client.generate(request()).save_to(&path).into_future(),
        async {
            tokio::time::sleep(seconds(60)).await;
            fs::write(&path, "precious").unwrap();
        }
    );
    assert!(matches!(made, Err(GenerateError::NotSaved(_))), "{made:?}");
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
    for _ in 0..2 {
        let resumed = client.resume().await.unwrap();
        let result = &resumed.ended[0].result;
        assert!(
            matches!(result, Err(GenerateError::NotSaved(_))),
            "{result:?}"
        );
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    fs::remove_file(&path).unwrap();
    assert_eq!(saved(&client.resume().await.unwrap().ended), 1);
    assert_eq!(fs::read(&path).unwrap(), VIDEO);
    assert_eq!(server.counts().creates, 1);
}

#[tokio::test(start_paused = true)]
async fn a_result_that_has_expired_is_over_when_its_time_has_come() {
    let server = MockServer::start().await;
    server.inject(Scope::assets(), Trigger::always(), Fault::status(404));
    let clock = TestClock::default();
    let ledger = MemoryLedger::with_clock(clock.clone());
    let base = server.base_url();
    let client = builder(&base).ledger(ledger.clone()).build();
    let folder = tempfile::tempdir().unwrap();
    let made = client.generate(request()).save_to(folder.path()).await;
    assert!(matches!(made, Err(GenerateError::NotSaved(_))), "{made:?}");
    // A young result may be had later, whatever its host says now.
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
    clock.set_forward(22 * 3600);
    assert_eq!(client.resume().await.unwrap().ended.len(), 1);
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
    clock.set_forward(3600);
    assert_eq!(client.resume().await.unwrap().ended.len(), 1);
    let entry = listed(&ledger).await.remove(0);
    assert_eq!(entry.state, TaskState::Failed);
    assert_eq!(&*entry.trouble.unwrap().kind, "expired");
    assert!(client.resume().await.unwrap().ended.is_empty());
    check_videos(folder.path(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_pauses_nothing_for_ever() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..5 {
        let order = client.generate(request()).save_to(folder.path());
        order.submit().await.unwrap();
    }
    server.inject(Scope::queries(), Trigger::first(1), Fault::status(401));
    let resumed = client.resume().await.unwrap();
    assert_eq!((saved(&resumed.ended), resumed.ended.len()), (0, 5));
    assert_eq!(states(&ledger).await, [TaskState::Active; 5]);
    assert_eq!(saved(&client.resume().await.unwrap().ended), 5);
    assert_eq!(server.counts().creates, 5);
    check_videos(folder.path(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_most_urgent_is_saved_first() {
    let server = MockServer::start().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let client = builder(&server.base_url())
        .ledger(ledger.clone())
        .saves_at_a_time(1)
        .build();
    let folder = tempfile::tempdir().unwrap();
    // Results that could not be saved when they came, in the order in which they came into being.
    server.inject(Scope::assets(), Trigger::first(12), Fault::status(503));
    let mut names = Vec::new();
    for i in 0..4 {
        let order = client.generate(request()).save_to(folder.path());
        let made = order.named(format!("kite-{i}")).await;
        let Err(GenerateError::NotSaved(not_saved)) = made else {
            panic!("{made:?}")
        };
        assert!(matches!(not_saved.reason, NotSavedReason::Download(_)));
        names.push(format!("kite-{i}"));
    }
    let resumed = client.resume().await.unwrap();
    let order: Vec<_> = resumed
        .ended
        .iter()
        .map(|ended| &*ended.client_ref)
        .collect();
    assert_eq!(order, names);
    assert_eq!(saved(&resumed.ended), 4);
}

#[tokio::test]
async fn without_a_ledger_there_is_nothing_to_resume() {
    let server = MockServer::start().await;
    let client = builder(&server.base_url()).build();
    let error = client.resume().await.unwrap_err();
    assert!(error.to_string().contains("has no ledger"), "{error}");
    let error = client.generate(request()).submit().await.unwrap_err();
    assert!(matches!(error, GenerateError::Ledger(_)), "{error:?}");
}

/// Keeps the last write of a task from its ledger.
#[derive(Debug, Default)]
struct NeverSaved;

impl Hook for NeverSaved {
    fn before(&self, call: Call<'_>) -> bool {
        let Call::Write(writes) = call else {
            return true;
        };
        !writes
            .iter()
            .any(|(_, write)| matches!(write, Write::Saved(_)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_was_published_before_a_crash_is_known_again() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    let crashing = builder(&server.base_url())
        .ledger(Hooked(ledger.clone(), NeverSaved))
        .build();
    let made = crashing.generate(request()).save_to(&path).await;
    assert!(matches!(made, Err(GenerateError::Ledger(_))), "{made:?}");
    assert_eq!(states(&ledger).await, [TaskState::Completed]);
    check_videos(folder.path(), 1);
    // A session whose last words can't be written ends by its time.
    tokio::time::sleep(seconds(60)).await;
    // Had something else taken the name, that would not be the result.
    fs::rename(&path, folder.path().join("elsewhere.mp4")).unwrap();
    fs::write(&path, "precious").unwrap();
    assert_eq!(saved(&client.resume().await.unwrap().ended), 0);
    fs::rename(folder.path().join("elsewhere.mp4"), &path).unwrap();
    assert_eq!(saved(&client.resume().await.unwrap().ended), 1);
    assert_eq!(states(&ledger).await, [TaskState::Saved]);
    check_videos(folder.path(), 1);
    assert_eq!(server.counts().creates, 1);
}

/// Keeps a ledger from being asked for the task's next step, from the second time on.
#[derive(Debug, Default)]
struct OneLease(AtomicUsize);

impl Hook for OneLease {
    fn before(&self, call: Call<'_>) -> bool {
        !matches!(call, Call::LeaseDue) || self.0.fetch_add(1, Ordering::Relaxed) == 0
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_in_hand_is_ended_though_the_ledger_gives_no_more() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..5 {
        let order = client.generate(request()).save_to(folder.path());
        order.submit().await.unwrap();
    }
    let failing = builder(&server.base_url())
        .ledger(Hooked(ledger.clone(), OneLease::default()))
        .build();
    let error = failing.resume().limit(3).await.unwrap_err();
    assert_eq!(error.error.kind(), LedgerErrorKind::Unavailable);
    assert_eq!(saved(&error.so_far.ended), 3);
    check_videos(folder.path(), 3);
    assert_eq!(saved(&client.resume().await.unwrap().ended), 2);
    check_videos(folder.path(), 5);
}

//! A worker that lost its session without noticing does no harm.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use grok_video::ledger::{MemoryLedger, TaskState};
use grok_video::{Client, GenerateError};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::{TestClock, builder, check_videos, request, saved, seconds, states};
use crate::hooked::{Call, Hook, Hooked};

/// Keeps beats from their ledger while it is deaf, as for a process that sleeps.
#[derive(Debug, Clone, Default)]
struct Deaf(Arc<AtomicBool>);

impl Deaf {
    fn turn_deaf(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Hook for Deaf {
    fn before(&self, call: Call<'_>) -> bool {
        !(matches!(call, Call::Beat) && self.0.load(Ordering::Relaxed))
    }
}

/// A service whose tasks take four minutes, and two workers on one ledger, of which the first turns deaf.
struct Pair {
    server: MockServer,
    ledger: MemoryLedger,
    clock: TestClock,
    deaf: Deaf,
    first: Client,
    second: Client,
    folder: tempfile::TempDir,
}

impl Pair {
    async fn new() -> Self {
        let script = Script::after(seconds(40), seconds(200));
        let server = MockServer::builder().script(script).start().await.unwrap();
        let clock = TestClock::default();
        let ledger = MemoryLedger::with_clock(clock.clone());
        let deaf = Deaf::default();
        let base = server.base_url();
        Self {
            first: builder(&base)
                .ledger(Hooked(ledger.clone(), deaf.clone()))
                .creates_at_a_time(1)
                .saves_at_a_time(1)
                .build(),
            second: builder(&base).ledger(ledger.clone()).build(),
            folder: tempfile::tempdir().unwrap(),
            server,
            ledger,
            clock,
            deaf,
        }
    }

    fn order(&self) -> impl Future<Output = Result<grok_video::Generated, GenerateError>> + use<> {
        let order = self.first.generate(request()).save_to(self.folder.path());
        order.into_future()
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_that_was_taken_over_is_saved_once() {
    let pair = Pair::new().await;
    let first = tokio::spawn(pair.order());
    tokio::time::sleep(seconds(60)).await;
    pair.deaf.turn_deaf();
    // The first still polls, and does not know that its session is over.
    tokio::time::sleep(seconds(35)).await;
    let resumed = pair.second.resume().await.unwrap();
    assert_eq!(saved(&resumed.ended), 1);
    let error = first.await.unwrap().unwrap_err();
    assert!(matches!(error, GenerateError::Lost(_)), "{error:?}");
    let counts = pair.server.counts();
    assert_eq!((counts.creates, counts.downloads), (1, 1));
    assert_eq!(states(&pair.ledger).await, [TaskState::Saved]);
    check_videos(pair.folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn behind_its_own_fence_a_worker_sends_no_create_and_publishes_nothing() {
    let pair = Pair::new().await;
    pair.server.inject(
        Scope::creates(),
        Trigger::first(1),
        Fault::late(seconds(25)),
    );
    pair.deaf.turn_deaf();
    // One is sent, and the other waits for its turn until the fence has fallen.
    let (one, other) = tokio::join!(pair.order(), pair.order());
    for made in [one, other] {
        let error = made.unwrap_err();
        assert!(matches!(error, GenerateError::Lost(_)), "{error:?}");
    }
    assert_eq!(pair.server.counts().creates, 1);
    check_videos(pair.folder.path(), 0);
    let resumed = pair.second.resume().await.unwrap();
    assert_eq!(saved(&resumed.ended), 2);
    let counts = pair.server.counts();
    assert_eq!((counts.creates, counts.downloads), (2, 2));
    check_videos(pair.folder.path(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_after_the_session_is_still_taken() {
    let pair = Pair::new().await;
    pair.server.inject(
        Scope::creates(),
        Trigger::first(1),
        Fault::late(seconds(28)),
    );
    let first = tokio::spawn(pair.order());
    tokio::time::sleep(seconds(3)).await;
    pair.deaf.turn_deaf();
    let session_of_first = seconds(31);
    tokio::time::sleep(session_of_first - seconds(4)).await;
    assert_eq!(states(&pair.ledger).await, [TaskState::Active]);
    let resumed = pair.second.resume().await.unwrap();
    assert_eq!(
        saved(&resumed.ended) + usize::from(first.await.unwrap().is_ok()),
        1
    );
    assert_eq!(pair.server.counts().creates, 1);
    check_videos(pair.folder.path(), 1);
}

#[tokio::test(start_paused = true)]
async fn where_the_ledger_s_clock_leaps_nothing_is_sent_without_a_permit() {
    let pair = Pair::new().await;
    pair.server
        .inject(Scope::creates(), Trigger::first(1), Fault::late(seconds(3)));
    let (one, other) = (tokio::spawn(pair.order()), tokio::spawn(pair.order()));
    tokio::time::sleep(seconds(1)).await;
    // One call is under way, and the other waits for its turn; by the ledger's clock both are late.
    pair.clock.set_forward(3600);
    let resumed = pair.second.resume().await.unwrap();
    let ends = [one.await.unwrap(), other.await.unwrap()];
    let n_lost = ends
        .iter()
        .filter(|end| matches!(end, Err(GenerateError::Lost(_))));
    assert!(n_lost.count() >= 1, "{ends:?}");
    let n_saved = saved(&resumed.ended) + ends.iter().filter(|end| end.is_ok()).count();
    assert_eq!(n_saved, 2);
    assert_eq!(pair.server.counts().creates, 2);
    check_videos(pair.folder.path(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_is_free_while_others_go_on() {
    let pair = Pair::new().await;
    let long = tokio::spawn(pair.order());
    let dropped = tokio::time::timeout(seconds(60), pair.order()).await;
    assert!(dropped.is_err());
    // One more is dropped while its create call is under way.
    pair.server
        .inject(Scope::creates(), Trigger::always(), Fault::late(seconds(3)));
    assert!(
        tokio::time::timeout(seconds(1), pair.order())
            .await
            .is_err()
    );
    let resumed = pair.second.resume().await.unwrap();
    assert_eq!((saved(&resumed.ended), resumed.unknown.len()), (1, 1));
    assert!(long.await.unwrap().is_ok());
    check_videos(pair.folder.path(), 2);
}

#[tokio::test(start_paused = true)]
async fn resuming_outlives_a_leap_of_the_ledger_s_clock() {
    let pair = Pair::new().await;
    for _ in 0..3 {
        let order = pair.second.generate(request()).save_to(pair.folder.path());
        order.submit().await.unwrap();
    }
    let second = pair.second.clone();
    let resuming = tokio::spawn(async move { second.resume().await.unwrap() });
    tokio::time::sleep(seconds(60)).await;
    pair.clock.set_forward(3600);
    let resumed = resuming.await.unwrap();
    assert_eq!(saved(&resumed.ended), 3, "{resumed:?}");
    assert_eq!(states(&pair.ledger).await, [TaskState::Saved; 3]);
    let counts = pair.server.counts();
    assert_eq!((counts.creates, counts.downloads), (3, 3));
    check_videos(pair.folder.path(), 3);
}

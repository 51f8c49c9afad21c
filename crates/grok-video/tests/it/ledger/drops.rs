//! Futures that are dropped at any moment, while others of the same client go on.

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;

use grok_video::Client;
use grok_video::ledger::{MemoryLedger, TaskState};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::detached::Detached;
use super::{TestClock, builder, check_videos, listed, request, seconds, states};
use crate::hooked::{Call, Hook, Hooked};

/// A service whose tasks take fifty seconds.
async fn service() -> MockServer {
    let script = Script::after(seconds(10), seconds(40));
    MockServer::builder().script(script).start().await.unwrap()
}

/// Returns a service, and a client whose ledger does what it was asked although nobody waits for it.
async fn kept_apart() -> (MockServer, MemoryLedger, Client) {
    let server = service().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let client = builder(&server.base_url()).ledger(Detached(ledger.clone()));
    (server, ledger, client.build())
}

/// Keeps a client's session on, by a task that is not over before its deadline.
async fn keep_on(server: &MockServer, client: &Client) -> tokio::task::JoinHandle<()> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let order = client.generate(request()).named("long");
    let order = order.on_created(move |task| tell.send(task.id().to_string()).unwrap());
    let on = tokio::spawn(async move {
        let _ = order.await;
    });
    let long = Scope::queries().of_task(told.await.unwrap());
    server.inject(long, Trigger::always(), Fault::stale());
    on
}

/// Polls a future so often, and then drops it; tells whether it was done by then.
async fn polled(future: impl Future, n: usize) -> bool {
    let mut future = pin!(future);
    let mut n_left = n;
    poll_fn(|context| {
        n_left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if n_left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_dropped_at_any_poll_is_held_by_nobody() {
    for n in 1..1000 {
        let (server, ledger, client) = kept_apart().await;
        let on = keep_on(&server, &client).await;
        let folder = tempfile::tempdir().unwrap();
        let order = client.generate(request()).named("kite");
        let is_done = polled(order.save_to(folder.path()).into_future(), n).await;
        tokio::time::sleep(seconds(60)).await;
        let resumed = client.resume().await.unwrap();
        assert!(!on.is_finished());
        if let Some(kite) = listed(&ledger).await.get(1) {
            assert!(!kite.is_held, "after {n} polls: {kite:?}");
            let is_unknown = kite.state == TaskState::Unknown;
            assert_eq!(resumed.unknown.len(), usize::from(is_unknown));
            assert!(is_unknown || kite.state == TaskState::Saved, "{kite:?}");
            check_videos(folder.path(), usize::from(!is_unknown));
        }
        assert!(server.counts().creates <= 2);
        if is_done {
            assert!(n > 5, "it ended at once");
            return;
        }
    }
    panic!("it never ends");
}

#[tokio::test(start_paused = true)]
async fn a_resume_that_is_dropped_at_any_poll_leaves_all_to_the_next() {
    for n in 1..30 {
        let (server, ledger, client) = kept_apart().await;
        let on = keep_on(&server, &client).await;
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..5 {
            let order = client.generate(request()).save_to(folder.path());
            order.submit().await.unwrap();
        }
        polled(client.resume().into_future(), n).await;
        // What was asked of the ledger is done in the meantime.
        tokio::time::sleep(seconds(1)).await;
        let resumed = client.resume().await.unwrap();
        assert!(!on.is_finished());
        let n_unknown = resumed.unknown.len();
        // Some may have been saved before.
        let states = states(&ledger).await;
        let n_saved = states.iter().filter(|state| **state == TaskState::Saved);
        assert_eq!(
            n_saved.count() + n_unknown,
            5,
            "after {n} polls: {states:?}"
        );
        check_videos(folder.path(), 5 - n_unknown);
        assert!(server.counts().creates <= 6);
    }
}

/// Can be reached while it is not told otherwise; `LeaseDue` alone can be made to fail once.
#[derive(Debug, Clone, Default)]
struct Moody {
    is_out: Arc<AtomicBool>,
    n_leases: Arc<AtomicUsize>,
    failing_lease: usize,
}

impl Hook for Moody {
    fn before(&self, call: Call<'_>) -> bool {
        if matches!(call, Call::LeaseDue) {
            let n = self.n_leases.fetch_add(1, Ordering::Relaxed) + 1;
            return !(self.failing_lease..self.failing_lease + 3).contains(&n);
        }
        !self.is_out.load(Ordering::Relaxed)
    }
}

#[tokio::test(start_paused = true)]
async fn creates_under_way_are_ended_where_the_ledger_gives_no_more() {
    let server = service().await;
    server.inject(Scope::creates(), Trigger::always(), Fault::late(seconds(3)));
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let moody = Moody {
        failing_lease: 3,
        ..Moody::default()
    };
    let client = builder(&server.base_url())
        .ledger(Hooked(ledger.clone(), moody))
        .creates_at_a_time(8)
        .build();
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..30 {
        let order = client.generate(request()).save_to(folder.path());
        order.submit().await.unwrap();
    }
    let error = client.resume().limit(10).await.unwrap_err();
    assert!(!error.so_far.ended.is_empty());
    assert!(!states(&ledger).await.contains(&TaskState::Unknown));
    let resumed = client.resume().await.unwrap();
    assert_eq!(resumed.unknown.len(), 0);
    assert_eq!(server.counts().creates, 30);
    check_videos(folder.path(), 30);
}

#[tokio::test(start_paused = true)]
async fn an_id_outlives_the_outage_of_its_ledger_and_whoever_waited_for_it() {
    let server = service().await;
    server.inject(Scope::creates(), Trigger::first(1), Fault::late(seconds(3)));
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let moody = Moody::default();
    let client = builder(&server.base_url())
        .ledger(Hooked(ledger.clone(), moody.clone()))
        .build();
    let order = client.generate(request()).into_future();
    let out = async {
        tokio::time::sleep(seconds(1)).await;
        moody.is_out.store(true, Ordering::Relaxed);
        // The answer comes, can't be written down, and nobody waits any more.
        tokio::time::sleep(seconds(3)).await;
    };
    tokio::select! {
        made = order => panic!("{made:?}"),
        () = out => {}
    }
    tokio::time::sleep(seconds(20)).await;
    moody.is_out.store(false, Ordering::Relaxed);
    tokio::time::sleep(seconds(20)).await;
    let entry = listed(&ledger).await.remove(0);
    assert_eq!(entry.state, TaskState::Active, "{entry:?}");
    assert!(entry.id.is_some() && !entry.is_held);
    let resumed = client.resume().await.unwrap();
    assert_eq!(resumed.ended.len(), 1);
    assert_eq!(server.counts().creates, 1);
}

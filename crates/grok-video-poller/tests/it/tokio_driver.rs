//! The asynchronous driver, on tokio's paused clock.

use std::future::pending;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use grok_video_poller::{
    Ending, EventKind, Observation, Timer, TokioTimer, Update, Watch, updates, wait,
};
use tokio::time::Instant;

use super::simulation::{every, id, seconds, status};

fn watch(timer: &TokioTimer) -> Watch {
    Watch::new(id(), every(seconds(30), seconds(600)), timer.now())
}

#[tokio::test(start_paused = true)]
async fn waits_between_polls_and_ends() {
    let (timer, start) = (TokioTimer::new(), Instant::now());
    let mut n_queries = 0;
    let outcome = wait(watch(&timer), timer, |asked| {
        assert_eq!(asked, id());
        n_queries += 1;
        let answer = status(["queued", "processing", "completed"][n_queries - 1]);
        async move { answer }
    })
    .await;
    assert!(matches!(outcome.ending, Ending::Completed { .. }));
    assert_eq!(start.elapsed().as_secs(), 90);
}

#[tokio::test(start_paused = true)]
async fn a_query_that_hangs_is_dropped_at_its_time() {
    let (timer, start) = (TokioTimer::new(), Instant::now());
    let mut n_queries = 0;
    let outcome = wait(watch(&timer), timer, |_| {
        n_queries += 1;
        pending::<Observation>()
    })
    .await;
    assert!(matches!(outcome.ending, Ending::Outage(_)), "{outcome:?}");
    assert!(start.elapsed() <= seconds(600));
    assert!(n_queries > 1);
}

#[tokio::test(start_paused = true)]
async fn the_last_update_is_the_outcome() {
    let timer = TokioTimer::new();
    let mut n_queries = 0;
    let mut updates = pin!(updates(watch(&timer), timer, |_| {
        n_queries += 1;
        let answer = status(["queued", "failed"][n_queries - 1]);
        async move { answer }
    }));
    let mut seen = Vec::new();
    while let Some(update) =
        std::future::poll_fn(|context| updates.as_mut().poll_next(context)).await
    {
        seen.push(match update {
            Update::Polled(event) => match event.kind {
                EventKind::FirstSeen { .. } => "first",
                EventKind::StatusChanged { .. } => "changed",
                _ => "other",
            },
            Update::Finished(_) => "finished",
            _ => "unknown",
        });
    }
    assert_eq!(seen, ["first", "changed", "finished"]);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_wait_drops_the_query() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    struct Alive;
    impl Drop for Alive {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, Ordering::SeqCst);
        }
    }
    let timer = TokioTimer::new();
    let query = |_| {
        ALIVE.fetch_add(1, Ordering::SeqCst);
        let alive = Alive;
        async move {
            let _alive = alive;
            pending::<Observation>().await
        }
    };
    let waited = tokio::time::timeout(seconds(40), wait(watch(&timer), timer, query)).await;
    assert!(waited.is_err());
    assert_eq!(ALIVE.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_before_the_first_poll_is_due() {
    let timer = TokioTimer::new();
    let mut updates = pin!(updates(watch(&timer), timer, |_| async {
        status("completed")
    }));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(updates.as_mut().poll_next(&mut context), Poll::Pending);
    tokio::time::advance(seconds(29)).await;
    assert_eq!(updates.as_mut().poll_next(&mut context), Poll::Pending);
    tokio::time::advance(seconds(2)).await;
    assert!(updates.as_mut().poll_next(&mut context).is_ready());
}

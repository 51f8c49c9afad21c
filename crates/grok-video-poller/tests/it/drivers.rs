//! What dropping and cancelling a driver means; the traces show all else.

use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::{FusedStream, Stream};
use grok_video_poller::{
    Event, Observation, Schedule, Tick, Timer, TokioTimer, Watch, wait, watch,
};
use tokio::time::Instant;

use super::simulation::{every, id, seconds, status};

fn machine(timer: &TokioTimer) -> Watch {
    Watch::new(id(), every(seconds(30), seconds(600)), timer.now())
}

/// Counts the queries that are alive.
#[derive(Clone, Default)]
struct Alive(Arc<AtomicUsize>);

struct Guard(Alive);

impl Alive {
    fn one(&self) -> Guard {
        self.0.fetch_add(1, Ordering::SeqCst);
        Guard(self.clone())
    }

    fn n(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Makes a query that never ends.
fn hang(alive: &Alive) -> impl FnMut(grok_video_types::TaskId) -> HangFuture + use<> {
    let alive = alive.clone();
    move |_| {
        let guard = alive.one();
        Box::pin(async move {
            let _guard = guard;
            pending::<Observation>().await
        })
    }
}

async fn next(events: &mut (impl Stream<Item = Event> + Unpin)) -> Option<Event> {
    std::future::poll_fn(|context| pin!(&mut *events).poll_next(context)).await
}

type HangFuture = std::pin::Pin<Box<dyn Future<Output = Observation> + Send>>;

#[tokio::test(start_paused = true)]
async fn dropping_the_wait_drops_the_query() {
    let (timer, alive) = (TokioTimer::new(), Alive::default());
    let mut waiting = Box::pin(wait(machine(&timer), timer, hang(&alive)));
    let waited = tokio::time::timeout(seconds(31), &mut waiting).await;
    assert!(waited.is_err() && alive.n() == 1, "a query is in flight");
    drop(waiting);
    assert_eq!(alive.n(), 0);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_drops_the_query() {
    let (timer, alive) = (TokioTimer::new(), Alive::default());
    let mut events = watch(machine(&timer), timer, hang(&alive));
    let asked = tokio::time::timeout(seconds(31), next(&mut events)).await;
    assert!(asked.is_err() && alive.n() == 1, "a query is in flight");
    drop(events);
    assert_eq!(alive.n(), 0);
}

#[tokio::test(start_paused = true)]
async fn cancelling_drops_the_query_and_leaves_a_checkpoint() {
    let (timer, alive) = (TokioTimer::new(), Alive::default());
    let mut events = watch(machine(&timer), timer, hang(&alive));
    let asked = tokio::time::timeout(seconds(31), next(&mut events)).await;
    assert!(asked.is_err() && alive.n() == 1, "a query is in flight");
    events.cancel();
    assert_eq!(alive.n(), 0);
    assert!(events.snapshot().is_some());
    let last = next(&mut events).await;
    assert!(last.unwrap().to_string().contains("cancelled"));
    assert!(events.is_terminated());
}

#[tokio::test(start_paused = true)]
async fn a_query_that_hangs_is_dropped_at_its_time() {
    let (timer, alive) = (TokioTimer::new(), Alive::default());
    let start = Instant::now();
    let outcome = wait(machine(&timer), timer, hang(&alive)).await;
    assert!(outcome.n_polls > 1, "{outcome}");
    assert!(start.elapsed() <= seconds(600));
    assert_eq!(alive.n(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_before_the_first_poll_is_due() {
    let timer = TokioTimer::new();
    let query = |_| async { status("completed") };
    let mut events = pin!(watch(machine(&timer), timer, query));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(events.as_mut().poll_next(&mut context), Poll::Pending);
    tokio::time::advance(seconds(29)).await;
    assert_eq!(events.as_mut().poll_next(&mut context), Poll::Pending);
    tokio::time::advance(seconds(2)).await;
    assert!(events.as_mut().poll_next(&mut context).is_ready());
}

#[tokio::test(start_paused = true)]
async fn a_thousand_watches_on_one_clock_each_wait_by_their_own_jitter() {
    let timer = TokioTimer::new();
    let mut waits = tokio::task::JoinSet::new();
    for n in 0..1000 {
        let id = format!("video_{n}").parse().unwrap();
        let machine = Watch::new(id, Schedule::default(), timer.now());
        waits.spawn(wait(
            machine,
            timer,
            |id: grok_video_types::TaskId| async move {
                let body = format!(r#"{{"id":"{id}","status":"failed"}}"#);
                Observation::http(200, body.as_bytes())
            },
        ));
    }
    let mut times = Vec::new();
    while let Some(outcome) = waits.join_next().await {
        let outcome = outcome.unwrap();
        assert!(outcome.ending.is_terminal());
        times.push(outcome.elapsed);
    }
    // 30 s and up to 15 % more: each by itself, and so in the order of their times.
    assert!(times.is_sorted());
    assert!(times[0] >= seconds(30) && times[999] <= Duration::from_millis(34_500));
    times.dedup();
    assert!(times.len() > 500, "{} different times", times.len());
}

/// A timer that wakes a second early, whatever it is asked for.
struct Early(TokioTimer);

impl Timer for Early {
    type Sleep = tokio::time::Sleep;

    fn now(&self) -> Tick {
        self.0.now()
    }

    fn sleep_until(&self, at: Tick) -> Self::Sleep {
        let early = at.before(seconds(1));
        // A millisecond at least, so that time goes on.
        let early = early.max(self.now().after(Duration::from_millis(1)));
        self.0.sleep_until(early)
    }
}

#[tokio::test(start_paused = true)]
async fn a_timer_that_wakes_early_makes_no_poll_early_and_cuts_no_query_short() {
    let timer = TokioTimer::new();
    let machine = machine(&timer);
    let query = |_| async move {
        assert!(timer.now() >= Tick::from_origin(seconds(30)));
        let answers_at = timer.now().after(Duration::from_millis(59_500));
        timer.sleep_until(answers_at).await;
        status("completed")
    };
    let outcome = wait(machine, Early(timer), query).await;
    assert!(outcome.ending.is_terminal(), "{outcome}");
    assert_eq!(outcome.n_polls, 1);
}

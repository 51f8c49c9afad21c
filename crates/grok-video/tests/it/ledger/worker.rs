//! Workers that run for as long as one likes, beside others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use grok_video::ledger::{Ledger, MemoryLedger, TaskState};
use grok_video::{Budget, Client, ClientBuilder, Meter, Worker, WorkerSummary};
use grok_video_mock::{Fault, MockServer, RetryAfter, Scope, Script, Trigger};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{
    TestClock, builder, check_videos, listed, listed_all, query_times, request, seconds, settle,
    states, with_ledger,
};
use crate::hooked::{Call, Hook, Hooked};

/// A worker that runs beside the test.
pub(super) struct Running {
    stop: oneshot::Sender<()>,
    work: JoinHandle<WorkerSummary>,
    meter: Meter,
}

impl Running {
    pub(super) fn start(worker: Worker) -> Self {
        let meter = worker.meter();
        let (stop, is_stopped) = oneshot::channel();
        let work = tokio::spawn(async move {
            let stopped = async { drop(is_stopped.await) };
            worker.run(stopped).await.unwrap()
        });
        Self { stop, work, meter }
    }

    pub(super) async fn stop(self) -> WorkerSummary {
        self.stop.send(()).unwrap();
        self.work.await.unwrap()
    }
}

/// Waits, in simulated time, until so many tasks are in a state.
pub(super) async fn until(ledger: &impl Ledger, state: TaskState, n: usize) {
    for _ in 0..2_000 {
        let all = listed_all(ledger).await;
        if all.iter().filter(|entry| entry.state == state).count() >= n {
            return;
        }
        tokio::time::sleep(seconds(1)).await;
    }
    panic!("{:?}", states(ledger).await);
}

pub(super) async fn submit(client: &Client, folder: &std::path::Path, n: usize) {
    for _ in 0..n {
        let order = client.generate(request()).save_to(folder);
        order.submit().await.unwrap();
    }
}

fn quick(base: &str) -> ClientBuilder {
    let budget = Budget::per_second(1000.0).with_burst(1000).build();
    builder(base).budget(budget.unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_worker_goes_on_with_what_comes_later() {
    let server = MockServer::start().await;
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(client.worker());
    for n in [1, 3] {
        submit(&client, folder.path(), n).await;
        until(&ledger, TaskState::Saved, n).await;
        tokio::time::sleep(seconds(600)).await;
    }
    assert!(running.meter.is_ready(seconds(30)));
    until(&ledger, TaskState::Saved, 4).await;
    let summary = running.stop().await;
    assert!(summary.is_clean);
    let figures = summary.figures;
    assert_eq!(
        (figures.created, figures.completed, figures.saved),
        (4, 4, 4)
    );
    assert_eq!(
        (figures.creating, figures.waiting, figures.saving),
        (0, 0, 0)
    );
    assert_eq!((figures.accounts, figures.live_sessions), (1, 0));
    assert_eq!(figures.polls, query_times(&server).len() as u64);
    assert_eq!(figures.calls_granted, figures.polls + 4);
    check_videos(folder.path(), 4);
}

#[tokio::test(start_paused = true)]
async fn several_workers_share_the_tasks_and_make_each_once() {
    let server = MockServer::start().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let folder = tempfile::tempdir().unwrap();
    let base = server.base_url();
    let clients = [(); 3].map(|()| builder(&base).ledger(ledger.clone()).build());
    submit(&clients[0], folder.path(), 200).await;
    let workers = clients.map(|client| Running::start(client.worker()));
    until(&ledger, TaskState::Saved, 200).await;
    let mut n_saved = 0;
    for running in workers {
        let figures = running.stop().await.figures;
        assert!(figures.saved >= 20, "{figures:?}");
        n_saved += figures.saved;
    }
    assert_eq!(n_saved, 200);
    let counts = server.counts();
    assert_eq!((counts.creates, counts.downloads), (200, 200));
    check_videos(folder.path(), 200);
}

#[tokio::test(start_paused = true)]
async fn all_workers_together_keep_to_the_rate() {
    let server = MockServer::start().await;
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let folder = tempfile::tempdir().unwrap();
    let budget = Budget::per_second(2.0).with_burst(2).build().unwrap();
    let base = server.base_url();
    let clients = [(); 3].map(|()| {
        builder(&base)
            .ledger(ledger.clone())
            .budget(budget.clone())
            .build()
    });
    submit(&clients[0], folder.path(), 60).await;
    let workers = clients.map(|client| Running::start(client.worker()));
    until(&ledger, TaskState::Saved, 60).await;
    let mut n_errors = 0;
    for running in workers {
        n_errors += running.stop().await.figures.failed;
    }
    assert_eq!(n_errors, 0);
    let calls = server.requests().into_iter();
    let calls = calls.filter(|call| call.path.contains("/v1/"));
    let times: Vec<_> = calls.map(|call| call.at).collect();
    // In any ten seconds: the rate, the burst, and what was granted within a second before.
    let most = times.iter().map(|from| {
        let within = |at: &&Duration| *at >= from && **at < *from + seconds(10);
        times.iter().filter(within).count()
    });
    let most = most.max().unwrap();
    assert!(most <= 20 + 2 + 2, "{most}");
    assert_eq!(server.counts().creates, 60);
}

#[tokio::test(start_paused = true)]
async fn a_drain_gives_everything_back_at_once() {
    let script = Script::after(seconds(40), seconds(400));
    let server = MockServer::builder().script(script).start().await.unwrap();
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    submit(&client, folder.path(), 20).await;
    let running = Running::start(client.worker());
    until(&ledger, TaskState::Active, 20).await;
    tokio::time::sleep(seconds(100)).await;
    assert_eq!(running.meter.figures().waiting, 20);
    let asked_at = tokio::time::Instant::now();
    assert!(running.stop().await.is_clean);
    assert!(asked_at.elapsed() < seconds(1), "{:?}", asked_at.elapsed());
    let entries = listed(&ledger).await;
    assert!(entries.iter().all(|entry| !entry.is_held));
    let n_creates = server.counts().creates;
    // Another one goes on, and keeps the distance of the polls.
    let other = builder(&server.base_url()).ledger(ledger.clone()).build();
    let running = Running::start(other.worker());
    until(&ledger, TaskState::Saved, 20).await;
    running.stop().await;
    assert_eq!((n_creates, server.counts().creates), (20, 20));
    for entry in listed(&ledger).await {
        let id = entry.id.unwrap();
        server.assert_gaps(id.as_str(), seconds(29)..);
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_call_that_is_under_way_is_waited_for() {
    let server = MockServer::start().await;
    server.inject(
        Scope::creates(),
        Trigger::always(),
        Fault::late(seconds(10)),
    );
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    submit(&client, folder.path(), 12).await;
    let running = Running::start(client.worker());
    tokio::time::sleep(seconds(5)).await;
    assert!(running.stop().await.is_clean);
    let states = states(&ledger).await;
    let n = |state| states.iter().filter(|it| **it == state).count();
    assert_eq!((n(TaskState::Active), n(TaskState::Intent)), (4, 8));
    assert_eq!(server.counts().creates, 4);
}

/// Keeps the ledger from being reached while it is out.
#[derive(Debug, Clone, Default)]
struct Out(Arc<AtomicBool>);

impl Hook for Out {
    fn before(&self, _call: Call<'_>) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_session_and_a_ledger_that_was_out_end_nothing() {
    let script = Script::after(seconds(40), seconds(300));
    let server = MockServer::builder().script(script).start().await.unwrap();
    let clock = TestClock::default();
    let ledger = MemoryLedger::with_clock(clock.clone());
    let out = Out::default();
    let client = quick(&server.base_url())
        .ledger(Hooked(ledger.clone(), out.clone()))
        .build();
    let folder = tempfile::tempdir().unwrap();
    submit(&client, folder.path(), 10).await;
    let running = Running::start(client.worker());
    until(&ledger, TaskState::Active, 10).await;
    // A leap of the clock ends the session.
    clock.set_forward(3600);
    tokio::time::sleep(seconds(60)).await;
    assert_eq!(running.meter.figures().session_losses, 1);
    assert!(running.meter.is_ready(seconds(30)));
    out.0.store(true, Ordering::Relaxed);
    tokio::time::sleep(seconds(120)).await;
    assert!(!running.meter.is_ready(seconds(30)));
    out.0.store(false, Ordering::Relaxed);
    until(&ledger, TaskState::Saved, 10).await;
    let figures = running.stop().await.figures;
    assert!(figures.ledger_errors > 0, "{figures:?}");
    assert_eq!(server.counts().creates, 10);
    check_videos(folder.path(), 10);
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_halt_all_workers() {
    let script = Script::after(seconds(40), seconds(100));
    let server = MockServer::builder().script(script).start().await.unwrap();
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let folder = tempfile::tempdir().unwrap();
    let base = server.base_url();
    let clients = [(); 2].map(|()| quick(&base).ledger(ledger.clone()).build());
    submit(&clients[0], folder.path(), 100).await;
    let fault = Fault::rate_limited(RetryAfter::Seconds(120));
    server.inject(Scope::creates(), Trigger::nth(20), fault);
    let workers = clients.map(|client| Running::start(client.worker()));
    until(&ledger, TaskState::Saved, 100).await;
    let mut n_halts = 0;
    for running in workers {
        let figures = running.stop().await.figures;
        assert_eq!((figures.failed, figures.poll_errors), (0, 0), "{figures:?}");
        n_halts += figures.halts;
    }
    assert_eq!(n_halts, 1);
    let calls = server.requests().into_iter();
    let calls = calls.filter(|call| call.path.contains("/v1/"));
    let mut times: Vec<_> = calls.map(|call| call.at).collect();
    times.sort_unstable();
    let longest = times.windows(2).map(|pair| pair[1] - pair[0]).max();
    assert!(longest >= Some(seconds(119)), "{longest:?}");
    check_videos(folder.path(), 100);
}

#[tokio::test(start_paused = true)]
async fn what_cant_be_gone_on_with_now_is_left_alone_for_longer_each_time() {
    let server = MockServer::start().await;
    let fault = Fault::rate_limited(RetryAfter::Absent);
    server.inject(Scope::creates(), Trigger::first(6), fault);
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    submit(&client, folder.path(), 1).await;
    let n_ends = Arc::new(AtomicUsize::new(0));
    let n_told = n_ends.clone();
    let worker = client.worker().on_end(move |ended| {
        assert!(ended.result.is_ok() || ended.goes_on_later());
        n_told.fetch_add(1, Ordering::Relaxed);
    });
    let running = Running::start(worker);
    tokio::time::sleep(seconds(3)).await;
    let entry = listed(&ledger).await.remove(0);
    assert_eq!((entry.state, entry.is_held), (TaskState::Intent, false));
    assert!(entry.note.unwrap().contains("429"));
    until(&ledger, TaskState::Saved, 1).await;
    let figures = running.stop().await.figures;
    assert_eq!((figures.put_off, figures.saved, figures.created), (6, 1, 1));
    assert_eq!(n_ends.load(Ordering::Relaxed), 7);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_not_asked_with_all_the_time() {
    let server = MockServer::builder().key("another").start().await.unwrap();
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    submit(&client, folder.path(), 3).await;
    let running = Running::start(client.worker());
    tokio::time::sleep(seconds(600)).await;
    running.stop().await;
    assert_eq!(states(&ledger).await, [TaskState::Intent; 3]);
    let n_calls = server.requests().len();
    assert!((6..=30).contains(&n_calls), "{n_calls}");
}

#[tokio::test(start_paused = true)]
async fn the_keys_of_two_accounts_are_never_mixed_up() {
    let servers = [MockServer::start().await, MockServer::start().await];
    let ledger = MemoryLedger::with_clock(TestClock::default());
    let folder = tempfile::tempdir().unwrap();
    let clients = [0, 1].map(|i| {
        builder(&servers[i].base_url())
            .account(["one", "two"][i])
            .ledger(ledger.clone())
            .build()
    });
    // Both services number their tasks alike.
    let other = tempfile::tempdir().unwrap();
    submit(&clients[0], folder.path(), 5).await;
    submit(&clients[1], other.path(), 7).await;
    let running = Running::start(Worker::new(clients));
    until(&ledger, TaskState::Saved, 12).await;
    let figures = running.stop().await.figures;
    assert_eq!((figures.accounts, figures.saved), (2, 12));
    assert_eq!(servers[0].counts().creates, 5);
    assert_eq!(servers[1].counts().creates, 7);
    check_videos(folder.path(), 5);
    check_videos(other.path(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_worker_gives_everything_back() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    let (client, ledger) = with_ledger(&server.base_url());
    submit(&client, folder.path(), 3).await;
    let running = Running::start(client.worker());
    until(&ledger, TaskState::Active, 3).await;
    running.work.abort();
    assert!(running.work.await.is_err());
    tokio::time::sleep(seconds(1)).await;
    settle().await;
    assert!(listed(&ledger).await.iter().all(|entry| !entry.is_held));
}

#[tokio::test(start_paused = true)]
async fn the_figures_are_text_for_prometheus() {
    let server = MockServer::start().await;
    let (client, _ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    submit(&client, folder.path(), 1).await;
    let running = Running::start(client.worker());
    tokio::time::sleep(seconds(10)).await;
    let text = running.meter.figures().to_prometheus();
    running.stop().await;
    for line in [
        "# TYPE grok_video_tasks_in_hand gauge",
        "grok_video_tasks_in_hand{state=\"waiting\"} 1",
        "grok_video_tasks_created_total 1",
        "grok_video_live_sessions 1",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}: {text}");
    }
    assert!(!text.contains("http"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn the_query_for_a_fresh_url_is_granted_as_any_call() {
    let server = MockServer::start().await;
    server.inject(Scope::assets(), Trigger::first(1), Fault::status(403));
    let (client, ledger) = with_ledger(&server.base_url());
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(client.worker());
    submit(&client, folder.path(), 1).await;
    until(&ledger, TaskState::Saved, 1).await;
    let figures = running.stop().await.figures;
    let n_queries = query_times(&server).len() as u64;
    assert_eq!(n_queries, figures.polls + 1);
    assert_eq!(figures.calls_granted, n_queries + 1);
}

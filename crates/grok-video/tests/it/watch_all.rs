//! Many tasks under one budget, on tokio's paused clock.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use grok_video::{Budget, Client, Ending, Event, EventKind, TaskId, WatchingAll};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::service::{client, id, query_times, seconds};

const N_TASKS: usize = 1000;
const RATE: usize = 20;
const BURST: usize = 5;
/// How many queries may be under way when nobody asks any more.
const IN_FLIGHT: usize = 32;

fn budget() -> Budget {
    let budget = Budget::per_second(RATE as f64).with_burst(u32::try_from(BURST).unwrap());
    budget.build().unwrap()
}

/// Starts a service that knows so many tasks, each of which is over after 90 s, and every tenth of which fails.
async fn service(n_tasks: usize) -> (MockServer, Client, Vec<TaskId>) {
    let server = MockServer::start().await;
    let ids: Vec<TaskId> = (0..n_tasks).map(|n| id(&format!("video_{n}"))).collect();
    for (n, id) in ids.iter().enumerate() {
        let script = Script::after(seconds(20), seconds(70));
        let script = match n % 10 {
            0 => script.then_fail("invalid prompt"),
            _ => script,
        };
        server.plant(id.as_str(), "grok_video3", script);
    }
    let client = client(&server.base_url());
    (server, client, ids)
}

async fn next(watching: &mut WatchingAll) -> Option<(TaskId, Event)> {
    poll_fn(|context| Pin::new(&mut *watching).poll_next(context)).await
}

/// Takes all events; returns how each task ended.
///
/// # Panics
/// When something is told of a task that has ended.
async fn endings(mut watching: WatchingAll) -> BTreeMap<TaskId, Ending> {
    let mut endings = BTreeMap::new();
    while let Some((id, event)) = next(&mut watching).await {
        assert!(!endings.contains_key(&id), "{id} has ended: {event}");
        if let EventKind::Finished(outcome) = event.kind {
            assert_eq!(outcome.id, id);
            endings.insert(id, outcome.ending);
        }
    }
    assert_eq!(watching.n_left(), 0);
    endings
}

/// Makes sure that in no time more was asked than the budget allows.
#[track_caller]
fn check_budget(times: &[Duration]) {
    for (first, from) in times.iter().enumerate() {
        let within = times[first..].partition_point(|at| *at < *from + seconds(1));
        assert!(within <= BURST + RATE, "{within} in a second from {from:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_keep_one_budget_and_each_ends_once() {
    let (server, client, ids) = service(N_TASKS).await;
    let endings = endings(client.watch_all(ids, budget())).await;
    let n_completed = endings
        .values()
        .filter(|ending| matches!(ending, Ending::Completed { .. }))
        .count();
    let n_failed = endings
        .values()
        .filter(|ending| matches!(ending, Ending::Failed { .. }))
        .count();
    assert_eq!((n_completed, n_failed), (N_TASKS * 9 / 10, N_TASKS / 10));
    let times = query_times(&server);
    assert!(times.len() >= N_TASKS * 3 / 2, "{}", times.len());
    check_budget(&times);
    // While tasks wait for the budget, it is used up.
    let busiest = times
        .iter()
        .filter(|at| (seconds(50)..seconds(70)).contains(*at));
    assert!(busiest.count() >= 20 * RATE - RATE);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_denies_all_that_have_not_ended() {
    let (server, client, ids) = service(100).await;
    let all = ids.len();
    server.inject(Scope::queries(), Trigger::nth(250), Fault::status(401));
    let mut watching = client.watch_all(ids, budget());
    let (mut n_over, mut n_paused, mut n_denied) = (0, 0, 0);
    while let Some((_, event)) = next(&mut watching).await {
        match event.kind {
            EventKind::Paused(_) => n_paused += 1,
            EventKind::Finished(outcome) if matches!(outcome.ending, Ending::Denied(_)) => {
                assert!(outcome.checkpoint.is_some());
                n_denied += 1;
            }
            EventKind::Finished(_) => n_over += 1,
            _ => assert_eq!(n_paused, 0, "nothing is asked with a refused key"),
        }
    }
    assert_eq!((n_paused, n_over + n_denied), (1, all));
    assert!(
        n_over > 0 && n_denied > 0,
        "{n_over} over, {n_denied} denied"
    );
    let n_asked = query_times(&server).len();
    assert!((250..250 + IN_FLIGHT).contains(&n_asked), "{n_asked}");
    // With a key that is good again, they are found.
    let (_, client, ids) = service(3).await;
    assert_eq!(endings(client.watch_all(ids, budget())).await.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_comes_twice_is_one_task() {
    let (server, client, ids) = service(2).await;
    let twice = ids.iter().chain(&ids).cloned();
    let watching = client.watch_all(twice, budget());
    assert_eq!(watching.n_left(), 2);
    assert_eq!(endings(watching).await.len(), 2);
    for id in ids {
        server.assert_polls(id.as_str(), 2..=4);
        server.assert_gaps(id.as_str(), seconds(30)..);
    }
}

#[tokio::test(start_paused = true)]
async fn no_task_at_all_is_no_event() {
    let (server, client, _) = service(0).await;
    assert!(endings(client.watch_all([], budget())).await.is_empty());
    assert_eq!(server.counts().total(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_while_nobody_polls_nor_once_it_is_dropped() {
    let (server, client, ids) = service(100).await;
    let mut watching = client.watch_all(ids, budget());
    next(&mut watching).await.unwrap();
    let n_asked = query_times(&server).len();
    tokio::time::sleep(seconds(600)).await;
    assert!(query_times(&server).len() <= n_asked + IN_FLIGHT);
    next(&mut watching).await.unwrap();
    drop(watching);
    let n_asked = query_times(&server).len();
    tokio::time::sleep(seconds(600)).await;
    assert!(query_times(&server).len() <= n_asked + IN_FLIGHT);
}

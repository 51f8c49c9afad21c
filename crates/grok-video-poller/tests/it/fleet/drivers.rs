//! The drivers of a fleet on tokio's paused clock.

use std::cell::Cell;
use std::future::{pending, ready};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::stream::FusedStream;
use futures_util::{FutureExt, StreamExt};
use grok_video_poller::{
    Budget, Ending, EventKind, Fleet, FleetEvent, Observation, Schedule, Timer, TokioTimer, Watch,
    spawn_fleet, watch_all,
};
use grok_video_types::TaskId;

use super::super::simulation::{every, seconds};

fn about(id: &TaskId, status: &str) -> Observation {
    let body = format!(
        r#"{{"id":"{id}","status":"{status}","video_url":"https://cdn.example.com/v.mp4"}}"#
    );
    Observation::http(200, body.as_bytes())
}

fn watch(n: usize, timer: TokioTimer) -> Watch {
    let id = TaskId::new(&format!("video_{n}")).unwrap();
    Watch::new(id, every(seconds(30), seconds(600)), timer.now())
}

fn ending<T>(told: FleetEvent<T>) -> Option<Ending> {
    match told.event.kind {
        EventKind::Finished(outcome) => Some(outcome.ending),
        _ => None,
    }
}

/// Sets a flag when it is dropped.
struct Dropped(Rc<Cell<usize>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn many_queries_fly_at_once_and_each_has_its_time() {
    let timer = TokioTimer::new();
    let n_dropped = Rc::new(Cell::new(0));
    let mark = Rc::clone(&n_dropped);
    let mut watching = watch_all(Fleet::new(Budget::default()), timer, move |id: TaskId| {
        let mark = Dropped(Rc::clone(&mark));
        async move {
            let _mark = mark;
            if id.as_str() == "video_0" {
                pending::<()>().await;
            }
            tokio::time::sleep(seconds(5)).await;
            about(&id, "completed")
        }
    });
    for n in 0..5 {
        watching.add(watch(n, timer), n);
    }
    let mut ends = Vec::new();
    while let Some(told) = watching.next().await {
        let (label, at) = (told.label, timer.now().since_origin());
        if let Some(ending) = ending(told) {
            ends.push(label);
            match label {
                0 => assert!(matches!(ending, Ending::GaveUp { .. } | Ending::Outage(_))),
                _ => assert!(at < seconds(60) && matches!(ending, Ending::Completed { .. })),
            }
        }
    }
    assert_eq!(ends.last(), Some(&0), "{ends:?}");
    assert_eq!(ends.len(), 5);
    let n_asked = n_dropped.get();
    assert!(n_asked > 5, "each silent query is dropped: {n_asked}");
    assert!(watching.fleet().is_empty());
}

#[tokio::test(start_paused = true)]
async fn cancelling_drops_the_query_in_flight() {
    let timer = TokioTimer::new();
    let n_dropped = Rc::new(Cell::new(0));
    let mark = Rc::clone(&n_dropped);
    let mut watching = watch_all(Fleet::new(Budget::default()), timer, move |_| {
        let mark = Dropped(Rc::clone(&mark));
        async move {
            let _mark = mark;
            pending::<Observation>().await
        }
    });
    let key = watching.add(watch(0, timer), "cat");
    watching.add(watch(1, timer), "dog");
    tokio::select! {
        told = watching.next() => panic!("nothing is told: {told:?}"),
        () = tokio::time::sleep(seconds(40)) => {}
    }
    assert_eq!((watching.fleet().n_in_flight(), n_dropped.get()), (2, 0));
    let end = watching.cancel(key).unwrap();
    assert_eq!((end.label, n_dropped.get()), ("cat", 1));
    assert_eq!(watching.snapshot().tasks().len(), 1);
    drop(watching);
    assert_eq!(n_dropped.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_ends_the_stream_until_it_is_resumed() {
    let timer = TokioTimer::new();
    let is_good = Rc::new(Cell::new(false));
    let key = Rc::clone(&is_good);
    let mut watching = watch_all(Fleet::new(Budget::default()), timer, move |id: TaskId| {
        ready(if key.get() {
            about(&id, "completed")
        } else {
            Observation::http(401, b"")
        })
    });
    for n in 0..5 {
        watching.add(watch(n, timer), n);
    }
    let told: Vec<_> = watching.by_ref().collect().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(matches!(told[0].event.kind, EventKind::Paused(_)));
    assert!(watching.is_terminated(), "nobody need poll it");
    is_good.set(true);
    watching.resume();
    assert!(!watching.is_terminated());
    let ends: Vec<_> = watching
        .by_ref()
        .filter_map(|told| ready(ending(told)))
        .collect()
        .await;
    assert_eq!(ends.len(), 5);
}

/// Answers as the fleet's task wants it.
#[expect(clippy::needless_pass_by_value, reason = "a query gets the id")]
fn completed(id: TaskId) -> std::future::Ready<Observation> {
    ready(about(&id, "completed"))
}

#[tokio::test(start_paused = true)]
async fn a_fleet_runs_by_itself_and_ends_with_its_handles() {
    let timer = TokioTimer::new();
    let (handle, mut events) = spawn_fleet(Fleet::new(Budget::default()), timer, 4, completed);
    let other = handle.clone();
    let mut keys = Vec::new();
    for n in 0..20 {
        keys.push(other.add(watch(n, timer), n).await.unwrap());
    }
    handle.cancel(keys[7]).await.unwrap();
    let mut ends = Vec::new();
    while let Some(told) = events.next().await {
        let label = told.label;
        if let Some(ending) = ending(told) {
            assert_eq!(matches!(ending, Ending::Cancelled), label == 7);
            ends.push(label);
        }
        if ends.len() == 20 {
            break;
        }
    }
    ends.sort_unstable();
    assert_eq!(ends, (0..20).collect::<Vec<_>>());
    assert_eq!(handle.snapshot().await.unwrap().tasks().len(), 0);
    drop((handle, other));
    assert_eq!(events.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn one_task_of_a_fleet_is_told_of_while_it_runs() {
    let timer = TokioTimer::new();
    let pending = |id: TaskId| ready(about(&id, "processing"));
    let (handle, mut events) = spawn_fleet(Fleet::new(Budget::default()), timer, 4, pending);
    let key = handle.add(watch(0, timer), 0).await.unwrap();
    handle.add(watch(1, timer), 1).await.unwrap();
    for _ in 0..4 {
        events.next().await.unwrap();
    }
    let snapshot = handle.snapshot_of(key).await.unwrap().unwrap();
    assert_eq!((snapshot.id().as_str(), snapshot.n_polls()), ("video_0", 2));
    let all = handle.snapshot().await.unwrap();
    assert!(all.tasks().len() == 2);
    handle.cancel(key).await.unwrap();
    while ending(events.next().await.unwrap()).is_none() {}
    assert_eq!(handle.snapshot_of(key).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn no_end_is_lost_where_nobody_reads_and_nobody_asks_on() {
    let timer = TokioTimer::new();
    let n_asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&n_asked);
    let budget = Budget::default();
    let in_flight = budget.in_flight() as usize;
    let (handle, mut events) = spawn_fleet(Fleet::new(budget), timer, 3, move |id| {
        count.fetch_add(1, Ordering::Relaxed);
        completed(id)
    });
    for n in 0..200 {
        handle.add(watch(n, timer), n).await.unwrap();
    }
    tokio::time::sleep(seconds(300)).await;
    let n_before = n_asked.load(Ordering::Relaxed);
    assert!(
        n_before <= 3 + in_flight,
        "{n_before} queries though nobody reads"
    );
    drop(handle);
    let mut labels: Vec<usize> = Vec::new();
    while let Some(told) = events.next().await {
        let label = told.label;
        labels.extend(ending(told).map(|_| label));
    }
    labels.sort_unstable();
    assert_eq!(labels, (0..200).collect::<Vec<_>>());
    assert!(events.n_dropped() > 0);
}

#[tokio::test(start_paused = true)]
async fn a_fleet_nobody_listens_to_stops() {
    let timer = TokioTimer::new();
    let (handle, events) = spawn_fleet(Fleet::new(Budget::default()), timer, 1, completed);
    handle.add(watch(0, timer), 0).await.unwrap();
    drop(events);
    tokio::task::yield_now().await;
    let stopped = handle.add(watch(1, timer), 1).await.unwrap_err();
    assert!(stopped.to_string().contains("start another"));
}

#[tokio::test(start_paused = true)]
async fn a_paused_fleet_waits_for_its_handle() {
    let timer = TokioTimer::new();
    let is_good = Arc::new(AtomicBool::new(false));
    let key = Arc::clone(&is_good);
    let (handle, mut events) = spawn_fleet(Fleet::new(Budget::default()), timer, 9, move |id| {
        ready(if key.load(Ordering::Relaxed) {
            about(&id, "completed")
        } else {
            Observation::http(403, b"")
        })
    });
    let schedule = Schedule::fixed(seconds(1)).build().unwrap();
    let id = "video_0".parse().unwrap();
    handle
        .add(Watch::new(id, schedule, handle.now()), 0)
        .await
        .unwrap();
    let told = events.next().await.unwrap();
    assert!(matches!(told.event.kind, EventKind::Paused(_)));
    tokio::time::sleep(seconds(4000)).await;
    assert!(
        events.next().now_or_never().is_none(),
        "nothing happens meanwhile"
    );
    is_good.store(true, Ordering::Relaxed);
    handle.resume().await.unwrap();
    let mut last = events.next().await.unwrap();
    while !matches!(last.event.kind, EventKind::Finished(_)) {
        last = events.next().await.unwrap();
    }
    assert!(matches!(ending(last), Some(Ending::Completed { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_paused_fleet_without_a_handle_ends_all_tasks() {
    let timer = TokioTimer::new();
    let refused = |_| ready(Observation::http(401, b""));
    let (handle, mut events) = spawn_fleet(Fleet::new(Budget::default()), timer, 9, refused);
    for n in 0..5 {
        handle.add(watch(n, timer), n).await.unwrap();
    }
    drop(handle);
    let mut n_denied = 0;
    while let Some(told) = events.next().await {
        n_denied += usize::from(matches!(ending(told), Some(Ending::Denied(_))));
    }
    assert_eq!(n_denied, 5);
}

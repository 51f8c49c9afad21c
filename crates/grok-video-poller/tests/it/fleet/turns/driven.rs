//! Turns that a handle of a running fleet waits for, on tokio's paused clock.

use std::future::ready;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use grok_video_poller::{
    Budget, Fleet, Observation, Schedule, TokioTimer, Watch, spawn_fleet, watch_all,
};
use grok_video_types::TaskId;
use tokio::time::Instant;

use super::super::super::simulation::seconds;
use super::super::simulation::id;

fn budget() -> Budget {
    Budget::per_second(10.0).with_burst(1).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_handle_waits_for_its_turn() {
    let query = |_| ready(Observation::timed_out());
    let timer = TokioTimer::new();
    let (handle, events) = spawn_fleet(Fleet::<usize>::new(budget()), timer, 4, query);
    let begun = Instant::now();
    for n in 0..5 {
        handle.turn().await.unwrap();
        let passed = begun.elapsed();
        let due = Duration::from_millis(100 * n);
        assert!((due..due + Duration::from_millis(2)).contains(&passed));
    }
    // Who gives up takes no turn with it.
    let mut turns: Vec<_> = (0..3).map(|_| Box::pin(handle.turn())).collect();
    for turn in &mut turns {
        assert!(turn.now_or_never().is_none());
    }
    let last = turns.pop().unwrap();
    drop(turns);
    last.await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(510));
    drop(events);
    tokio::task::yield_now().await;
    assert!(handle.turn().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn turns_and_tasks_of_a_running_fleet_go_on_together() {
    let timer = TokioTimer::new();
    let query = |id: TaskId| {
        let body = format!(r#"{{"id":"{id}","status":"processing"}}"#);
        ready(Observation::http(200, body.as_bytes()))
    };
    let (handle, mut events) = spawn_fleet(Fleet::new(budget()), timer, 1000, query);
    let schedule = Schedule::fixed(seconds(1)).build().unwrap();
    for n in 0..50 {
        let watch = Watch::new(id(n), schedule.clone(), handle.now());
        handle.add(watch, n).await.unwrap();
    }
    tokio::time::sleep(seconds(10)).await;
    let begun = Instant::now();
    while events.next().now_or_never().is_some() {}
    for _ in 0..50 {
        handle.turn().await.unwrap();
    }
    let passed = begun.elapsed();
    assert!((seconds(9)..seconds(11)).contains(&passed), "{passed:?}");
    let mut n_events = 0;
    while events.next().now_or_never().is_some() {
        n_events += 1;
    }
    assert!((48..=52).contains(&n_events), "{n_events}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_takes_back_what_was_asked_for() {
    let mut fleet = Fleet::<usize>::new(budget());
    fleet.want_turn();
    let query = |_| ready(Observation::timed_out());
    let mut watching = watch_all(fleet, TokioTimer::new(), query);
    assert_eq!(watching.fleet().n_turns_wanted(), 0);
    assert!(watching.next().await.is_none());
}

//! The poller at work: one task from its first poll to its end, on a clock of numbers.

use core::time::Duration;

use grok_video_poller::{Ending, EventKind, Next, Observation, Schedule, Snapshot, Tick, Watch};
use grok_video_types::{Status, decode};

use crate::answers::{COMPLETED, QUEUED};

/// Panics where the watch does anything else than ask, wait, rest, ask again and end.
pub(crate) fn check() {
    let id = "video_1".parse().expect("an id");
    let mut watch = Watch::new(id, Schedule::default(), Tick::ZERO);

    let (first, event) = poll(&mut watch, Tick::ZERO, decode(200, QUEUED).into());
    assert!(first.since_origin() >= Duration::from_secs(30));
    let status = Status::Queued;
    assert_eq!(event, EventKind::FirstSeen { status });

    let (second, event) = poll(&mut watch, first, Observation::unreachable("a blip"));
    assert!(second.since(first) >= Duration::from_secs(30));
    assert!(matches!(event, EventKind::PollError(_)));

    let (mut watch, second) = rest(&watch, second);
    let (third, event) = poll(&mut watch, second, decode(200, COMPLETED).into());
    let (from, to) = (Status::Queued, Status::Completed);
    assert_eq!(event, EventKind::StatusChanged { from, to });

    let Next::Finished(outcome) = watch.next(third) else {
        panic!("a completed task is the end");
    };
    assert_eq!(outcome.n_polls, 3);
    assert!(matches!(outcome.ending, Ending::Completed { .. }));
}

/// Waits from `now` for the next poll, answers it, and returns when it was and what it brought.
fn poll(watch: &mut Watch, now: Tick, observation: Observation) -> (Tick, EventKind) {
    let Next::WaitUntil(then) = watch.next(now) else {
        panic!("a poll comes after a wait");
    };
    let Next::Query(ticket) = watch.next(then) else {
        panic!("after the wait comes a poll");
    };
    let event = watch.observe(ticket, then, observation);
    (then, event.kind)
}

/// Stores the watch, and goes on with another one at the same moment of another clock.
fn rest(watch: &Watch, now: Tick) -> (Watch, Tick) {
    let snapshot = watch.snapshot(now).expect("it goes on");
    let stored = serde_json::to_string(&snapshot).expect("a text");
    let read: Snapshot = serde_json::from_str(&stored).expect("what was stored");
    assert_eq!(read, snapshot);
    let now = Tick::ZERO;
    (Watch::restore(read, now, Duration::ZERO), now)
}

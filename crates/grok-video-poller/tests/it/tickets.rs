//! Answers are fenced: each counts once, in its turn, for its own watch. That a ticket cannot be
//! copied, used twice or made is shown by the documentation of `Ticket`, which must not compile.

use grok_video_poller::{EventKind, Next, Observation, Tick, Ticket, Watch};

use super::simulation::{at, every, id, query_at, seconds, status};

fn watch(id: &str) -> Watch {
    let schedule = every(seconds(30), seconds(7200));
    Watch::new(id.parse().unwrap(), schedule, Tick::ZERO)
}

#[track_caller]
fn dropped(watch: &mut Watch, ticket: Ticket, now: Tick) {
    let event = watch.observe(ticket, now, status("completed"));
    assert_eq!(event.kind, EventKind::Dropped);
    let waits_on = matches!(watch.next(now), Next::WaitUntil(_));
    assert!(waits_on, "the answer was taken");
}

#[test]
fn a_ticket_that_never_comes_back_counts_as_timed_out() {
    let mut watch = watch("video_1");
    let lost = query_at(&mut watch, at(30));
    assert_eq!(watch.next(at(31)), Next::WaitUntil(at(90)));
    assert_eq!(watch.next(at(90)), Next::WaitUntil(at(120)));
    dropped(&mut watch, lost, at(100));
    assert_eq!(watch.n_polls(), 1);
}

#[test]
fn an_answer_behind_its_time_counts_as_timed_out() {
    let mut watch = watch("video_1");
    let late = query_at(&mut watch, at(30));
    let event = watch.observe(late, at(90), status("completed"));
    assert!(matches!(event.kind, EventKind::PollError(_)), "{event:?}");
    assert_eq!(watch.next(at(90)), Next::WaitUntil(at(120)));
}

#[test]
fn the_hint_of_a_late_answer_is_kept() {
    let mut watch = watch("video_1");
    let late = query_at(&mut watch, at(30));
    let answer = status("completed").with_retry_after(seconds(600));
    let event = watch.observe(late, at(90), answer);
    assert_eq!(event.next_poll_in, Some(seconds(600)));
}

#[test]
fn a_driver_that_is_late_is_no_outage() {
    let mut watch = watch("video_1");
    let broken = || Observation::unreachable("no route to the host");
    let first = query_at(&mut watch, at(30));
    watch.observe(first, at(30), broken());
    // The machine sleeps for an hour, and its network is not back at once.
    let second = query_at(&mut watch, at(3600));
    watch.observe(second, at(3600), broken());
    assert_eq!(watch.next(at(3601)), Next::WaitUntil(at(3630)));
}

#[test]
fn an_answer_out_of_order_is_dropped() {
    let mut watch = watch("video_1");
    let first = query_at(&mut watch, at(30));
    assert_eq!(watch.next(at(90)), Next::WaitUntil(at(120)));
    let second = query_at(&mut watch, at(120));
    dropped(&mut watch, first, at(121));
    let event = watch.observe(second, at(122), status("processing"));
    assert!(matches!(event.kind, EventKind::FirstSeen { .. }));
}

#[test]
fn another_tasks_ticket_is_dropped() {
    let (mut one, mut other) = (watch("video_1"), watch("video_2"));
    let _own = query_at(&mut one, at(30));
    let foreign = query_at(&mut other, at(30));
    dropped(&mut one, foreign, at(31));
}

#[test]
fn the_ticket_of_the_watch_before_a_restart_is_dropped() {
    let mut before = watch("video_1");
    let snapshot = before.snapshot(at(1)).unwrap();
    let mut after = Watch::restore(snapshot, at(1), seconds(0));
    assert_eq!(after.id(), &id());
    let old = query_at(&mut before, at(30));
    let new = query_at(&mut after, at(30));
    dropped(&mut after, old, at(31));
    let event = after.observe(new, at(32), status("queued"));
    assert!(matches!(event.kind, EventKind::FirstSeen { .. }));
}

#[test]
fn what_comes_after_a_cancel_is_dropped() {
    let mut watch = watch("video_1");
    let ticket = query_at(&mut watch, at(30));
    watch.cancel(at(31));
    let event = watch.observe(ticket, at(32), status("completed"));
    assert_eq!(event.kind, EventKind::Dropped);
    assert!(matches!(watch.next(at(33)), Next::Finished(_)));
}

//! When a watch asks, waits and ends, as a trace in simulated time.

use std::time::Duration;

use grok_video_poller::{Ending, EventKind, InvalidSchedule, Next, Schedule, Tick, Watch};

use super::simulation::{every, hinted, http, id, run, run_with_call_time, seconds, status, trace};

#[test]
fn defaults_follow_the_provider() {
    let trace = run(
        Watch::new(id(), Schedule::default(), Tick::ZERO),
        &[status("queued")],
    );
    let gaps: Vec<Duration> = trace
        .polls
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .collect();
    assert!(
        (30..=35).contains(&trace.polls[0].as_secs()),
        "{:?}",
        trace.polls[0]
    );
    let (last, ordinary) = gaps.split_last().unwrap();
    assert!(
        ordinary
            .iter()
            .all(|gap| (30..=60).contains(&gap.as_secs())),
        "{gaps:?}"
    );
    assert!(*last >= seconds(30));
    assert!(ordinary[6] > ordinary[0], "waits grow: {gaps:?}");
    assert_eq!(trace.ending(), "gave up");
    assert!(trace.outcome.elapsed <= seconds(30 * 60));
}

#[test]
fn a_hint_is_read_afresh_from_every_answer() {
    // openai-python read it once: hints of 2, 30, 60 s gave waits of 2, 2, 2.
    let schedule = every(seconds(1), seconds(3600));
    let answers = [2, 30, 60].map(|wait| hinted(status("queued"), wait));
    let answers = [answers.as_slice(), &[status("completed")]].concat();
    let trace = run(Watch::new(id(), schedule, Tick::ZERO), &answers);
    assert_eq!(trace.poll_seconds(), [1, 3, 33, 93]);
}

#[test]
fn a_hint_shorter_than_the_interval_does_not_hurry() {
    let trace = trace(&[hinted(status("queued"), 1), status("completed")]);
    assert_eq!(trace.poll_seconds(), [30, 60]);
}

#[test]
fn a_huge_hint_neither_panics_nor_outlives_the_deadline() {
    let huge = http(429, "").with_retry_after(Duration::MAX);
    let trace = trace(&[huge]);
    assert_eq!(
        (trace.ending().as_str(), trace.outcome.n_polls),
        ("gave up", 1)
    );
    assert!(trace.outcome.elapsed <= seconds(3600));
}

#[test]
fn one_last_poll_comes_before_the_deadline() {
    // The wait after the poll at 80 s would end at 120 s, behind the deadline.
    let trace = run(
        Watch::new(id(), every(seconds(40), seconds(150)), Tick::ZERO),
        &[status("queued")],
    );
    assert_eq!(trace.poll_seconds(), [40, 80, 120]);
    assert_eq!(
        trace.outcome.elapsed,
        seconds(120),
        "no poll fits any more, so it ends at once"
    );
    let schedule = Schedule::builder()
        .interval(seconds(10))
        .max_interval(seconds(100))
        .jitter_percent(0)
        .first_poll(seconds(100))
        .deadline(seconds(150))
        .call_timeout(seconds(5))
        .build()
        .unwrap();
    let trace = run(Watch::new(id(), schedule, Tick::ZERO), &[status("queued")]);
    assert_eq!(trace.poll_seconds(), [100, 110, 122, 136, 146]);
}

#[test]
fn a_deadline_before_the_first_poll_still_asks_once() {
    let trace = run(
        Watch::new(id(), every(seconds(30), seconds(10)), Tick::ZERO),
        &[status("completed")],
    );
    assert_eq!(
        (trace.ending().as_str(), trace.poll_seconds()),
        ("completed", vec![5])
    );
}

#[test]
fn the_deadline_bounds_the_query_in_flight() {
    let watch = Watch::new(id(), every(seconds(30), seconds(70)), Tick::ZERO);
    let trace = run_with_call_time(watch, Duration::MAX, |_| status("completed"));
    assert_eq!(trace.ending(), "gave up");
    assert_eq!(trace.outcome.elapsed, seconds(70));
}

#[test]
fn a_ticket_that_never_comes_back_counts_as_timed_out() {
    let mut watch = Watch::new(id(), every(seconds(30), seconds(3600)), Tick::ZERO);
    let at = |s| Tick::from_origin(seconds(s));
    let Next::Query(ticket) = watch.next(at(30)) else {
        panic!()
    };
    assert_eq!(watch.next(at(31)), Next::WaitUntil(at(90)));
    assert_eq!(watch.next(at(90)), Next::WaitUntil(at(120)));
    let late = watch.observe(ticket, at(100), status("completed"));
    assert_eq!(late.kind, EventKind::Dropped);
    assert!(matches!(watch.next(at(120)), Next::Query(_)));
}

#[test]
fn an_answer_behind_its_time_counts_as_timed_out() {
    let mut watch = Watch::new(id(), every(seconds(30), seconds(3600)), Tick::ZERO);
    let at = |s| Tick::from_origin(seconds(s));
    let Next::Query(ticket) = watch.next(at(30)) else {
        panic!()
    };
    let late = watch.observe(ticket, at(90), status("completed"));
    assert!(matches!(late.kind, EventKind::PollError(_)), "{late:?}");
    assert_eq!(watch.next(at(90)), Next::WaitUntil(at(120)));
}

#[test]
fn there_is_but_one_last_poll() {
    let schedule = Schedule::builder()
        .interval(Duration::from_millis(50))
        .max_interval(seconds(60))
        .deadline(seconds(20))
        .build()
        .unwrap();
    let trace = run(Watch::new(id(), schedule, Tick::ZERO), &[status("queued")]);
    let gaps: Vec<Duration> = trace
        .polls
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .collect();
    let (last, ordinary) = gaps.split_last().unwrap();
    let shorter = ordinary
        .windows(2)
        .filter(|pair| pair[1] * 4 < pair[0] * 3)
        .count();
    assert_eq!(shorter, 0, "{gaps:?}");
    assert!(last < ordinary.last().unwrap(), "{gaps:?}");
}

#[test]
fn what_comes_after_a_cancel_is_dropped() {
    // fal-js started its loop again when the poll in flight at the timeout came back.
    let mut watch = Watch::new(id(), every(seconds(30), seconds(3600)), Tick::ZERO);
    let at = |s| Tick::from_origin(seconds(s));
    let Next::Query(ticket) = watch.next(at(30)) else {
        panic!()
    };
    watch.cancel(at(31));
    assert_eq!(
        watch.observe(ticket, at(32), status("completed")).kind,
        EventKind::Dropped
    );
    let Next::Finished(outcome) = watch.next(at(33)) else {
        panic!()
    };
    assert_eq!(outcome.ending, Ending::Cancelled);
}

#[test]
fn another_watches_ticket_is_dropped() {
    let schedule = every(seconds(30), seconds(3600));
    let mut one = Watch::new(id(), schedule.clone(), Tick::ZERO);
    let mut other = Watch::new("video_2".parse().unwrap(), schedule, Tick::ZERO);
    let at = Tick::from_origin(seconds(30));
    let (Next::Query(_), Next::Query(ticket)) = (one.next(at), other.next(at)) else {
        panic!()
    };
    assert_eq!(
        one.observe(ticket, at, status("completed")).kind,
        EventKind::Dropped
    );
}

#[test]
fn a_result_is_saved_by_the_age_of_its_last_pending_poll() {
    let trace = trace(&[status("queued"), http(500, ""), status("completed")]);
    let Ending::Completed { save_within, .. } = trace.outcome.ending else {
        panic!()
    };
    assert_eq!(save_within, seconds(23 * 3600 - 60));
}

#[test]
fn short_waits_are_not_truncated() {
    // smithy truncated to whole seconds: 500 ms became 0.
    let schedule = every(Duration::from_millis(500), seconds(3600));
    let trace = run(
        Watch::new(id(), schedule, Tick::ZERO),
        &[status("queued"), status("completed")],
    );
    assert_eq!(trace.polls, [Duration::from_millis(500), seconds(1)]);
}

#[test]
fn tasks_do_not_all_ask_in_the_same_second() {
    let first_polls: std::collections::BTreeSet<Tick> = (0..100)
        .map(|n| {
            let id = format!("video_{n}").parse().unwrap();
            match Watch::new(id, Schedule::provider(), Tick::ZERO).next(Tick::ZERO) {
                Next::WaitUntil(at) => at,
                other => panic!("{other:?}"),
            }
        })
        .collect();
    assert!(first_polls.len() > 50, "{}", first_polls.len());
}

#[test]
fn a_schedule_that_makes_no_sense_is_refused() {
    let refused = |builder: grok_video_poller::ScheduleBuilder| builder.build().unwrap_err();
    let builder = Schedule::builder;
    assert_eq!(
        refused(builder().interval(Duration::ZERO)),
        InvalidSchedule::ZeroInterval
    );
    assert_eq!(
        refused(builder().max_interval(seconds(1))),
        InvalidSchedule::MaxBelowInterval
    );
    assert_eq!(
        refused(builder().deadline(Duration::ZERO)),
        InvalidSchedule::ZeroDeadline
    );
    assert_eq!(
        refused(builder().call_timeout(Duration::ZERO)),
        InvalidSchedule::ZeroCallTimeout
    );
    assert_eq!(
        refused(builder().jitter_percent(51)),
        InvalidSchedule::TooMuchJitter
    );
}

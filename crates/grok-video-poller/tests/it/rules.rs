//! Each rule of polling, as a trace in simulated time.

use std::time::Duration;

use grok_video_poller::{
    Ending, EventKind, InvalidSchedule, Next, Observation, Schedule, Tick, Watch,
};
use grok_video_types::Status;

use super::simulation::{every, fatal, http, id, run, run_with_call_time, seconds, status, trace};

#[track_caller]
fn check(answers: &[Observation], ending: &str, n_polls: u32) {
    let trace = trace(answers);
    assert_eq!(
        (trace.ending().as_str(), trace.outcome.n_polls),
        (ending, n_polls),
        "{:#?}",
        trace.events
    );
}

fn hinted(observation: Observation, wait: u64) -> Observation {
    observation.with_retry_after(seconds(wait))
}

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
fn stops_at_completed_and_failed() {
    check(
        &[status("queued"), status("processing"), status("completed")],
        "completed",
        3,
    );
    check(&[status("queued"), status("failed")], "failed", 2);
}

#[test]
fn each_poll_makes_one_event_before_the_wait() {
    let trace = trace(&[
        status("queued"),
        status("queued"),
        status("processing"),
        status("completed"),
    ]);
    assert_eq!(
        trace.kinds(),
        [
            &EventKind::FirstSeen {
                status: Status::Queued
            },
            &EventKind::Unchanged {
                status: Status::Queued
            },
            &EventKind::StatusChanged {
                from: Status::Queued,
                to: Status::Processing
            },
            &EventKind::StatusChanged {
                from: Status::Processing,
                to: Status::Completed
            },
        ]
    );
    let waits: Vec<_> = trace
        .events
        .iter()
        .map(|event| event.next_poll_in)
        .collect();
    assert_eq!(
        waits,
        [
            Some(seconds(30)),
            Some(seconds(30)),
            Some(seconds(30)),
            None
        ]
    );
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
fn throttling_is_an_event_of_its_own() {
    let trace = trace(&[hinted(http(429, ""), 90), status("completed")]);
    assert!(matches!(trace.events[0].kind, EventKind::Throttled(_)));
    assert_eq!(trace.poll_seconds(), [30, 120]);
}

#[test]
fn transient_errors_are_outlived() {
    let blips = [
        http(408, ""),
        http(425, ""),
        http(429, ""),
        http(500, ""),
        http(502, "<html>"),
        http(503, ""),
        http(200, ""),
        http(202, ""),
        http(200, "<html>"),
        http(
            200,
            r#"{"id":"video_2","status":"completed","video_url":"https://e.x/"}"#,
        ),
        Observation::unreachable("connection reset"),
        Observation::timed_out(),
    ];
    for blip in blips {
        check(
            &[status("queued"), blip.clone(), blip, status("completed")],
            "completed",
            4,
        );
    }
}

#[test]
fn an_outage_ends_after_five_minutes_without_a_good_answer() {
    check(&[http(503, "")], "outage: server", 11);
    // A good answer in between begins the count anew.
    let mut answers = vec![http(503, ""); 9];
    answers.push(status("queued"));
    answers.extend(vec![http(503, ""); 9]);
    answers.push(status("completed"));
    check(&answers, "completed", 20);
}

#[test]
fn a_wait_that_the_server_asks_for_is_no_outage() {
    check(
        &[
            hinted(http(503, ""), 600),
            hinted(http(503, ""), 600),
            status("completed"),
        ],
        "completed",
        3,
    );
}

#[test]
fn denials_end_at_once() {
    check(
        &[status("queued"), http(401, "")],
        "denied: unauthorized",
        2,
    );
    check(&[http(402, "")], "denied: payment_required", 1);
    check(&[http(403, "")], "denied: forbidden", 1);
    check(
        &[http(200, r#"{"code":"204","msg":"login check failed"}"#)],
        "denied: unauthorized",
        1,
    );
    check(
        &[http(200, r#"{"code":402,"msg":"no balance"}"#)],
        "denied: payment_required",
        1,
    );
}

#[test]
fn refusals_end_at_once() {
    check(&[http(400, "")], "rejected: rejected", 1);
    check(&[http(422, "")], "rejected: rejected", 1);
}

#[test]
fn not_found_is_believed_at_the_second_in_a_row() {
    check(&[http(404, ""), http(404, "")], "not found: not_found", 2);
    check(
        &[
            http(404, ""),
            status("queued"),
            http(404, ""),
            status("completed"),
        ],
        "completed",
        4,
    );
}

#[test]
fn not_found_is_not_believed_in_the_first_minute_after_a_create() {
    let schedule = every(seconds(10), seconds(3600));
    let watch = Watch::new(id(), schedule, Tick::ZERO).just_created();
    let trace = run(watch, &[http(404, "")]);
    assert_eq!(trace.ending(), "not found: not_found");
    assert_eq!(trace.poll_seconds(), [10, 20, 30, 40, 50, 60, 70]);
}

#[test]
fn no_route_is_final_at_once() {
    check(
        &[http(404, r#"{"message":"No handler found for GET /v1/x"}"#)],
        "fatal: no_route",
        1,
    );
}

#[test]
fn what_asking_again_cannot_mend_is_final_at_once() {
    check(&[fatal()], "fatal: tls", 1);
    check(&[http(302, "")], "fatal: malformed", 1);
}

#[test]
fn a_business_code_of_unknown_meaning_is_believed_at_the_third() {
    let doubtful = http(200, r#"{"code":12345,"msg":"?"}"#);
    check(std::slice::from_ref(&doubtful), "rejected: rejected", 3);
    check(
        &[
            doubtful.clone(),
            doubtful.clone(),
            status("queued"),
            doubtful,
            status("completed"),
        ],
        "completed",
        5,
    );
}

#[test]
fn a_business_code_reads_as_its_http_status() {
    for code in ["408", "429", "500", "503"] {
        let blip = http(200, &format!(r#"{{"code":"{code}","msg":"?"}}"#));
        check(
            &[blip.clone(), blip.clone(), blip, status("completed")],
            "completed",
            4,
        );
    }
    check(
        &[http(200, r#"{"code":"422","msg":"?"}"#)],
        "rejected: rejected",
        1,
    );
}

#[test]
fn completed_without_a_url_is_asked_three_times_more() {
    let bare = http(200, r#"{"id":"video_1","status":"completed"}"#);
    check(std::slice::from_ref(&bare), "no video url", 4);
    check(
        &[bare.clone(), bare.clone(), bare, status("completed")],
        "completed",
        4,
    );
}

#[test]
fn an_unknown_status_is_polled_on() {
    check(
        &[status("moderating"), status("expired"), status("completed")],
        "completed",
        3,
    );
}

#[test]
fn a_regression_is_told_and_the_known_status_kept() {
    let trace = trace(&[status("processing"), status("queued"), status("completed")]);
    let regressed = EventKind::Regressed {
        kept: Status::Processing,
        got: Status::Queued,
    };
    assert_eq!(trace.kinds()[1], &regressed);
    let from_processing = EventKind::StatusChanged {
        from: Status::Processing,
        to: Status::Completed,
    };
    assert_eq!(trace.kinds()[2], &from_processing);
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

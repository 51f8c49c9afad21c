//! What each answer means, as a trace in simulated time.

use grok_video_poller::{EventKind, Observation, Tick, Watch};
use grok_video_types::Status;

use super::simulation::{every, fatal, hinted, http, id, run, seconds, status, trace};

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

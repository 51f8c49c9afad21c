//! What people read of events and outcomes.

use std::fmt::Write;

use grok_video_poller::{Event, Next, Observation, Tick, Watch};

use super::simulation::{at, every, id, seconds, status};

/// Returns the texts of all events and of the outcome.
fn texts(answers: &[Observation]) -> String {
    let mut watch = Watch::new(id(), every(seconds(45), seconds(200)), Tick::ZERO);
    let mut text = String::new();
    let mut now = at(0);
    let mut answers = answers.iter().cloned();
    loop {
        match watch.next(now) {
            Next::WaitUntil(then) => now = then,
            Next::Query(ticket) => {
                let answer = answers.next().unwrap();
                writeln!(text, "{}", watch.observe(ticket, now, answer)).unwrap();
            }
            Next::Finished(outcome) => {
                let event = Event::from(outcome.clone());
                assert_eq!(event.to_string(), outcome.to_string());
                writeln!(text, "{outcome}").unwrap();
                return text;
            }
        }
    }
}

#[test]
fn events_and_outcomes_say_what_happened_and_what_to_do() {
    let http = |status, body: &str| Observation::http(status, body.as_bytes());
    let text = [
        texts(&[
            status("queued"),
            status("processing"),
            status("queued"),
            status("completed"),
        ]),
        texts(&[status("completed")]),
        texts(&[status("failed")]),
        texts(&[http(404, ""), http(404, "")]),
        texts(&[http(401, "")]),
        texts(&[http(400, r#"{"msg":"bad id"}"#)]),
        texts(&[Observation::redirected(
            "the server redirects to https://e.x/",
        )]),
        texts(&[
            status("queued"),
            status("queued"),
            status("queued"),
            http(429, ""),
        ]),
        texts(&[status("processing").with_retry_after(seconds(4000))]),
    ]
    .join("\n");
    assert!(!text.contains("secret"), "a signature is shown: {text}");
    insta::assert_snapshot!(text, @r#"
    poll 1 after 45s: queued; next poll in 45s
    poll 2 after 1m 30s: processing, after queued; next poll in 45s
    poll 3 after 2m 15s: an old answer (queued), still processing; next poll in 45s
    poll 4 after 3m 0s: completed, after processing
    task video_1 is completed: https://cdn.example.com/v.mp4?…; save it within 22h 58m 30s (4 polls in 3m 0s)

    poll 1 after 45s: completed
    task video_1 is completed: https://cdn.example.com/v.mp4?…; nobody knows since when, so save it at once (1 poll in 45s)

    poll 1 after 45s: failed
    task video_1 is failed: the service gave no reason (1 poll in 45s)

    poll 1 after 45s: the service knows no such task (HTTP 404); next poll in 45s
    poll 2 after 1m 30s: the service knows no such task (HTTP 404)
    task video_1: the service knows no such task (HTTP 404); check the task id, and that the same key created it (2 polls in 1m 30s)

    poll 1 after 45s: the service refused the key (HTTP 401)
    task video_1: the service refused the key (HTTP 401); check the API key (1 poll in 45s)

    poll 1 after 45s: the service refused the request (HTTP 400): bad id
    task video_1: the service refused the request (HTTP 400): bad id; change the request as the message says (1 poll in 45s)

    poll 1 after 45s: the server redirects to https://e.x/
    task video_1: the server redirects to https://e.x/; if you trust where it points, make that the base URL (1 poll in 45s)

    poll 1 after 45s: queued; next poll in 45s
    poll 2 after 1m 30s: still queued; next poll in 45s
    poll 3 after 2m 15s: still queued; next poll in 45s
    poll 4 after 3m 0s: the service asks for fewer requests (HTTP 429)
    task video_1: not over, and there is no further poll before the deadline; the last one failed: the service asks for fewer requests (HTTP 429); go on from the checkpoint (4 polls in 3m 0s)

    poll 1 after 45s: processing
    task video_1: not over, and there is no further poll before the deadline; go on from the checkpoint (1 poll in 45s)
    "#);
}

#[test]
fn an_outage_and_a_cancel_say_how_to_go_on() {
    let mut watch = Watch::new(id(), every(seconds(301), seconds(4000)), Tick::ZERO);
    for n in 1..=2 {
        let Next::Query(ticket) = watch.next(at(301 * n)) else {
            panic!()
        };
        watch.observe(
            ticket,
            at(301 * n),
            Observation::unreachable("connection\nrefused\u{1b}[2J"),
        );
    }
    let Next::Finished(outage) = watch.next(at(602)) else {
        panic!()
    };
    let mut watch = Watch::new(id(), every(seconds(30), seconds(300)), Tick::ZERO);
    watch.cancel(at(3725));
    let Next::Finished(cancelled) = watch.next(at(3725)) else {
        panic!()
    };
    insta::assert_snapshot!(format!("{outage}\n{cancelled}"), @r#"
    task video_1: no good answer for five minutes: connection refused; go on from the checkpoint later (2 polls in 10m 2s)
    task video_1: the watch was cancelled; go on from the checkpoint (0 polls in 1h 2m 5s)
    "#);
}

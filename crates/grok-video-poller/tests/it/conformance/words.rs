//! Events and outcomes in the words of a trace.

use std::time::Duration;

use grok_video_poller::{Ending, Event, EventKind, Outcome};

/// Shows a time in seconds.
pub(super) fn time(time: Duration) -> String {
    // The shortest decimal number: a float's noise is none of the trace's.
    let number = format!("{}.{:09}", time.as_secs(), time.subsec_nanos());
    let number = number.trim_end_matches('0').trim_end_matches('.');
    format!("{number}s")
}

pub(super) fn event(event: &Event) -> String {
    let kind = match &event.kind {
        EventKind::FirstSeen { status } => format!("first seen: {status}"),
        EventKind::StatusChanged { from, to } => format!("changed: {from} -> {to}"),
        EventKind::Unchanged { status } => format!("unchanged: {status}"),
        EventKind::Regressed { kept, got } => format!("regressed: {got}, kept {kept}"),
        EventKind::PollError(error) => format!("error: {}", error.kind.as_str()),
        EventKind::Throttled(error) => format!("throttled: {}", error.kind.as_str()),
        EventKind::Paused(error) => format!("paused: {}", error.kind.as_str()),
        EventKind::Dropped => "dropped".to_owned(),
        EventKind::Finished(end) => return outcome(end),
        other => panic!("an event that this test does not know: {other:?}"),
    };
    match event.next_poll_in {
        Some(wait) => format!("{kind}; next in {}", time(wait)),
        None => kind,
    }
}

fn outcome(outcome: &Outcome) -> String {
    let error = |error: &grok_video_poller::PollError| error.kind.as_str();
    let mut words = match &outcome.ending {
        Ending::Completed { .. } => "completed".to_owned(),
        Ending::Failed { task } => {
            let message = task.failure().and_then(|failure| failure.message());
            format!("failed: {}", message.unwrap_or("-"))
        }
        Ending::NotFound(it) => format!("not found: {}", error(it)),
        Ending::Denied(it) => format!("denied: {}", error(it)),
        Ending::Rejected(it) => format!("rejected: {}", error(it)),
        Ending::NoVideoUrl(it) => format!("no video url: {}", error(it)),
        Ending::Fatal(it) => format!("fatal: {}", error(it)),
        Ending::Outage(it) => format!("outage: {}", error(it)),
        Ending::GaveUp { last_error } => match last_error {
            Some(it) => format!("gave up, last error {}", error(it)),
            None => "gave up".to_owned(),
        },
        Ending::Cancelled => "cancelled".to_owned(),
        other => panic!("an ending that this test does not know: {other:?}"),
    };
    words += &format!("; {} polls", outcome.n_polls);
    match &outcome.ending {
        Ending::Completed { save_within, .. } => {
            let left = save_within.map(|left| format!("within {}", time(left)));
            words += &format!("; save {}", left.unwrap_or("at once".to_owned()));
        }
        Ending::Failed { .. } => {}
        _ => {
            let status = outcome.last_status.as_ref();
            let status = status.map_or("unknown".to_owned(), ToString::to_string);
            words += &format!("; last status {status}; checkpoint");
        }
    }
    assert_eq!(
        outcome.checkpoint.is_some(),
        !outcome.ending.is_terminal(),
        "a task that is not over can be gone on with"
    );
    words
}

//! A watch driven through simulated time by a script of answers.

use std::time::Duration;

use grok_video_poller::{
    Ending, Event, EventKind, Next, Observation, Outcome, PollErrorKind, Schedule, Tick, Watch,
};
use grok_video_types::{TaskId, decode};

pub(crate) fn id() -> TaskId {
    TaskId::new("video_1").unwrap()
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Returns a schedule without jitter and growth, so that a trace can be read off.
pub(crate) fn every(interval: Duration, deadline: Duration) -> Schedule {
    Schedule::builder()
        .interval(interval)
        .max_interval(interval)
        .jitter_percent(0)
        .deadline(deadline)
        .build()
        .unwrap()
}

/// Returns the answer with this body on HTTP `status`.
pub(crate) fn http(status: u16, body: &str) -> Observation {
    Observation::from(decode(status, body.as_bytes()))
}

/// Returns the answer that the task has this status.
pub(crate) fn status(status: &str) -> Observation {
    let body = format!(
        r#"{{"id":"video_1","status":"{status}","video_url":"https://cdn.example.com/v.mp4"}}"#
    );
    http(200, &body)
}

/// Returns the answer with a `Retry-After` of this many seconds.
pub(crate) fn hinted(observation: Observation, wait: u64) -> Observation {
    observation.with_retry_after(seconds(wait))
}

/// Holds what happened in a simulation.
pub(crate) struct Trace {
    /// When each poll was made.
    pub(crate) polls: Vec<Duration>,
    pub(crate) events: Vec<Event>,
    pub(crate) outcome: Outcome,
}

impl Trace {
    /// Returns the poll times in whole seconds.
    pub(crate) fn poll_seconds(&self) -> Vec<u64> {
        self.polls.iter().map(Duration::as_secs).collect()
    }

    /// Says in a word or two how it ended.
    pub(crate) fn ending(&self) -> String {
        match &self.outcome.ending {
            Ending::Completed { .. } => "completed".into(),
            Ending::Failed { .. } => "failed".into(),
            Ending::NotFound(error) => format!("not found: {}", error.kind.as_str()),
            Ending::Denied(error) => format!("denied: {}", error.kind.as_str()),
            Ending::Rejected(error) => format!("rejected: {}", error.kind.as_str()),
            Ending::NoVideoUrl(_) => "no video url".into(),
            Ending::Fatal(error) => format!("fatal: {}", error.kind.as_str()),
            Ending::Outage(error) => format!("outage: {}", error.kind.as_str()),
            Ending::GaveUp { .. } => "gave up".into(),
            Ending::Cancelled => "cancelled".into(),
            _ => unreachable!("an ending that this test does not know"),
        }
    }

    /// Returns the events' kinds.
    pub(crate) fn kinds(&self) -> Vec<&EventKind> {
        self.events.iter().map(|event| &event.kind).collect()
    }
}

/// Runs a watch; each answer takes `call` and the last one repeats.
pub(crate) fn run_with_call_time(
    mut watch: Watch,
    call: Duration,
    mut answer: impl FnMut(usize) -> Observation,
) -> Trace {
    let mut now = Tick::ZERO;
    let mut polls = Vec::new();
    let mut events = Vec::new();
    loop {
        match watch.next(now) {
            Next::WaitUntil(at) => {
                assert!(at > now, "a watch never asks to wait for the past");
                now = at;
            }
            Next::Query(ticket) => {
                let observation = answer(polls.len());
                polls.push(now.since_origin());
                let answered = now.after(call);
                let observation = if answered < ticket.give_up_at() {
                    now = answered;
                    observation
                } else {
                    now = ticket.give_up_at();
                    Observation::timed_out()
                };
                events.push(watch.observe(ticket, now, observation));
            }
            Next::Finished(outcome) => {
                return Trace {
                    polls,
                    events,
                    outcome,
                };
            }
        }
        assert!(polls.len() < 10_000, "the watch does not end");
    }
}

/// Runs a watch through `answers`; the last one repeats.
pub(crate) fn run(watch: Watch, answers: &[Observation]) -> Trace {
    run_with_call_time(watch, Duration::ZERO, |n| {
        answers[n.min(answers.len() - 1)].clone()
    })
}

/// Runs an ordinary watch, every 30 s for an hour, through `answers`.
pub(crate) fn trace(answers: &[Observation]) -> Trace {
    let schedule = every(seconds(30), seconds(3600));
    run(Watch::new(id(), schedule, Tick::ZERO), answers)
}

/// Says that a body or connection was at fault in a way asking again cannot mend.
pub(crate) fn fatal() -> Observation {
    Observation::fatal(PollErrorKind::Tls, "the certificate has expired")
}

//! A watch driven through simulated time by a row of answers.

use std::time::Duration;

use grok_video_poller::{
    Event, Next, Observation, Outcome, Schedule, Snapshot, Tick, Ticket, Watch,
};
use grok_video_types::TaskId;

pub(crate) fn id() -> TaskId {
    TaskId::new("video_1").unwrap()
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn at(s: u64) -> Tick {
    Tick::from_origin(seconds(s))
}

/// Returns a schedule without jitter and growth, so that a trace can be read off.
pub(crate) fn every(interval: Duration, deadline: Duration) -> Schedule {
    let schedule = Schedule::fixed(interval).with_deadline(deadline);
    schedule.build().unwrap()
}

/// Returns the answer that the task has this status.
pub(crate) fn status(status: &str) -> Observation {
    let body = format!(
        r#"{{"id":"video_1","status":"{status}","video_url":"https://cdn.example.com/v.mp4?sig=secret"}}"#
    );
    Observation::http(200, body.as_bytes())
}

/// Returns the ticket of the query that is due.
#[track_caller]
pub(crate) fn query_at(watch: &mut Watch, now: Tick) -> Ticket {
    match watch.next(now) {
        Next::Query(ticket) => ticket,
        other => panic!("no query: {other:?}"),
    }
}

/// Returns when the watch goes on, where it waits.
#[track_caller]
pub(crate) fn wait_at(watch: &mut Watch, now: Tick) -> Tick {
    match watch.next(now) {
        Next::WaitUntil(due) => due,
        other => panic!("no wait: {other:?}"),
    }
}

/// Stores a snapshot and reads it again, as another process would.
pub(crate) fn stored(snapshot: &Snapshot) -> Snapshot {
    let text = serde_json::to_string(snapshot).unwrap();
    let read: Snapshot = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    read
}

/// Holds what happened in a simulation; times are ages of the watch.
#[derive(Debug, PartialEq)]
pub(crate) struct Trace {
    /// When each poll was made, and when it would have been given up.
    pub(crate) polls: Vec<(Duration, Duration)>,
    pub(crate) events: Vec<Event>,
    pub(crate) outcome: Outcome,
}

impl Trace {
    pub(crate) fn gaps(&self) -> impl Iterator<Item = Duration> {
        self.polls.windows(2).map(|pair| pair[1].0 - pair[0].0)
    }
}

/// What drives a watch: the answers, of which the last repeats, and the time that each takes.
pub(crate) struct Simulation<'a> {
    pub(crate) answers: &'a [Observation],
    pub(crate) call: Duration,
    /// Before which events the watch is stored and restored: every one whose bit is set.
    pub(crate) restarts: u64,
}

impl Simulation<'_> {
    /// Runs a watch to its end that begins at zero; it must not have ended.
    pub(crate) fn run(&self, watch: Watch) -> Trace {
        self.run_from(Tick::ZERO, watch)
    }

    /// Runs a watch to its end that begins at `now`; it must not have ended.
    pub(crate) fn run_from(&self, mut now: Tick, mut watch: Watch) -> Trace {
        // When the watch began on the present clock, and how old it was then.
        let (mut began, mut age) = (now, Duration::ZERO);
        let (mut polls, mut events) = (Vec::new(), Vec::new());
        loop {
            match watch.next(now) {
                Next::WaitUntil(at) => {
                    assert!(at > now, "a watch never asks to wait for the past");
                    let n_events = events.len() as u32;
                    if self.restarts.rotate_right(n_events) & 1 == 1 && watch.n_polls() == n_events
                    {
                        // It rests for a part of its wait, and goes on with another clock.
                        let away = at.since(now) / 3;
                        let snapshot = stored(&watch.snapshot(now).unwrap());
                        age = snapshot.elapsed() + away;
                        now = Tick::from_origin(Duration::from_millis(u64::from(n_events) * 977));
                        began = now;
                        watch = Watch::restore(snapshot, now, away);
                        let Next::WaitUntil(again) = watch.next(now) else {
                            panic!("it was waiting")
                        };
                        now = again;
                    } else {
                        now = at;
                    }
                }
                Next::Query(ticket) => {
                    let n = polls.len().min(self.answers.len() - 1);
                    let give_up_at = ticket.give_up_at();
                    polls.push((age + now.since(began), age + give_up_at.since(began)));
                    now = now.after(self.call).min(give_up_at);
                    events.push(watch.observe(ticket, now, self.answers[n].clone()));
                }
                Next::Finished(outcome) => {
                    return Trace {
                        polls,
                        events,
                        outcome: *outcome,
                    };
                }
            }
            assert!(polls.len() < 10_000, "the watch does not end");
        }
    }
}

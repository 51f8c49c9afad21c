//! Answers that are alike but for the time that a call takes.

use std::time::{Duration, SystemTime};

use super::answer::Answer;
use super::model::Model;
use super::step::{Step, account};
use crate::{Entry, Held, Moment, Stage};

/// Tells whether an answer is as expected, where times may be off by this much.
pub(super) fn is_like(expected: &Answer, got: &Answer, slack: Duration) -> bool {
    if slack.is_zero() {
        return expected == got;
    }
    let mut got = got.clone();
    match (expected, &mut got) {
        (Answer::Listed(expected), Answer::Listed(got)) => {
            let pairs = expected.iter().zip(got);
            pairs.for_each(|(expected, got)| settle_entry(expected, got, slack));
        }
        (Answer::Leased(expected), Answer::Leased(got)) => {
            let pairs = expected.iter().zip(got);
            pairs.for_each(|(expected, got)| settle_held(expected, got, slack));
        }
        (Answer::Submitted(expected), Answer::Submitted(got)) => {
            for (expected, got) in expected.iter().zip(got) {
                if let (Some(expected), Some(got)) = (&expected.held, &mut got.held) {
                    settle_held(expected, got, slack);
                }
            }
        }
        _ => {}
    }
    *expected == got
}

/// Tells whether what is answered hangs on less than this much time: a session is about to end, or a task is due
/// about the horizon.
pub(super) fn is_close(model: &Model, step: &Step, now: Moment, slack: Duration) -> bool {
    let is_near = |one: Moment, other: Moment| one.since(other).max(other.since(one)) <= slack;
    let sessions = &model.sessions;
    let mut ends = sessions.iter().filter(|it| !it.is_over);
    if ends.any(|it| is_near(it.until, now)) {
        return true;
    }
    match step {
        Step::Lease {
            account: of,
            horizon: Some(horizon),
            ..
        } => {
            let (of, end) = (account(*of), now.after(*horizon));
            let mut tasks = model.tasks.iter().filter(|it| it.intent.account == of);
            // What became due in the past can be near without harm only where nothing lies ahead.
            tasks.any(|it| is_near(it.due_at(), end) && !(horizon.is_zero() && it.due_at() < now))
        }
        _ => false,
    }
}

fn settle_entry(expected: &Entry, got: &mut Entry, slack: Duration) {
    settle_time(expected.submitted_at, &mut got.submitted_at, slack);
    settle_time(expected.changed_at, &mut got.changed_at, slack);
    settle_time(expected.due_at, &mut got.due_at, slack);
}

fn settle_held(expected: &Held, got: &mut Held, slack: Duration) {
    match (&expected.stage, &mut got.stage) {
        (
            Stage::Wait { age, rest, .. },
            Stage::Wait {
                age: a, rest: r, ..
            },
        ) => {
            settle_age(*age, a, slack);
            if let (Some(expected), Some(got)) = (rest, r)
                && expected.away.abs_diff(got.away) <= slack
            {
                got.away = expected.away;
            }
        }
        (Stage::Save { age, .. }, Stage::Save { age: got, .. }) => settle_age(*age, got, slack),
        _ => {}
    }
}

fn settle_age(expected: Option<Duration>, got: &mut Option<Duration>, slack: Duration) {
    if let (Some(one), Some(other)) = (expected, *got)
        && one.abs_diff(other) <= slack
    {
        *got = expected;
    }
}

fn settle_time(expected: SystemTime, got: &mut SystemTime, slack: Duration) {
    let apart = expected.duration_since(*got);
    if apart.unwrap_or_else(|error| error.duration()) <= slack {
        *got = expected;
    }
}

//! The poller against the simulated service: each fault, a thousand tasks that are watched at once.
//! Every task reaches its own end, and the service's journal shows the gaps that the rules demand.
//!
//! The clock is paused and runs on by itself, so hours of waiting take no time.

mod crowd;
mod fate;
mod fleet;
mod journal;
mod kind;
mod life;
mod rules;
mod way;

use std::collections::BTreeMap;

use grok_video_mock::{Fault, RetryAfter, Trigger};

use crowd::{Crowd, N_FAILING, N_TASKS};
use kind::{Group, Kind, Means};

/// Lets each kind of a group strike about one query in three, and more often where an error must
/// come again to be believed.
async fn each_strikes(group: Group) {
    let kinds: Vec<Kind> = Kind::all()
        .into_iter()
        .filter(|kind| kind.group == group)
        .collect();
    assert!(kinds.len() >= 5, "{group:?}: {}", kinds.len());
    for (seed, kind) in (1..).zip(kinds) {
        let probability = match kind.means {
            Means::Believed { after: 2.., .. } => 0.6,
            _ => 1.0 / 3.0,
        };
        let what = kind.fault.to_string();
        let crowd = Crowd::meet(seed, &[(Trigger::probability(probability), kind.clone())]).await;
        assert!(crowd.n_faults >= 1000, "{what}: {}", crowd.n_faults);
        crowd.check(|_| kind.means);
        let ends = crowd.first_endings();
        match kind.means {
            Means::Told | Means::Pending => assert_eq!(ends, true_ends(), "{what}"),
            // Who is unlucky for five minutes is told of an outage.
            Means::Passes => {
                let n_outages = ends.get("outage").copied().unwrap_or(0);
                assert!(n_outages < N_TASKS / 10, "{what}: {ends:?}");
                assert_only(&["completed", "failed", "outage"], &ends, &what);
            }
            Means::Believed { after, ending } => {
                assert_only(&["completed", "failed", ending], &ends, &what);
                let least = if after == 1 { N_TASKS / 2 } else { N_TASKS / 5 };
                assert!(ends[ending] >= least, "{what}: {ends:?}");
            }
        }
    }
}

/// Returns how the watches end that nothing keeps from the truth.
fn true_ends() -> BTreeMap<&'static str, usize> {
    [("completed", N_TASKS - N_FAILING), ("failed", N_FAILING)].into()
}

#[track_caller]
fn assert_only(may_be: &[&str], ends: &BTreeMap<&str, usize>, what: &str) {
    let is_known = |end: &&str| may_be.contains(end);
    assert!(ends.keys().all(is_known), "{what}: {ends:?}");
    assert_eq!(ends.values().sum::<usize>(), N_TASKS, "{what}: {ends:?}");
}

#[tokio::test(start_paused = true)]
async fn what_comes_late_or_in_other_words_is_as_good() {
    each_strikes(Group::Said).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_permanent_ends_a_watch_and_a_later_one_goes_on() {
    each_strikes(Group::Permanent).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_an_error_is_outlived() {
    each_strikes(Group::Answered).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_is_outlived() {
    each_strikes(Group::Broken).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_is_outlived() {
    each_strikes(Group::TimedOut).await;
}

#[tokio::test(start_paused = true)]
async fn all_kinds_at_once_change_no_outcome() {
    let kinds = Kind::told_apart();
    assert!(kinds.len() >= 30, "{}", kinds.len());
    let means: BTreeMap<String, Means> = kinds
        .iter()
        .map(|kind| (kind.fault.to_string(), kind.means))
        .collect();
    let strikes: Vec<(Trigger, Kind)> = kinds
        .into_iter()
        .map(|kind| {
            let probability = match kind.means {
                Means::Believed { after: 2.., .. } => 0.1,
                _ => 0.01,
            };
            (Trigger::probability(probability), kind)
        })
        .collect();
    let crowd = Crowd::meet(1, &strikes).await;
    assert!(crowd.n_faults >= 1000, "{}", crowd.n_faults);
    crowd.check(|fault| means[fault]);
    let ends = crowd.first_endings();
    for end in [
        "completed",
        "failed",
        "denied",
        "rejected",
        "fatal",
        "not found",
    ] {
        assert!(ends.contains_key(end), "no {end}: {ends:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_the_service_ends_every_watch_and_no_task() {
    for (fault, n_struck) in [
        (Fault::status(503), 9000),
        (Fault::rate_limited(RetryAfter::Absent), 9000),
        (Fault::reset(), 9000),
        (Fault::stall(), 6000),
    ] {
        let kind = Kind::passing(fault);
        let crowd = Crowd::meet(1, &[(Trigger::first(n_struck), kind.clone())]).await;
        assert_eq!(crowd.n_faults, n_struck, "{}", kind.fault);
        crowd.check(|_| Means::Passes);
        let all = [("outage", N_TASKS)].into();
        assert_eq!(crowd.first_endings(), all, "{}", kind.fault);
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_asks_for_patience_is_not_out() {
    let kind = Kind::passing(Fault::rate_limited(RetryAfter::Seconds(90)));
    // Five times each, which takes more than the five minutes of an outage.
    let n_struck = 5 * N_TASKS as u64;
    let crowd = Crowd::meet(1, &[(Trigger::first(n_struck), kind)]).await;
    assert_eq!(crowd.n_faults, n_struck);
    crowd.check(|_| Means::Passes);
    assert_eq!(crowd.first_endings(), true_ends());
}

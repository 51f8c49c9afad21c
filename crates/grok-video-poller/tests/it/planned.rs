//! Watches whose polls are planned, and what is learned from them.

use std::time::Duration;

use grok_video_poller::{
    Adaptive, Ending, InvalidPlan, JobClass, Observation, Plan, Schedule, Snapshot, Tick, Took,
    Watch,
};
use grok_video_types::Model;

use super::simulation::{Simulation, Trace, id, seconds, status, stored};

fn plan() -> Plan {
    Plan::new([100, 120, 150].map(seconds), seconds(5)).unwrap()
}

fn run(watch: Watch, answers: &[Observation]) -> Trace {
    let simulation = Simulation {
        answers,
        call: seconds(1),
        restarts: 0,
    };
    simulation.run(watch)
}

fn planned(plan: Plan) -> Watch {
    let schedule = Schedule::planned(plan).with_jitter(0).build().unwrap();
    Watch::new(id(), schedule, Tick::ZERO)
}

#[test]
fn an_outcome_tells_when_the_task_was_over() {
    let (pending, completed) = (status("processing"), status("completed"));
    let answers = [pending.clone(), pending.clone(), completed.clone()];
    let took = |watch: Watch, answers: &[Observation]| run(watch, answers).outcome.took;
    let newborn = || planned(plan()).just_created();
    assert_eq!(
        took(newborn(), &answers),
        Some(Took::between(seconds(120), seconds(151)))
    );
    assert_eq!(
        took(newborn(), &[completed]),
        Some(Took::between(Duration::ZERO, seconds(101)))
    );
    // Nobody knows when a task was created that others have created.
    assert_eq!(took(planned(plan()), &answers), None);
    // A failure says nothing of how long a video takes.
    assert_eq!(took(newborn(), &[status("failed")]), None);
    let given_up = run(newborn(), &[pending]).outcome;
    assert!(matches!(given_up.ending, Ending::GaveUp { .. }));
    let took = given_up.took.unwrap();
    assert!(
        took.by().is_none() && took.after() > seconds(1700),
        "{took:?}"
    );
}

#[test]
fn what_watches_find_makes_better_plans() {
    let class = JobClass::new(Model::GrokVideo3, 10, 0);
    let mut adaptive = Adaptive::new(seconds(5), Duration::from_millis(500)).unwrap();
    let mut delays = Vec::new();
    let mut n_polls = Vec::new();
    for n in 0..60 {
        // Each takes 300 to 320 s, and nobody knew.
        let over_at = Duration::from_millis(300_000 + n * 7919 % 20_000);
        let watch = planned(adaptive.plan(&class)).just_created();
        // The answers depend on when they are asked for, so the polls are counted first.
        let mut answers = vec![status("processing"); pending_polls(&watch, over_at)];
        answers.push(status("completed"));
        let trace = run(watch, &answers);
        adaptive.learn(&class, trace.outcome.took.unwrap());
        delays.push(trace.outcome.elapsed.saturating_sub(over_at).as_secs_f64());
        n_polls.push(trace.polls.len());
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert!(mean(&delays[40..]) < 6.0, "{delays:?}");
    let of = |polls: &[usize]| polls.iter().sum::<usize>() as f64 / polls.len() as f64;
    assert!(of(&n_polls[40..]) < of(&n_polls[..5]) / 2.0, "{n_polls:?}");
}

/// Returns how many polls of a watch come before an age, when each is answered within a second.
fn pending_polls(watch: &Watch, over_at: Duration) -> usize {
    let schedule = watch.schedule().clone();
    let copy = Watch::new(id(), schedule, Tick::ZERO).just_created();
    let trace = run(copy, &[status("processing")]);
    trace
        .polls
        .iter()
        .filter(|(asked, _)| *asked < over_at)
        .count()
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let plan = |ages: &[u64], gap| Plan::new(ages.iter().copied().map(seconds), seconds(gap));
    assert_eq!(plan(&[], 1), Err(InvalidPlan::Empty));
    assert_eq!(plan(&[10, 14], 5), Err(InvalidPlan::TooClose));
    assert_eq!(plan(&[10, 9], 1), Err(InvalidPlan::TooClose));
    assert_eq!(plan(&[10, 20], 0), Err(InvalidPlan::TooClose));
    assert!(plan(&[0, 5], 5).is_ok());
    assert_eq!(
        plan(&[u64::MAX / 2_000_000_000, u64::MAX], 5),
        Err(InvalidPlan::TooClose)
    );
}

#[test]
fn a_plan_is_stored_with_its_watch() {
    let watch = planned(plan()).just_created();
    let snapshot = watch.snapshot(Tick::ZERO).unwrap();
    assert_eq!(stored(&snapshot), snapshot);
    let mut form = serde_json::to_value(&snapshot).unwrap();
    assert_eq!(form["schedule"]["plan"]["ages_ms"][2], 150_000);
    form["schedule"]["plan"]["ages_ms"] = serde_json::json!([5, 4]);
    let read: Result<Snapshot, _> = serde_json::from_value(form);
    let error = read.unwrap_err().to_string();
    assert!(error.contains("closer than its least gap"), "{error}");
}

#[test]
fn a_restored_watch_keeps_its_deadline_though_it_is_called_just_created() {
    let schedule = Schedule::fixed(seconds(30)).with_deadline(seconds(300));
    let watch = Watch::new(id(), schedule.build().unwrap(), Tick::ZERO);
    let snapshot = watch.snapshot(Tick::ZERO).unwrap();
    let back = Watch::restore(snapshot, Tick::ZERO, seconds(3600)).just_created();
    let trace = run(back, &[status("processing")]);
    assert_eq!(trace.polls.len(), 1);
    assert!(matches!(trace.outcome.ending, Ending::GaveUp { .. }));
}

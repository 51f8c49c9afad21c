//! Schedules: what each part does alone, and what makes no sense together.

use std::collections::BTreeSet;
use std::time::Duration;

use grok_video_poller::{InvalidSchedule, Next, Schedule, ScheduleBuilder, Tick, Watch};

use super::simulation::{Simulation, id, seconds, status};

/// Returns the waits before the first `n` polls of a watch.
fn waits(builder: ScheduleBuilder, n: usize) -> Vec<f64> {
    let schedule = builder.with_deadline(seconds(100_000)).build().unwrap();
    let mut answers = vec![status("queued"); n];
    answers.push(status("completed"));
    let simulation = Simulation {
        answers: &answers,
        call: Duration::ZERO,
        restarts: 0,
    };
    let trace = simulation.run(Watch::new(id(), schedule, Tick::ZERO));
    let first = trace.polls[0].0;
    std::iter::once(first)
        .chain(trace.gaps())
        .take(n)
        .map(|wait| wait.as_secs_f64())
        .collect()
}

#[test]
fn the_default_is_the_providers() {
    let schedule = Schedule::provider().build().unwrap();
    assert_eq!(schedule, Schedule::default());
    let without_jitter = Schedule::provider().with_jitter(0);
    assert_eq!(
        waits(without_jitter, 6),
        [30.0, 30.0, 36.0, 43.2, 51.84, 60.0]
    );
}

#[test]
fn fixed_waits_are_alike() {
    assert_eq!(waits(Schedule::fixed(seconds(45)), 4), [45.0; 4]);
}

#[test]
fn exponential_waits_grow_up_to_their_cap() {
    let grows = || Schedule::exponential(seconds(5), 1.5).with_jitter(0);
    assert_eq!(waits(grows(), 5), [5.0, 5.0, 7.5, 11.25, 16.875]);
    assert_eq!(waits(grows(), 60)[20..], [60.0; 40], "a minute by default");
    assert_eq!(waits(grows().with_cap(seconds(6)), 4), [5.0, 5.0, 6.0, 6.0]);
}

#[test]
fn a_first_poll_is_apart_from_floor_and_cap() {
    let builder = Schedule::fixed(seconds(10)).with_cap(seconds(20));
    assert_eq!(
        waits(builder.clone().with_first_poll(seconds(90)), 2),
        [90.0, 10.0]
    );
    assert_eq!(waits(builder.with_first_poll(seconds(0)), 2), [0.0, 10.0]);
}

#[test]
fn a_floor_lifts_waits() {
    let builder = Schedule::exponential(seconds(5), 3.0).with_jitter(0);
    assert_eq!(
        waits(builder.with_floor(seconds(12)), 4),
        [5.0, 12.0, 15.0, 45.0]
    );
}

#[test]
fn jitter_spreads_over_its_width_and_no_further() {
    let builder = Schedule::fixed(seconds(100)).with_floor(seconds(1));
    let spread = waits(builder.with_jitter(20), 400);
    // The first poll is never early.
    let (least, most) = spread[1..]
        .iter()
        .fold((f64::MAX, 0.0_f64), |(least, most), wait| {
            (least.min(*wait), most.max(*wait))
        });
    assert!((80.0..83.0).contains(&least) && (117.0..=120.0).contains(&most));
    let mean = spread.iter().sum::<f64>() / 400.0;
    assert!((98.0..102.0).contains(&mean), "{mean}");
}

#[test]
fn tasks_do_not_all_ask_in_the_same_second() {
    let first_polls: BTreeSet<Tick> = (0..100)
        .map(|n| {
            let id = format!("video_{n}").parse().unwrap();
            match Watch::new(id, Schedule::default(), Tick::ZERO).next(Tick::ZERO) {
                Next::WaitUntil(at) => at,
                other => panic!("{other:?}"),
            }
        })
        .collect();
    assert!(first_polls.len() > 50, "{}", first_polls.len());
}

#[test]
fn waits_are_whole_milliseconds_and_never_early() {
    let schedule = Schedule::fixed(Duration::from_nanos(1_500_000)).with_deadline(seconds(1));
    let answers = [status("queued"), status("completed")];
    let simulation = Simulation {
        answers: &answers,
        call: Duration::ZERO,
        restarts: 0,
    };
    let trace = simulation.run(Watch::new(id(), schedule.build().unwrap(), Tick::ZERO));
    assert_eq!(trace.polls[0].0, Duration::from_millis(2));
    assert_eq!(trace.polls[1].0, Duration::from_millis(4));
}

#[test]
fn what_makes_no_sense_is_refused() {
    #[track_caller]
    fn check(builder: ScheduleBuilder, why: InvalidSchedule) {
        assert_eq!(builder.build(), Err(why));
    }
    let provider = Schedule::provider;
    let zero = Duration::ZERO;
    check(Schedule::fixed(zero), InvalidSchedule::IntervalTooShort);
    check(
        provider().with_floor(zero),
        InvalidSchedule::IntervalTooShort,
    );
    check(
        provider().with_cap(seconds(29)),
        InvalidSchedule::CapUnderFloor,
    );
    check(
        provider().with_deadline(zero),
        InvalidSchedule::ZeroDeadline,
    );
    check(
        provider().with_call_timeout(zero),
        InvalidSchedule::CallTimeoutTooShort,
    );
    check(provider().with_jitter(51), InvalidSchedule::TooMuchJitter);
    for factor in [0.99, 100.1, -1.0, 0.0, f64::NAN, f64::INFINITY] {
        check(
            Schedule::exponential(seconds(30), factor),
            InvalidSchedule::Factor,
        );
    }
}

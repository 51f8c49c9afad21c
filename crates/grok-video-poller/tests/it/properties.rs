//! What holds for any schedule and any row of answers.

use std::time::Duration;

use grok_video_poller::{Observation, Schedule, Tick, Watch};
use proptest::prelude::*;

use super::simulation::{Trace, fatal, http, id, run_with_call_time, seconds, status};

fn durations() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (1..10_000_u64).prop_map(Duration::from_millis),
        (1..4000_u64).prop_map(Duration::from_secs),
    ]
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let interval = (500..100_000_u64).prop_map(Duration::from_millis);
    (
        durations(),
        interval,
        1..4_u32,
        0..=50_u32,
        durations(),
        durations(),
    )
        .prop_map(|(first, interval, factor, jitter, deadline, call)| {
            Schedule::builder()
                .first_poll(first)
                .interval(interval)
                .max_interval(interval * factor)
                .jitter_percent(jitter)
                .deadline(deadline)
                .call_timeout(call)
                .build()
                .unwrap()
        })
}

fn answers() -> impl Strategy<Value = Vec<(Observation, Option<Duration>)>> {
    let answer = prop_oneof![
        8 => Just(status("queued")),
        8 => Just(status("processing")),
        2 => Just(status("moderating")),
        1 => Just(status("completed")),
        1 => Just(status("failed")),
        2 => Just(http(404, "")),
        2 => Just(http(503, "")),
        2 => Just(http(429, "")),
        1 => Just(http(401, "")),
        1 => Just(http(200, r#"{"code":9,"msg":"?"}"#)),
        1 => Just(http(200, r#"{"id":"video_1","status":"completed"}"#)),
        1 => Just(fatal()),
    ];
    let hint = prop_oneof![4 => Just(None), 1 => durations().prop_map(Some), 1 => Just(Some(Duration::MAX))];
    prop::collection::vec((answer, hint), 1..30)
}

fn run(schedule: &Schedule, answers: &[(Observation, Option<Duration>)], call: Duration) -> Trace {
    let watch = Watch::new(id(), schedule.clone(), Tick::ZERO);
    run_with_call_time(watch, call, |n| {
        let (observation, hint) = answers[n.min(answers.len() - 1)].clone();
        match hint {
            Some(hint) => observation.with_retry_after(hint),
            None => observation,
        }
    })
}

proptest! {
    #[test]
    fn a_poll_is_never_earlier_than_interval_or_hint(schedule in schedules(), answers in answers()) {
        let trace = run(&schedule, &answers, Duration::ZERO);
        for (n, gap) in trace.polls.windows(2).map(|pair| pair[1] - pair[0]).enumerate() {
            let hint = answers[n.min(answers.len() - 1)].1.unwrap_or_default();
            prop_assert!(gap >= schedule.interval().max(hint), "{n}: {gap:?}");
        }
    }

    #[test]
    fn a_watch_ends_by_its_deadline(schedule in schedules(), answers in answers(), call in durations()) {
        let trace = run(&schedule, &answers, call);
        prop_assert!(trace.outcome.elapsed <= schedule.deadline());
        prop_assert!(trace.polls.iter().all(|poll| *poll < schedule.deadline()));
    }

    #[test]
    fn there_is_one_event_a_poll_and_a_poll_at_least(schedule in schedules(), answers in answers()) {
        let trace = run(&schedule, &answers, Duration::ZERO);
        prop_assert_eq!(trace.events.len(), trace.polls.len());
        prop_assert_eq!(trace.outcome.n_polls as usize, trace.polls.len());
        prop_assert!(!trace.polls.is_empty());
        let (last, earlier) = trace.events.split_last().unwrap();
        prop_assert!(earlier.iter().all(|event| event.next_poll_in.is_some()));
        prop_assert!(last.next_poll_in.is_none());
    }

    #[test]
    fn equal_ids_give_equal_traces(schedule in schedules(), answers in answers()) {
        let one = run(&schedule, &answers, seconds(1));
        let other = run(&schedule, &answers, seconds(1));
        prop_assert_eq!(one.polls, other.polls);
        prop_assert_eq!(one.outcome, other.outcome);
    }

    #[test]
    fn no_duration_overflows(first: Duration, interval: Duration, deadline: Duration, call: Duration, hint: Duration, start: Duration) {
        let one = Duration::from_nanos(1);
        let schedule = Schedule::builder()
            .first_poll(first)
            .interval(interval.max(one))
            .deadline(deadline.max(one))
            .call_timeout(call.max(one))
            .build()
            .unwrap();
        let mut watch = Watch::new(id(), schedule, Tick::from_origin(start));
        let end = Tick::from_origin(Duration::MAX);
        for _ in 0..10 {
            if let grok_video_poller::Next::Query(ticket) = watch.next(end) {
                let observation = status("queued").with_retry_after(hint);
                watch.observe(ticket, end, observation);
            }
        }
    }
}

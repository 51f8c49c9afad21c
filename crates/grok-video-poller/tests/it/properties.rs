//! What holds for any schedule and any row of answers.

use std::time::Duration;

use grok_video_poller::{EventKind, Next, Observation, Schedule, Snapshot, Tick, Watch};
use proptest::prelude::*;

use super::simulation::{Simulation, Trace, at, id, seconds, status, stored};

pub(crate) fn durations() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (1..10_000_u64).prop_map(Duration::from_millis),
        (1..4000_u64).prop_map(Duration::from_secs),
        (1..10_000_000_000_u64).prop_map(Duration::from_nanos),
    ]
}

pub(crate) fn schedules() -> impl Strategy<Value = Schedule> {
    let interval = (500..100_000_u64).prop_map(Duration::from_millis);
    (
        (durations(), durations(), durations()),
        (interval, 1..4_u32, 1.0..3.0_f64),
        (0..200_u32, 0..=50_u32),
    )
        .prop_map(
            |((first, deadline, call), (interval, cap, factor), (floor, jitter))| {
                let floor = (interval * floor / 100).max(Duration::from_millis(1));
                Schedule::exponential(interval, factor)
                    .with_first_poll(first)
                    .with_floor(floor)
                    .with_cap(floor * cap)
                    .with_jitter(jitter)
                    .with_deadline(deadline)
                    .with_call_timeout(call.max(Duration::from_millis(1)))
                    .build()
                    .unwrap()
            },
        )
        // What makes a simulation long shows nothing more.
        .prop_filter("few polls", |schedule| {
            schedule.deadline() / 100 < schedule.floor()
        })
}

fn answers() -> impl Strategy<Value = Vec<(Observation, Option<Duration>)>> {
    let http = |status, body: &str| Observation::http(status, body.as_bytes());
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
        1 => Just(Observation::bad_certificate("expired")),
    ];
    let hint = prop_oneof![4 => Just(None), 1 => durations().prop_map(Some), 1 => Just(Some(Duration::MAX))];
    prop::collection::vec((answer, hint), 1..30)
}

fn hinted(answers: &[(Observation, Option<Duration>)]) -> Vec<Observation> {
    let answer = |(answer, hint): &(Observation, Option<Duration>)| match hint {
        Some(hint) => answer.clone().with_retry_after(*hint),
        None => answer.clone(),
    };
    answers.iter().map(answer).collect()
}

fn run(
    schedule: &Schedule,
    answers: &[(Observation, Option<Duration>)],
    call: Duration,
    restarts: u64,
) -> Trace {
    let answers = hinted(answers);
    let simulation = Simulation {
        answers: &answers,
        call,
        restarts,
    };
    simulation.run(Watch::new(id(), schedule.clone(), Tick::ZERO).just_created())
}

proptest! {
    #[test]
    fn a_poll_is_never_earlier_than_floor_or_hint(
        schedule in schedules(), answers in answers(), restarts: u64
    ) {
        let trace = run(&schedule, &answers, Duration::ZERO, restarts);
        for (n, gap) in trace.gaps().enumerate() {
            let hint = answers[n.min(answers.len() - 1)].1.unwrap_or_default();
            prop_assert!(gap >= schedule.floor().max(hint), "{n}: {gap:?}");
            prop_assert!(gap <= schedule.cap().max(hint) || gap <= schedule.deadline() / 2, "{n}: {gap:?}");
        }
        let (asked, give_up) = trace.polls[0];
        let is_last = give_up == schedule.deadline();
        prop_assert!(asked >= schedule.first_poll() || is_last);
    }

    #[test]
    fn the_deadline_bounds_the_query_in_flight(
        schedule in schedules(), answers in answers(), call in durations(), restarts: u64
    ) {
        let trace = run(&schedule, &answers, call, restarts);
        prop_assert!(trace.outcome.elapsed <= schedule.deadline());
        for (asked, give_up) in trace.polls {
            prop_assert!(asked < give_up && give_up <= schedule.deadline());
            prop_assert!(give_up - asked <= schedule.call_timeout());
        }
    }

    #[test]
    fn a_poll_has_time_to_be_answered(
        schedule in schedules(), answers in answers(), restarts: u64
    ) {
        let trace = run(&schedule, &answers, Duration::ZERO, restarts);
        let mut planned_at = Duration::ZERO;
        for (asked, give_up) in trace.polls {
            let left = schedule.deadline() - planned_at;
            let enough = seconds(5).min(schedule.call_timeout()).min(left / 8);
            prop_assert!(give_up - asked >= enough, "{asked:?}: {:?}", give_up - asked);
            planned_at = asked;
        }
    }

    #[test]
    fn there_is_one_event_a_poll_and_a_poll_at_least(schedule in schedules(), answers in answers()) {
        let trace = run(&schedule, &answers, Duration::ZERO, 0);
        prop_assert_eq!(trace.events.len(), trace.polls.len());
        prop_assert_eq!(trace.outcome.n_polls as usize, trace.polls.len());
        prop_assert!(!trace.polls.is_empty());
        let (last, earlier) = trace.events.split_last().unwrap();
        prop_assert!(earlier.iter().all(|event| event.next_poll_in.is_some()));
        prop_assert!(last.next_poll_in.is_none());
    }

    #[test]
    fn a_snapshot_restored_at_any_step_goes_on_as_though_uninterrupted(
        schedule in schedules(), answers in answers(), call in durations(), restarts: u64
    ) {
        let one = run(&schedule, &answers, call, 0);
        let mut other = run(&schedule, &answers, call, restarts | 1);
        prop_assert_eq!(&one.polls, &other.polls);
        prop_assert_eq!(&one.events, &other.events);
        // How often it was restored is all that a checkpoint may tell.
        other.outcome.checkpoint = one.outcome.checkpoint.clone();
        prop_assert_eq!(one.outcome, other.outcome);
    }

    #[test]
    fn what_is_overdue_is_asked_once_and_within_the_floor(
        schedule in schedules(), n_polls in 0..5_usize, away in durations(), call in durations()
    ) {
        let mut watch = Watch::new(id(), schedule.clone(), Tick::ZERO);
        let mut now = Tick::ZERO;
        for _ in 0..n_polls {
            if let Next::WaitUntil(then) = watch.next(now) {
                now = then;
            }
            if let Next::Query(ticket) = watch.next(now) {
                watch.observe(ticket, now, status("queued"));
            }
        }
        let Some(snapshot) = watch.snapshot(now).filter(|_| !matches!(watch.next(now), Next::Finished(_))) else {
            return Ok(());
        };
        let away = snapshot.due_in() + away;
        let mut back = Watch::restore(stored(&snapshot), at(5), away);
        let due = match back.next(at(5)) {
            Next::WaitUntil(due) => due,
            Next::Query(_) => at(5),
            Next::Finished(outcome) => panic!("it must ask: {outcome}"),
        };
        prop_assert!(due.since(at(5)) <= schedule.floor());
        // Behind its deadline it asks this once.
        let age = snapshot.elapsed() + away + due.since(at(5));
        if let (Next::Query(ticket), true) = (back.next(due), age >= schedule.deadline()) {
            let now = due.after(call).min(ticket.give_up_at());
            prop_assert!(now.since(due) <= schedule.call_timeout());
            back.observe(ticket, now, status("queued"));
            prop_assert!(matches!(back.next(now), Next::Finished(_)));
        }
    }

    #[test]
    fn a_query_lost_in_a_restart_counts_and_is_no_error(schedule in schedules(), after in durations()) {
        let mut watch = Watch::new(id(), schedule.clone(), Tick::ZERO);
        let Next::WaitUntil(due) = watch.next(Tick::ZERO) else { panic!() };
        let Next::Query(ticket) = watch.next(due) else { panic!() };
        let lost_at = due.after(after.min(ticket.give_up_at().since(due) / 2));
        let snapshot = stored(&watch.snapshot(lost_at).unwrap());
        prop_assert_eq!(snapshot.n_polls(), 1);
        prop_assert!(lost_at.since(due) + snapshot.due_in() >= schedule.floor());
        prop_assert!(snapshot.due_in() <= schedule.cap());
        let mut back = Watch::restore(snapshot, at(1), Duration::ZERO);
        // The ticket of the lost query is no ticket here, nor is an answer to it.
        prop_assert_eq!(back.observe(ticket, at(1), status("completed")).kind, EventKind::Dropped);
        prop_assert!(!matches!(back.next(at(1)), Next::Query(_)));
    }

    #[test]
    fn equal_ids_give_equal_traces_whenever_they_begin(
        schedule in schedules(), answers in answers(), start in durations()
    ) {
        let one = run(&schedule, &answers, seconds(1), 0);
        let start = Tick::from_origin(start);
        let answers = hinted(&answers);
        let simulation = Simulation { answers: &answers, call: seconds(1), restarts: 0 };
        let watch = Watch::new(id(), schedule, start).just_created();
        prop_assert_eq!(one, simulation.run_from(start, watch));
    }

    #[test]
    fn there_is_exactly_one_outcome_and_nothing_behind_it(
        schedule in schedules(), answers in answers(), later in prop::collection::vec(durations(), 1..5)
    ) {
        let mut watch = Watch::new(id(), schedule, Tick::ZERO);
        let mut spare = Watch::new(id(), Schedule::default(), Tick::ZERO);
        let mut now = Tick::ZERO;
        let mut n = 0;
        let outcome = loop {
            match watch.next(now) {
                Next::WaitUntil(then) => now = then,
                Next::Query(ticket) => {
                    let (answer, hint) = answers[n % answers.len()].clone();
                    let hint = hint.unwrap_or_default();
                    watch.observe(ticket, now, answer.with_retry_after(hint));
                    n += 1;
                }
                Next::Finished(outcome) => break outcome,
            }
        };
        for wait in later {
            now = now.after(wait);
            let Next::Query(ticket) = spare.next(at(10_000).max(now)) else { continue };
            prop_assert_eq!(watch.observe(ticket, now, status("completed")).kind, EventKind::Dropped);
            watch.cancel(now);
            prop_assert_eq!(watch.next(now), Next::Finished(outcome.clone()));
        }
    }

    #[test]
    fn no_duration_overflows(
        first: Duration, interval: Duration, deadline: Duration, call: Duration, hint: Duration,
        start: Duration, away: Duration, factor in 1.0..100.0_f64, polls in 0..20_u32
    ) {
        let ms = Duration::from_millis(1);
        let schedule = Schedule::exponential(interval.max(ms), factor)
            .with_first_poll(first)
            .with_deadline(deadline.max(ms))
            .with_call_timeout(call.max(ms))
            .build()
            .unwrap();
        let mut watch = Watch::new(id(), schedule, Tick::from_origin(start));
        let end = Tick::from_origin(Duration::MAX);
        for n in 0..polls {
            let now = if n % 2 == 0 { end } else { Tick::from_origin(start.saturating_mul(n)) };
            if let Next::Query(ticket) = watch.next(now) {
                watch.observe(ticket, now, status("queued").with_retry_after(hint));
            }
            if let Some(snapshot) = watch.snapshot(now) {
                watch = Watch::restore(stored(&snapshot), Tick::from_origin(start), away);
            }
        }
    }

    #[test]
    fn no_stored_numbers_panic(
        numbers in prop::collection::vec(prop_oneof![Just(0), Just(u64::MAX), any::<u64>()], 6),
        counts in prop::collection::vec(any::<u32>(), 4), away: Duration
    ) {
        let watch = Watch::new(id(), Schedule::default(), Tick::ZERO);
        let mut form = serde_json::to_value(watch.snapshot(Tick::ZERO)).unwrap();
        let names = ["taken_at_ns", "due_ns", "deadline_ns", "pending_at_ns"];
        for (name, number) in names.into_iter().zip(&numbers) {
            form[name] = (*number).into();
        }
        form["streaks"]["outage_since_ns"] = numbers[4].into();
        for (name, count) in ["n_polls", "n_restores"].into_iter().zip(&counts) {
            form[name] = (*count).into();
        }
        for (name, count) in ["n_not_found", "n_doubtful"].into_iter().zip(&counts[2..]) {
            form["streaks"][name] = (*count).into();
        }
        let snapshot: Snapshot = serde_json::from_value(form).unwrap();
        let mut watch = Watch::restore(snapshot, at(3), away);
        let mut now = at(3);
        for answer in [Observation::http(503, b""), Observation::http(404, b""), status("queued")] {
            match watch.next(now) {
                Next::WaitUntil(then) => now = then,
                Next::Query(ticket) => drop(watch.observe(ticket, now, answer)),
                Next::Finished(_) => break,
            }
        }
    }
}

//! What holds for any budget, any schedule and any answers.

use std::time::Duration;

use grok_video_poller::{
    Budget, Ending, EventKind, Fleet, FleetNext, Observation, Plan, Schedule, Tick, Watch,
};
use proptest::prelude::*;

use super::super::properties::{durations, schedules};
use super::super::simulation::{self as one, at, seconds};
use super::simulation::{Life, Log, N_KEYS, Simulation, id, status};

/// What a service may say.
#[derive(Debug, Clone, Copy)]
enum Word {
    Status(&'static str),
    Http(u16),
    Unreachable,
    OtherTask,
    NoUrl,
}

impl Word {
    fn about(self, n: usize, hint: Option<Duration>) -> Observation {
        let said = match self {
            Self::Status(it) => status(n, it),
            Self::Http(code) => Observation::http(code, b""),
            Self::Unreachable => Observation::unreachable("connection reset"),
            Self::OtherTask => status(n + 1_000_000, "processing"),
            Self::NoUrl => {
                let body = format!(r#"{{"id":"video_{n}","status":"completed"}}"#);
                Observation::http(200, body.as_bytes())
            }
        };
        match hint {
            Some(hint) => said.with_retry_after(hint),
            None => said,
        }
    }
}

fn harmless() -> impl Strategy<Value = Word> {
    prop_oneof![
        10 => Just(Word::Status("queued")),
        10 => Just(Word::Status("processing")),
        2 => Just(Word::Status("moderating")),
        1 => Just(Word::Status("completed")),
        1 => Just(Word::Status("failed")),
        2 => Just(Word::Http(503)),
        2 => Just(Word::Http(404)),
        1 => Just(Word::Http(402)),
        1 => Just(Word::Unreachable),
        1 => Just(Word::OtherTask),
        1 => Just(Word::NoUrl),
    ]
}

/// Returns what is said to one task, with hints.
fn talk(
    words: impl Strategy<Value = Word>,
) -> impl Strategy<Value = Vec<(Word, Option<Duration>)>> {
    let hint = prop_oneof![6 => Just(None), 1 => durations().prop_map(Some)];
    prop::collection::vec((words, hint), 1..20)
}

fn lives(talks: &[Vec<(Word, Option<Duration>)>], call: Duration) -> Vec<Life> {
    let life = |(n, talk): (usize, &Vec<(Word, Option<Duration>)>)| Life {
        answers: talk
            .iter()
            .map(|(word, hint)| word.about(n, *hint))
            .collect(),
        call,
    };
    talks.iter().enumerate().map(life).collect()
}

/// Returns schedules of either kind.
fn any_schedule() -> impl Strategy<Value = Schedule> {
    let gaps = prop::collection::vec(5_000..90_000_u64, 1..12);
    let planned = (gaps, 0..=50_u32, 100..3000_u64).prop_map(|(gaps, jitter, deadline)| {
        let ages = gaps.iter().scan(0, |age, gap| {
            *age += gap;
            Some(Duration::from_millis(*age))
        });
        let plan = Plan::new(ages, seconds(5)).unwrap();
        let schedule = Schedule::planned(plan).with_jitter(jitter);
        schedule.with_deadline(seconds(deadline)).build().unwrap()
    });
    prop_oneof![2 => schedules(), 1 => planned]
}

/// A budget that binds nobody.
fn ample() -> Budget {
    let budget = Budget::per_second(1e9).with_burst(1 << 20);
    budget.with_in_flight(1 << 20).build().unwrap()
}

fn budgets() -> impl Strategy<Value = Budget> {
    (1..200_u32, 1..6_u32, 1..5_u32).prop_map(|(tenths, burst, in_flight)| {
        let budget = Budget::per_second(f64::from(tenths) / 10.0);
        budget
            .with_burst(burst)
            .with_in_flight(in_flight)
            .build()
            .unwrap()
    })
}

fn fleet(budget: Budget, schedule: &Schedule, n_tasks: usize, start: Tick) -> Fleet<usize> {
    let mut fleet = Fleet::new(budget);
    for n in 0..n_tasks {
        let watch = Watch::new(id(n), schedule.clone(), start);
        let watch = if n % 2 == 0 {
            watch.just_created()
        } else {
            watch
        };
        fleet.add(watch, n, start);
    }
    fleet
}

fn run(fleet: Fleet<usize>, lives: &[Life], start: Tick) -> Log {
    let simulation = Simulation {
        lives,
        pause: seconds(100),
        restart_every: None,
    };
    simulation.run(fleet, start)
}

/// Checks that each task had the life that a watch of its own would have had.
fn check_as_watches(log: &Log, lives: &[Life], schedule: &Schedule, start: Tick) {
    for (n, life) in lives.iter().enumerate() {
        let watch = Watch::new(id(n), schedule.clone(), start);
        let watch = if n % 2 == 0 {
            watch.just_created()
        } else {
            watch
        };
        let alone = one::Simulation {
            answers: &life.answers,
            call: life.call,
            restarts: 0,
        };
        let trace = alone.run_from(start, watch);
        let polls: Vec<(Duration, Duration)> = log
            .polls_of(n)
            .map(|poll| (poll.at.since(start), poll.give_up_at.since(start)))
            .collect();
        assert_eq!(polls, trace.polls, "task {n}");
        assert_eq!(log.events[&n], trace.events, "task {n}");
        let [outcome] = &log.outcomes[&n][..] else {
            panic!("one outcome: {:?}", log.outcomes[&n])
        };
        let (mut found, mut expected) = (outcome.clone(), trace.outcome);
        // A fleet does not keep a task's creation time and model in its checkpoint.
        let has_checkpoint = |it: &grok_video_poller::Outcome| it.checkpoint.is_some();
        assert_eq!(has_checkpoint(&found), has_checkpoint(&expected));
        if let (Some(found), Some(expected)) = (&found.checkpoint, &expected.checkpoint) {
            assert_eq!(found.due_in(), expected.due_in());
            assert_eq!(found.last_status(), expected.last_status());
        }
        (found.checkpoint, expected.checkpoint) = (None, None);
        assert_eq!(found, expected, "task {n}");
    }
}

/// Checks that the polls keep to a budget: a bucket that holds the burst never runs dry.
fn check_budget(log: &Log, budget: &Budget) {
    let mut polls: Vec<Tick> = log.polls.iter().map(|poll| poll.at).collect();
    polls.sort_unstable();
    let (mut level, mut last) = (f64::from(budget.burst()), Tick::ZERO);
    for at in polls {
        let refill = at.since(last).as_secs_f64() * budget.rate();
        level = (level + refill).min(f64::from(budget.burst())) - 1.0;
        assert!(level > -1e-6, "too many polls at {at}: {level}");
        last = at;
    }
    assert!(log.most_in_flight <= budget.in_flight() as usize);
}

proptest! {
    #[test]
    fn a_fleet_of_one_is_a_watch(
        schedule in any_schedule(),
        talk in talk(prop_oneof![8 => harmless(), 1 => Just(Word::Http(429))]),
        call in durations(), start in durations()
    ) {
        let start = Tick::from_origin(start);
        let lives = lives(&[talk], call);
        let log = run(fleet(ample(), &schedule, 1, start), &lives, start);
        check_as_watches(&log, &lives, &schedule, start);
    }

    #[test]
    fn a_fleet_whose_budget_is_ample_is_many_watches(
        schedule in any_schedule(), talks in prop::collection::vec(talk(harmless()), 2..30),
        call in durations(), start in durations()
    ) {
        let start = Tick::from_origin(start);
        let lives = lives(&talks, call);
        let log = run(fleet(ample(), &schedule, lives.len(), start), &lives, start);
        check_as_watches(&log, &lives, &schedule, start);
    }

    /// Through every level of the wheel and beyond it.
    #[test]
    fn waits_of_days_are_as_exact(
        interval in prop_oneof![20..100_u64, 60..7200_u64, 3600..1_500_000_u64],
        talks in prop::collection::vec(talk(harmless()), 1..20), start in durations()
    ) {
        let start = Tick::from_origin(start);
        let interval = seconds(interval);
        let schedule = Schedule::exponential(interval, 1.5)
            .with_cap(interval * 4)
            .with_deadline(interval * 30)
            .build()
            .unwrap();
        let lives = lives(&talks, seconds(1));
        let log = run(fleet(ample(), &schedule, lives.len(), start), &lives, start);
        check_as_watches(&log, &lives, &schedule, start);
    }

    #[test]
    fn no_budget_is_exceeded_and_every_task_has_one_outcome(
        schedule in any_schedule(), budget in budgets(), call in durations(),
        talks in prop::collection::vec(
            talk(prop_oneof![9 => harmless(), 2 => Just(Word::Http(429)), 1 => Just(Word::Http(401))]),
            1..40
        ),
    ) {
        let lives = lives(&talks, call);
        let log = run(fleet(budget.clone(), &schedule, lives.len(), at(7)), &lives, at(7));
        check_budget(&log, &budget);
        for n in 0..lives.len() {
            let outcomes = &log.outcomes[&n];
            prop_assert_eq!(outcomes.len(), 1);
            let is_given_up = log.n_pauses == N_KEYS;
            let is_asked = log.polls_of(n).next().is_some();
            prop_assert!(is_asked || is_given_up, "task {} was never asked for", n);
            prop_assert_eq!(outcomes[0].n_polls as usize, log.polls_of(n).count());
            // A refused key ends no task, until there is no other.
            if let Ending::Denied(error) = &outcomes[0].ending {
                let is_empty = error.kind.as_str() == "payment_required";
                prop_assert!(is_empty || is_given_up);
            }
        }
        let pauses = log.events.values().flatten();
        let n_pauses = pauses.filter(|event| matches!(event.kind, EventKind::Paused(_))).count();
        prop_assert!(n_pauses >= log.n_pauses, "a pause is told");
    }

    /// No task waits for more than its turn: all others may go first, once each, as fast as the budget and
    /// the queries in flight let them.
    #[test]
    fn nobody_starves(
        schedule in any_schedule(), budget in budgets(), call in (1..60_000_u64).prop_map(Duration::from_millis),
        talks in prop::collection::vec(talk(harmless()), 1..40),
    ) {
        let lives = lives(&talks, call);
        let n_tasks = lives.len() as u32;
        let log = run(fleet(budget.clone(), &schedule, lives.len(), at(7)), &lives, at(7));
        let call = call.min(schedule.call_timeout());
        let gap = Duration::from_secs_f64(1.0 / budget.rate()) + Duration::from_nanos(2);
        let bound = gap * n_tasks + call * (n_tasks / budget.in_flight() + 1);
        for poll in &log.polls {
            let due = poll.due.expect("each event told of it");
            prop_assert!(poll.at >= due);
            prop_assert!(poll.at.since(due) <= bound, "{:?} late: {poll:?}", poll.at.since(due));
        }
    }

    #[test]
    fn a_fleet_restored_at_any_step_goes_on_as_though_uninterrupted(
        schedule in any_schedule(), talks in prop::collection::vec(talk(harmless()), 1..20), every in 1..10_usize
    ) {
        // Answers come at once, so that none is lost, and nothing is overdue.
        let lives = lives(&talks, Duration::ZERO);
        let fleet = || fleet(ample(), &schedule, lives.len(), at(7));
        let unbroken = run(fleet(), &lives, at(7));
        let restarting = Simulation {
            lives: &lives,
            pause: Duration::ZERO,
            restart_every: Some((every, Duration::ZERO)),
        };
        let broken = restarting.run(fleet(), at(7));
        for n in 0..lives.len() {
            let polls = |log: &Log| log.polls_of(n).map(|poll| (poll.at, poll.give_up_at)).collect::<Vec<_>>();
            prop_assert_eq!(polls(&unbroken), polls(&broken));
            prop_assert_eq!(&unbroken.events[&n], &broken.events[&n]);
            let ends = |log: &Log| log.outcomes[&n].iter().map(|it| (it.ending.clone(), it.elapsed)).collect::<Vec<_>>();
            prop_assert_eq!(ends(&unbroken), ends(&broken));
        }
    }

    #[test]
    fn what_is_overdue_after_a_rest_is_asked_within_the_floor(
        schedule in any_schedule(), n_tasks in 1..30_usize, away in durations()
    ) {
        let pending: Vec<_> = (0..n_tasks).map(|_| vec![(Word::Status("processing"), None)]).collect();
        let lives = lives(&pending, Duration::ZERO);
        let fleet = fleet(ample(), &schedule, n_tasks, at(7));
        let snapshot = fleet.snapshot(at(8));
        let back = at(8).after(away);
        let log = run(Fleet::restore(snapshot.clone(), back, away), &lives, back);
        for (n, task) in snapshot.tasks().iter().enumerate() {
            prop_assert_eq!(task.label, n);
            let first = log.polls_of(n).next().expect("each is asked for");
            let due = at(8).after(task.watch.due_in());
            if due >= back {
                prop_assert_eq!(first.at, due);
            } else {
                prop_assert!(first.at.since(back) <= schedule.floor());
            }
        }
    }

    #[test]
    fn no_time_overflows(
        first: Duration, deadline: Duration, hint: Duration, away: Duration,
        starts in prop::collection::vec(any::<Duration>(), 1..6),
        jumps in prop::collection::vec(prop_oneof![any::<Duration>(), durations()], 1..20),
    ) {
        let ms = Duration::from_millis(1);
        let schedule = Schedule::provider().with_first_poll(first).with_deadline(deadline.max(ms));
        let schedule = schedule.build().unwrap();
        let mut fleet = Fleet::new(Budget::default());
        let mut now = Tick::ZERO;
        for (n, start) in starts.iter().enumerate() {
            let watch = Watch::new(id(n), schedule.clone(), Tick::from_origin(*start));
            fleet.add(watch, n, now);
        }
        for (n, jump) in jumps.iter().enumerate() {
            match fleet.next(now) {
                FleetNext::Query { ticket, label, .. } => {
                    let label = *label;
                    fleet.observe(ticket, now, status(label, "queued").with_retry_after(hint));
                }
                FleetNext::WaitUntil(then) if n % 2 == 0 => now = then,
                _ => now = now.after(*jump),
            }
            if n % 7 == 6 {
                let stored = serde_json::to_string(&fleet.snapshot(now)).unwrap();
                fleet = Fleet::restore(serde_json::from_str(&stored).unwrap(), now, away);
            }
        }
    }

    #[test]
    fn no_stored_numbers_panic(
        numbers in prop::collection::vec(prop_oneof![Just(0), Just(u64::MAX), any::<u64>()], 6),
        millionths: u32, burst in 1..u32::MAX, in_flight in 1..u32::MAX, away: Duration
    ) {
        let fleet = fleet(Budget::default(), &Schedule::default(), 2, at(7));
        let mut form = serde_json::to_value(fleet.snapshot(at(7))).unwrap();
        form["throttle"]["rate_millionths"] = millionths.into();
        form["throttle"]["debt_ns"] = numbers[0].into();
        form["throttle"]["hold_ns"] = numbers[1].into();
        form["budget"] = serde_json::json!({
            "gap_ns": numbers[2].max(1), "burst": burst, "in_flight": in_flight,
        });
        for (name, number) in ["due_ns", "taken_at_ns", "deadline_ns"].into_iter().zip(&numbers[3..]) {
            form["tasks"][0]["watch"][name] = (*number).into();
        }
        let snapshot = serde_json::from_value(form).unwrap();
        let mut fleet: Fleet<usize> = Fleet::restore(snapshot, at(3), away);
        let mut now = at(3);
        for _ in 0..20 {
            match fleet.next(now) {
                FleetNext::Query { ticket, label, .. } => {
                    let label = *label;
                    fleet.observe(ticket, now, Word::Http(429).about(label, None));
                }
                FleetNext::WaitUntil(then) => now = then,
                _ => {}
            }
        }
    }
}

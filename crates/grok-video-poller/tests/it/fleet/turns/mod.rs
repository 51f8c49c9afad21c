//! Calls of the caller's own, under the budget of a fleet.

#[cfg(feature = "tokio")]
mod driven;

use std::collections::BTreeMap;
use std::time::Duration;

use grok_video_poller::{
    Budget, Fleet, FleetNext, FleetTicket, Observation, Schedule, Tick, Watch,
};
use proptest::prelude::*;

use super::super::simulation::{at, seconds};
use super::simulation::{id, status};

/// One of what the budget lets through.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Grant {
    at: Tick,
    is_call: bool,
}

/// What happens from outside.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Want(u8),
    Waive,
    Wait(u64),
    Resume,
}

/// Drives a fleet, and notes what its budget lets through.
struct Run {
    fleet: Fleet<usize>,
    now: Tick,
    grants: Vec<Grant>,
    flights: BTreeMap<(Tick, usize), (FleetTicket, usize)>,
    /// What is answered, in turn.
    answers: Vec<u16>,
    call: Duration,
}

impl Run {
    /// Starts with so many tasks that are asked for as often as may be.
    fn start(budget: Budget, n_tasks: usize, answers: Vec<u16>, call: Duration) -> Self {
        let mut fleet = Fleet::new(budget);
        let schedule = Schedule::fixed(seconds(1)).with_deadline(seconds(86_400));
        let schedule = schedule.build().unwrap();
        for n in 0..n_tasks {
            fleet.add(Watch::new(id(n), schedule.clone(), at(7)), n, at(7));
        }
        Self {
            fleet,
            now: at(7),
            grants: Vec::new(),
            flights: BTreeMap::new(),
            answers,
            call,
        }
    }

    /// Does all that can be done now, and returns when there is something to do again.
    fn go(&mut self) -> Option<Tick> {
        loop {
            self.land();
            match self.fleet.next(self.now) {
                FleetNext::Turn => self.grants.push(Grant {
                    at: self.now,
                    is_call: true,
                }),
                FleetNext::Query { ticket, label, .. } => {
                    let task = *label;
                    self.grants.push(Grant {
                        at: self.now,
                        is_call: false,
                    });
                    let key = (self.now.after(self.call), self.grants.len());
                    self.flights.insert(key, (ticket, task));
                }
                FleetNext::Finished(_) => {}
                FleetNext::WaitUntil(then) => {
                    assert!(then > self.now, "a fleet never asks to wait for the past");
                    let landing = self.flights.first_key_value().map(|((at, _), _)| *at);
                    return Some(landing.map_or(then, |landing| landing.min(then)));
                }
                _ => return None,
            }
        }
    }

    fn land(&mut self) {
        while let Some(entry) = self.flights.first_entry() {
            if entry.key().0 > self.now {
                break;
            }
            let ((_, serial), (ticket, task)) = entry.remove_entry();
            let answer = match self.answers[serial % self.answers.len()] {
                200 => status(task, "processing"),
                code => Observation::http(code, b""),
            };
            self.fleet.observe(ticket, self.now, answer);
        }
    }

    /// Goes on for so long.
    fn wait(&mut self, time: Duration) {
        let until = self.now.after(time);
        loop {
            match self.go() {
                Some(then) if then < until => self.now = then,
                _ => break,
            }
        }
        self.now = until;
        self.go();
    }

    /// Goes on for so long, while calls never cease to wait.
    fn wait_crowded(&mut self, time: Duration) {
        let until = self.now.after(time);
        while self.now < until {
            while self.fleet.n_turns_wanted() < 3 {
                self.fleet.want_turn();
            }
            self.now = self.go().unwrap();
        }
    }

    fn n_calls(&self) -> usize {
        self.grants.iter().filter(|grant| grant.is_call).count()
    }
}

/// Makes sure that of calls and queries together no more are let through in any time than the budget says.
fn check_budget(grants: &[Grant], budget: &Budget) {
    let rate = budget.rate() * (1.0 + 1e-9);
    // What counts is how far each is ahead of the rate.
    let mut least_ahead = f64::MAX;
    for (n, grant) in grants.iter().enumerate() {
        let ahead = n as f64 - rate * grant.at.since(at(7)).as_secs_f64();
        least_ahead = least_ahead.min(ahead);
        let within = ahead - least_ahead + 1.0;
        assert!(within <= f64::from(budget.burst()) + 1e-3, "{within}");
    }
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        3 => (1..20_u8).prop_map(Deed::Want),
        1 => Just(Deed::Waive),
        4 => (0..5000_u64).prop_map(Deed::Wait),
        1 => Just(Deed::Resume),
    ];
    prop::collection::vec(deed, 1..60)
}

fn budgets() -> impl Strategy<Value = Budget> {
    (1..200_u32, 1..6_u32, 1..5_u32).prop_map(|(tenths, burst, in_flight)| {
        let budget = Budget::per_second(f64::from(tenths) / 10.0).with_burst(burst);
        budget.with_in_flight(in_flight).build().unwrap()
    })
}

fn answers() -> impl Strategy<Value = Vec<u16>> {
    let code = prop_oneof![12 => Just(200), 3 => Just(503), 2 => Just(429), 1 => Just(401)];
    prop::collection::vec(code, 1..40)
}

proptest! {
    #[test]
    fn calls_and_queries_keep_one_budget_however_they_come(
        budget in budgets(), n_tasks in 0..30_usize, answers in answers(), deeds in deeds(),
        call in (0..3000_u64).prop_map(Duration::from_millis),
    ) {
        let mut run = Run::start(budget.clone(), n_tasks, answers, call);
        let (mut n_wanted, mut n_waived) = (0, 0);
        for deed in deeds {
            match deed {
                Deed::Want(n) => {
                    n_wanted += usize::from(n);
                    (0..n).for_each(|_| run.fleet.want_turn());
                }
                Deed::Waive => {
                    let before = run.fleet.n_turns_wanted();
                    run.fleet.waive_turn();
                    n_waived += before - run.fleet.n_turns_wanted();
                }
                Deed::Wait(ms) => run.wait(Duration::from_millis(ms)),
                Deed::Resume => run.fleet.resume(run.now),
            }
        }
        check_budget(&run.grants, &budget);
        // Each that was asked for is given, taken back, or still waited for.
        prop_assert_eq!(run.n_calls() + n_waived + run.fleet.n_turns_wanted(), n_wanted);
        // However long it takes, none is forgotten.
        let patience = run.now.after(seconds(1_000_000));
        while run.fleet.n_turns_wanted() > 0 && run.now < patience {
            run.fleet.resume(run.now);
            run.wait(seconds(10));
        }
        prop_assert_eq!(run.n_calls() + n_waived, n_wanted);
        check_budget(&run.grants, &budget);
    }

    #[test]
    fn neither_calls_nor_tasks_starve(
        tenths in 1..100_u32, burst in 1..6_u32, in_flight in 1..5_u32, throttled in 0..10_usize,
        call in (0..3000_u64).prop_map(Duration::from_millis),
    ) {
        let budget = Budget::per_second(f64::from(tenths) / 10.0).with_burst(burst);
        let budget = budget.with_in_flight(in_flight).build().unwrap();
        let answers = (0..40).map(|n| if n < throttled { 429 } else { 200 }).collect();
        // So many tasks that some always wait.
        let mut run = Run::start(budget.clone(), 50, answers, call);
        run.wait(seconds(60));
        let begun = run.grants.len();
        run.wait_crowded(seconds(400));
        check_budget(&run.grants, &budget);
        let grants = &run.grants[begun..];
        let are_queries = |two: &[Grant]| !two[0].is_call && !two[1].is_call;
        prop_assert!(!grants.windows(2).any(are_queries), "a call waits for one query at most");
        // A task that waits goes after one call, but for the time in which as many queries are in flight as may be.
        let n_queries = grants.iter().filter(|grant| !grant.is_call).count();
        let slowest = call.as_secs_f64() / f64::from(in_flight);
        let n_calls = grants.len() - n_queries;
        if call.is_zero() {
            prop_assert!(n_calls.abs_diff(n_queries) <= 1, "{} calls, {} queries", n_calls, n_queries);
        }
        let share = n_queries as f64 / grants.len() as f64;
        let most = 1.0 / (slowest * budget.rate() + 2.0);
        prop_assert!(share > most * 0.8, "{} of {}", n_queries, grants.len());
    }
}

fn fleet(n_tasks: usize) -> Run {
    let budget = Budget::per_second(10.0).with_burst(2).build().unwrap();
    Run::start(budget, n_tasks, vec![200], Duration::ZERO)
}

#[test]
fn calls_without_tasks_have_the_whole_rate() {
    let mut run = fleet(0);
    (0..5).for_each(|_| run.fleet.want_turn());
    run.wait(seconds(10));
    let times = run.grants.iter().map(|grant| grant.at.since(at(7)));
    let times: Vec<_> = times.map(|time| time.as_millis()).collect();
    assert_eq!(times, [0, 0, 100, 200, 300]);
    assert!(matches!(run.fleet.next(run.now), FleetNext::Idle));
}

#[test]
fn full_flights_hold_no_call_up() {
    let budget = Budget::per_second(10.0).with_in_flight(1).build().unwrap();
    let mut run = Run::start(budget, 5, vec![200], seconds(50));
    run.wait(seconds(5));
    assert_eq!(run.grants.len(), 1);
    (0..30).for_each(|_| run.fleet.want_turn());
    run.wait(seconds(4));
    assert_eq!(run.n_calls(), 30);
}

#[test]
fn no_turn_is_given_while_the_key_is_refused() {
    let mut run = fleet(3);
    run.answers = vec![401, 200, 200, 200, 200, 200, 200];
    run.answers.rotate_right(1);
    run.wait(seconds(5));
    assert!(run.fleet.paused().is_some());
    let n_before = run.grants.len();
    run.fleet.want_turn();
    run.wait(seconds(100));
    assert_eq!(run.grants.len(), n_before);
    assert!(matches!(run.fleet.next(run.now), FleetNext::Paused));
    run.fleet.resume(run.now);
    run.wait(seconds(1));
    assert_eq!(run.n_calls(), 1);
}

#[test]
fn a_turn_that_is_taken_back_is_not_given() {
    let mut run = fleet(0);
    run.fleet.want_turn();
    run.fleet.want_turn();
    run.fleet.waive_turn();
    run.wait(seconds(1));
    run.fleet.waive_turn();
    assert_eq!((run.n_calls(), run.fleet.n_turns_wanted()), (1, 0));
}

#[test]
fn a_deadline_that_passes_while_a_call_goes_first_leaves_one_poll() {
    let budget = Budget::per_second(0.1).with_burst(1).build().unwrap();
    let schedule = Schedule::fixed(seconds(30)).with_deadline(seconds(35));
    let schedule = schedule.build().unwrap();
    for is_asked_meanwhile in [true, false] {
        let mut fleet = Fleet::new(budget.clone());
        fleet.add(Watch::new(id(0), schedule.clone(), at(0)), 0, at(0));
        let FleetNext::WaitUntil(due) = fleet.next(at(0)) else {
            panic!("the first poll has its time")
        };
        fleet.want_turn();
        assert!(matches!(fleet.next(due), FleetNext::Turn));
        let then = due.after(seconds(10));
        assert!(then > at(35));
        if is_asked_meanwhile {
            assert!(matches!(fleet.next(due), FleetNext::WaitUntil(at) if at == then));
        }
        assert!(matches!(fleet.next(then), FleetNext::Query { .. }));
    }
}

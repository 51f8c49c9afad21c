//! What a fleet does in cases of its own: the key, cancels, tickets, spreading, throttling.

use std::time::Duration;

use grok_video_poller::{
    Budget, Ending, EventKind, Fleet, FleetNext, FleetSnapshot, FleetTicket, InvalidBudget,
    Observation, Schedule, Tick, Watch,
};

use super::super::simulation::{at, every, seconds};
use super::simulation::{id, status};

fn budget(rate: f64, in_flight: u32) -> Budget {
    // Where the rate binds nobody, neither does the burst.
    let burst = if rate > 1e6 { 1000 } else { 1 };
    let budget = Budget::per_second(rate).with_burst(burst);
    budget.with_in_flight(in_flight).build().unwrap()
}

/// Returns a fleet whose tasks ask every 30 s from 30 s on, and end after an hour.
fn fleet_of(n_tasks: usize, budget: Budget) -> Fleet<usize> {
    let mut fleet = Fleet::new(budget);
    for n in 0..n_tasks {
        let watch = Watch::new(id(n), every(seconds(30), seconds(3600)), at(0));
        fleet.add(watch, n, at(0));
    }
    fleet
}

/// Returns the query that is due, and whose it is.
#[track_caller]
fn query(fleet: &mut Fleet<usize>, now: Tick) -> (FleetTicket, usize) {
    match fleet.next(now) {
        FleetNext::Query { ticket, label, .. } => (ticket, *label),
        other => panic!("no query: {other:?}"),
    }
}

#[track_caller]
fn wait(fleet: &mut Fleet<usize>, now: Tick) -> Tick {
    match fleet.next(now) {
        FleetNext::WaitUntil(then) => then,
        other => panic!("no wait: {other:?}"),
    }
}

/// Returns the tasks that end now, with their endings.
fn ends(fleet: &mut Fleet<usize>, now: Tick) -> Vec<(usize, Ending)> {
    let mut ends = Vec::new();
    while let FleetNext::Finished(end) = fleet.next(now) {
        let EventKind::Finished(outcome) = end.event.kind else {
            panic!("no outcome: {:?}", end.event)
        };
        ends.push((end.label, outcome.ending));
    }
    ends
}

#[test]
fn a_refused_key_pauses_all_and_is_told_once() {
    for refusal in [
        Observation::http(401, b""),
        Observation::http(403, b""),
        Observation::http(200, r#"{"code":"204","msg":"登录验证失败"}"#.as_bytes()),
    ] {
        let mut fleet = fleet_of(10, budget(1e9, 3));
        let flights: Vec<_> = (0..3).map(|_| query(&mut fleet, at(30))).collect();
        let mut told = Vec::new();
        for (ticket, _) in flights {
            told.extend(
                fleet
                    .observe(ticket, at(31), refusal.clone())
                    .map(|it| it.event.kind),
            );
        }
        assert!(matches!(&told[..], [EventKind::Paused(_)]), "{told:?}");
        assert!(fleet.paused().is_some());
        for hours in 0..30 {
            assert!(matches!(fleet.next(at(hours * 3600)), FleetNext::Paused));
        }
        assert_eq!((fleet.len(), fleet.n_in_flight()), (10, 0));

        // All deadlines have passed, and each task is still asked for once: nobody has looked.
        let now = at(30 * 3600);
        fleet.resume(now);
        let mut asked = Vec::new();
        let mut now = now;
        while asked.len() < 10 {
            match fleet.next(now) {
                FleetNext::Query { ticket, label, .. } => {
                    let n = *label;
                    asked.push(n);
                    fleet.observe(ticket, now, status(n, "completed"));
                }
                FleetNext::WaitUntil(then) => now = then,
                FleetNext::Finished(end) => assert!(end.event.to_string().contains("completed")),
                other => panic!("what is {other:?}?"),
            }
        }
        asked.sort_unstable();
        assert_eq!(asked, (0..10).collect::<Vec<_>>());
        assert_eq!(ends(&mut fleet, now).len(), 1);
        assert!(fleet.is_empty());
    }
}

#[test]
fn an_answer_that_comes_while_the_fleet_pauses_counts() {
    let mut fleet = fleet_of(2, budget(1e9, 2));
    let (one, _) = query(&mut fleet, at(30));
    let (other, n) = query(&mut fleet, at(30));
    fleet.observe(one, at(31), Observation::http(401, b""));
    let told = fleet
        .observe(other, at(31), status(n, "completed"))
        .unwrap();
    assert!(matches!(told.event.kind, EventKind::FirstSeen { .. }));
    let ends = ends(&mut fleet, at(31));
    assert!(
        matches!(&ends[..], [(label, Ending::Completed { .. })] if *label == n),
        "{ends:?}"
    );
    assert!(matches!(fleet.next(at(31)), FleetNext::Paused));
}

#[test]
fn who_has_no_other_key_ends_all_tasks_with_checkpoints() {
    let mut fleet = fleet_of(100, budget(1e9, 2));
    fleet.deny(at(1));
    assert_eq!(fleet.paused(), None, "only a refused key is given up");
    let (ticket, _) = query(&mut fleet, at(30));
    let (in_flight, _) = query(&mut fleet, at(30));
    fleet.observe(ticket, at(31), Observation::http(403, b""));
    fleet.deny(at(32));
    let mut n_ended = 0;
    while let FleetNext::Finished(end) = fleet.next(at(32)) {
        let EventKind::Finished(outcome) = end.event.kind else {
            panic!()
        };
        assert!(
            matches!(&outcome.ending, Ending::Denied(error) if error.kind.as_str() == "forbidden")
        );
        assert!(outcome.checkpoint.is_some());
        n_ended += 1;
    }
    assert_eq!(n_ended, 100);
    assert_eq!(
        fleet.observe(in_flight, at(33), status(1, "completed")),
        None
    );
    assert!(matches!(fleet.next(at(33)), FleetNext::Idle));
    // Behind that the fleet is as good as new.
    fleet.add(Watch::new(id(1), Schedule::default(), at(34)), 1, at(34));
    let mut now = at(34);
    while let FleetNext::WaitUntil(then) = fleet.next(now) {
        now = then;
    }
    assert!(now >= at(64));
}

#[test]
fn refusals_of_the_old_key_do_not_pause_the_new_one() {
    let mut fleet = fleet_of(10, budget(1e9, 10));
    let mut flights: Vec<_> = (0..10).map(|_| query(&mut fleet, at(30))).collect();
    let refused = || Observation::http(401, b"");
    let (first, _) = flights.remove(0);
    assert!(fleet.observe(first, at(30), refused()).is_some());
    fleet.resume(at(30));
    for (ticket, _) in flights {
        assert_eq!(fleet.observe(ticket, at(30), refused()), None);
    }
    assert_eq!(fleet.paused(), None);
    // The new key may be refused as well.
    let now = wait(&mut fleet, at(30));
    let (ticket, _) = query(&mut fleet, now);
    let told = fleet.observe(ticket, now, refused()).unwrap();
    assert!(matches!(told.event.kind, EventKind::Paused(_)));
}

#[test]
fn a_denial_ends_with_the_last_task() {
    let mut fleet = fleet_of(1, budget(1e9, 1));
    let (ticket, _) = query(&mut fleet, at(30));
    fleet.observe(ticket, at(30), Observation::http(403, b""));
    fleet.deny(at(30));
    assert!(matches!(fleet.next(at(30)), FleetNext::Finished(_)));
    assert!(fleet.is_empty());
    fleet.add(Watch::new(id(1), Schedule::default(), at(31)), 1, at(31));
    assert!(matches!(fleet.next(at(31)), FleetNext::WaitUntil(_)));
}

#[test]
fn no_balance_ends_its_own_task_and_pauses_nobody() {
    let mut fleet = fleet_of(2, budget(1e9, 1));
    let (ticket, n) = query(&mut fleet, at(30));
    fleet.observe(ticket, at(30), Observation::http(402, b""));
    assert!(matches!(&ends(&mut fleet, at(30))[..], [(label, Ending::Denied(_))] if *label == n));
    assert_eq!((fleet.paused(), fleet.len()), (None, 1));
}

#[test]
fn throttled_answers_slow_all_down_and_the_rate_comes_back() {
    let mut fleet = fleet_of(500, budget(1000.0, 10));
    let throttled = Observation::http(429, b"").with_retry_after(seconds(20));
    let mut now = at(60);
    for n in 0..100 {
        let (ticket, label) = loop {
            match fleet.next(now) {
                FleetNext::Query { ticket, label, .. } => break (ticket, *label),
                FleetNext::WaitUntil(then) => now = then,
                other => panic!("what is {other:?}?"),
            }
        };
        let told = fleet.observe(ticket, now, throttled.clone()).unwrap();
        assert!(matches!(told.event.kind, EventKind::Throttled(_)));
        assert_eq!(*told.label, label);
        if n == 0 {
            assert!(fleet.rate(now) > 980.0, "one alone costs little");
        }
    }
    assert!(fleet.rate(now) < 500.0, "{}", fleet.rate(now));
    // Nobody asks for nearly as long as the answers say.
    let held = wait(&mut fleet, now).since(now);
    assert!(held > seconds(15) && held <= seconds(20), "{held:?}");
    assert!((fleet.rate(now.after(seconds(100))) - 1000.0).abs() < 1e-6);
}

#[test]
fn a_task_that_waits_for_the_budget_is_asked_for_though_its_deadline_passes() {
    // One query at a time, and it takes its minute; the tasks end after 90 s.
    let mut fleet = Fleet::new(budget(1.0, 1));
    for n in 0..4 {
        let watch = Watch::new(id(n), every(seconds(30), seconds(90)), at(0));
        fleet.add(watch, n, at(0));
    }
    let (mut now, mut asked, mut ended) = (at(0), Vec::new(), Vec::new());
    loop {
        match fleet.next(now) {
            FleetNext::Query { ticket, label, .. } => {
                asked.push(*label);
                // It is not observed, so its time runs out.
                drop(ticket);
            }
            FleetNext::WaitUntil(then) => now = then,
            FleetNext::Finished(end) => ended.push(end.label),
            _ => break,
        }
    }
    for list in [&mut asked, &mut ended] {
        list.sort_unstable();
        list.dedup();
        assert_eq!(*list, [0, 1, 2, 3]);
    }
}

#[test]
fn tasks_that_are_added_together_ask_apart() {
    let mut fleet = fleet_of(600, budget(10.0, 1000));
    let dues: Vec<Tick> = fleet
        .tasks()
        .map(|(key, ..)| at(0).after(fleet.snapshot_of(key, at(0)).unwrap().due_in()))
        .collect();
    assert!(dues.iter().all(|due| (at(30)..=at(60)).contains(due)));
    // Evenly enough: none of thirty seconds has more than four times its share.
    let mut seconds = [0; 31];
    for due in &dues {
        seconds[due.since(at(30)).as_secs() as usize] += 1;
    }
    assert!(
        seconds[..30].iter().all(|n| (1..=80).contains(n)),
        "{seconds:?}"
    );
    assert!(matches!(fleet.next(at(29)), FleetNext::WaitUntil(_)));
}

#[test]
fn a_cancelled_task_is_gone_with_its_checkpoint() {
    let mut fleet = fleet_of(3, budget(1e9, 3));
    let (ticket, n) = query(&mut fleet, at(30));
    let end = fleet.cancel(ticket.key(), at(31)).unwrap();
    assert_eq!((end.label, end.key), (n, ticket.key()));
    let EventKind::Finished(outcome) = end.event.kind else {
        panic!()
    };
    assert!(matches!(outcome.ending, Ending::Cancelled) && outcome.checkpoint.is_some());
    assert_eq!(fleet.n_in_flight(), 0);
    // Its slot is taken again, and neither its key nor its ticket are those of the next.
    let key = ticket.key();
    let next = fleet.add(Watch::new(id(9), Schedule::default(), at(31)), 9, at(31));
    assert_ne!(key, next);
    assert_eq!(fleet.get(key), None);
    assert_eq!(fleet.cancel(key, at(31)), None);
    assert_eq!(fleet.observe(ticket, at(31), status(n, "completed")), None);
    assert_eq!(fleet.get(next), Some((&id(9), &9)));
    assert_eq!(fleet.len(), 3);
}

#[test]
fn a_ticket_of_another_fleet_is_dropped() {
    let mut one = fleet_of(2, budget(1e9, 2));
    let snapshot = one.snapshot(at(0));
    let (old, n) = query(&mut one, at(30));
    let mut other = Fleet::restore(snapshot, at(0), Duration::ZERO);
    let (new, _) = query(&mut other, at(30));
    assert_eq!(other.observe(old, at(30), status(n, "completed")), None);
    assert!(other.observe(new, at(30), status(n, "completed")).is_some());
}

#[test]
fn an_end_that_was_not_told_is_found_again_after_a_restart() {
    let mut fleet = fleet_of(1, budget(1e9, 1));
    let (ticket, _) = query(&mut fleet, at(30));
    let key = ticket.key();
    fleet.observe(ticket, at(30), status(0, "completed"));
    assert_eq!(fleet.len(), 0);
    assert!(!fleet.is_empty(), "its end was not told yet");
    assert!(fleet.snapshot_of(key, at(30)).is_some());
    let stored = serde_json::to_string(&fleet.snapshot(at(30))).unwrap();
    let snapshot: FleetSnapshot<usize> = serde_json::from_str(&stored).unwrap();
    let mut back = Fleet::restore(snapshot, at(0), Duration::ZERO);
    let (ticket, _) = query(&mut back, at(0));
    back.observe(ticket, at(0), status(0, "completed"));
    assert_eq!(ends(&mut back, at(0)).len(), 1);
    assert_eq!(ends(&mut fleet, at(30)).len(), 1);
    assert_eq!(fleet.snapshot_of(key, at(30)), None);
}

#[test]
fn a_clock_that_goes_back_does_no_harm() {
    let mut fleet = fleet_of(1, budget(1e9, 1));
    let (ticket, _) = query(&mut fleet, at(30));
    let told = fleet
        .observe(ticket, at(10), status(0, "processing"))
        .unwrap();
    assert_eq!(told.event.elapsed, seconds(30));
    assert_eq!(wait(&mut fleet, at(0)), at(60));
}

#[test]
fn budgets_that_make_no_sense_are_refused() {
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e10] {
        assert_eq!(
            Budget::per_second(rate).build(),
            Err(InvalidBudget::Rate),
            "{rate}"
        );
    }
    let budget = || Budget::per_second(1.0);
    assert_eq!(
        budget().with_burst(0).build(),
        Err(InvalidBudget::ZeroBurst)
    );
    assert_eq!(
        budget().with_in_flight(0).build(),
        Err(InvalidBudget::ZeroInFlight)
    );
    let stored = r#"{"gap_ns":0,"burst":1,"in_flight":1}"#;
    let read: Result<Budget, _> = serde_json::from_str(stored);
    assert!(
        read.unwrap_err()
            .to_string()
            .contains("between zero and a billion")
    );
    let slow = Budget::per_second(1e-300).build().unwrap();
    assert!(slow.rate() > 0.0);
}

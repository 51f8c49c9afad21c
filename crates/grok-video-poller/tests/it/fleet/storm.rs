//! A 429 storm, second by second: `plots/storm.csv`, from which a picture is drawn.
//!
//! `UPDATE_PLOTS=1 cargo test -p grok-video-poller storm` writes down what happens: look at the picture.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::time::Duration;

use grok_video_poller::{
    Budget, Fleet, FleetNext, FleetTicket, Observation, Schedule, Tick, Watch,
};

use super::super::simulation::{at, seconds};

/// As many tasks as the budget allows one query each in 30 s.
const N_TASKS: usize = 600;
const RATE: f64 = 20.0;

/// How long it is looked at, and when the service lets but a few queries a second through.
const UNTIL: usize = 400;
const STORM: std::ops::Range<usize> = 120..180;
const LET_THROUGH: usize = 2;

/// How long an answer takes.
const LATENCY: Duration = Duration::from_millis(200);

/// What happened in one second.
#[derive(Default)]
struct Second {
    asked: usize,
    throttled: usize,
    rate: f64,
}

struct Service {
    seconds: Vec<Second>,
    flights: VecDeque<(Tick, FleetTicket, Observation)>,
}

impl Service {
    fn ask(&mut self, now: Tick, ticket: FleetTicket, n: usize) {
        let index = now.since_origin().as_secs() as usize;
        let Some(second) = self.seconds.get_mut(index) else {
            return;
        };
        second.asked += 1;
        let answer = if STORM.contains(&index) && second.asked > LET_THROUGH {
            second.throttled += 1;
            Observation::http(429, b"").with_retry_after(seconds(1))
        } else {
            let body = format!(r#"{{"id":"video_{n}","status":"processing"}}"#);
            Observation::http(200, body.as_bytes())
        };
        self.flights.push_back((now.after(LATENCY), ticket, answer));
    }
}

fn weather() -> Vec<Second> {
    let budget = Budget::per_second(RATE).with_in_flight(50);
    let mut fleet = Fleet::new(budget.build().unwrap());
    let schedule = Schedule::fixed(seconds(30)).with_deadline(seconds(36_000));
    let schedule = schedule.build().unwrap();
    for n in 0..N_TASKS {
        let id = format!("video_{n}").parse().unwrap();
        fleet.add(Watch::new(id, schedule.clone(), at(0)), n, at(0));
    }
    let mut service = Service {
        seconds: (0..UNTIL).map(|_| Second::default()).collect(),
        flights: VecDeque::new(),
    };
    let mut now = at(0);
    while now < at(UNTIL as u64) {
        while service
            .flights
            .front()
            .is_some_and(|(then, ..)| *then <= now)
        {
            let (_, ticket, answer) = service.flights.pop_front().unwrap();
            fleet.observe(ticket, now, answer);
        }
        let index = now.since_origin().as_secs() as usize;
        let rate = fleet.rate(now);
        service.seconds[index].rate = rate;
        match fleet.next(now) {
            FleetNext::Query { ticket, label, .. } => {
                let n = *label;
                service.ask(now, ticket, n);
            }
            FleetNext::WaitUntil(then) => {
                let second = at(index as u64 + 1);
                let landing = service.flights.front().map_or(second, |(then, ..)| *then);
                now = then.min(landing).min(second);
            }
            other => panic!("what is {other:?}?"),
        }
    }
    service.seconds
}

#[test]
fn a_storm_is_weathered() {
    let seconds = weather();
    let asked = |range: std::ops::Range<usize>| {
        let n = seconds[range.clone()]
            .iter()
            .map(|second| second.asked)
            .sum::<usize>();
        n as f64 / range.len() as f64
    };
    assert!(asked(70..120) > RATE * 0.9, "{}", asked(70..120));
    // After ten seconds of it, the fleet asks about as often as it is let.
    let storm = asked(STORM.start + 10..STORM.end);
    assert!(storm < LET_THROUGH as f64 * 2.0, "{storm}");
    assert!(asked(260..400) > RATE * 0.9, "{}", asked(260..400));

    let mut csv = "second,asked,throttled,rate\n".to_owned();
    for (
        n,
        Second {
            asked,
            throttled,
            rate,
        },
    ) in seconds.iter().enumerate()
    {
        csv += &format!("{n},{asked},{throttled},{rate:.2}\n");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("plots/storm.csv");
    if std::env::var_os("UPDATE_PLOTS").is_some() {
        fs::write(&path, &csv).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap();
    assert_eq!(
        kept, csv,
        "run it with UPDATE_PLOTS=1, and `cargo xtask plots`"
    );
}

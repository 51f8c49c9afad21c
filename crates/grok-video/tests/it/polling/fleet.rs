//! Ten thousand tasks under one budget: one answer in twenty is faulty, the service is flooded twice, and the
//! program is restarted in the middle.

#![expect(clippy::print_stdout, reason = "the figures are printed")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use futures_core::Stream;
use grok_video::poller::{
    Adaptive, Budget, Fleet, FleetEvent, FleetSnapshot, FleetWatching, JobClass, Timer as _,
    TokioTimer, Watch, watch_all,
};
use grok_video::types::Quantity;
use grok_video::{Ending, EventKind, Model, Outcome, Schedule, TaskId};
use grok_video_mock::{Completion, MockServer, RateLimit, Request, Scope, Script, Trigger};
use tokio::time::{Instant, sleep_until};

use super::super::service::{id, seconds};
use super::journal::Journal;
use super::kind::Kind;
use super::way::Way;

const N_TASKS: usize = 10_000;

/// One answer in so many is faulty.
const ONE_IN: f64 = 20.0;

/// How often the service's journal is read, which forgets all but 4,096 requests.
const READ_EVERY: Duration = Duration::from_secs(5);

/// When the service lets but 20 queries a second through, and when the program is away.
const STORMS: [(u64, u64); 2] = [(130, 175), (250, 295)];
const AWAY: (u64, u64) = (200, 220);

fn budget() -> Budget {
    let budget = Budget::per_second(400.0).with_burst(40);
    budget.with_in_flight(300).build().unwrap()
}

/// Returns when the task `n` is over: within two to four minutes, as the provider says (D).
fn over_at(n: usize) -> Duration {
    Duration::from_millis(120_000 + n as u64 * 7919 % 120_000)
}

fn fails(n: usize) -> bool {
    n.is_multiple_of(7)
}

fn plant(server: &MockServer, n: usize) {
    let script = Script::after(seconds(20), over_at(n) - seconds(20));
    let script = if fails(n) {
        script.then_fail(format!("reason {n}"))
    } else {
        script.then_complete(Completion::new().seconds(n as f64))
    };
    server.plant(&format!("video_{n}"), "grok_video3", script);
}

/// What became of the tasks.
struct Crowd {
    server: MockServer,
    journal: Journal,
    way: Way,
    /// The last outcome of each task, and when it was told.
    ends: BTreeMap<usize, (Outcome, Duration)>,
    n_in_flight: Rc<Cell<usize>>,
    most_in_flight: Rc<Cell<usize>>,
    /// When the journal was read last, and the storms were thought of, since the start.
    looked_at: Duration,
    n_pauses: usize,
    /// How often a watch ended before its task did.
    n_resumed: usize,
}

/// The means over all tasks.
struct Figures {
    delay: f64,
    polls: f64,
}

impl Crowd {
    /// Watches all tasks to their ends by a schedule.
    async fn meet(schedule: &Schedule) -> Self {
        let builder = MockServer::builder().seed(7).epoch(1_774_836_724);
        let (server, connector) = builder.start_in_memory().await.unwrap();
        let kinds = Kind::told_apart();
        assert!(kinds.len() >= 30, "{}", kinds.len());
        let probability = 1.0 / ONE_IN / kinds.len() as f64;
        for kind in kinds {
            let trigger = Trigger::probability(probability);
            server.inject(Scope::queries(), trigger, kind.fault);
        }
        let mut crowd = Self {
            way: Way::to(&server, connector),
            server,
            journal: Journal::default(),
            ends: BTreeMap::new(),
            n_in_flight: Rc::default(),
            most_in_flight: Rc::default(),
            looked_at: Duration::ZERO,
            n_pauses: 0,
            n_resumed: 0,
        };
        let mut fleet = Fleet::new(budget());
        for n in 0..N_TASKS {
            plant(&crowd.server, n);
            let now = crowd.way.timer.now();
            let watch = Watch::new(id(&format!("video_{n}")), schedule.clone(), now);
            fleet.add(watch.just_created(), n, now);
        }
        let start = Instant::now();
        crowd.follow(fleet, start, Some(seconds(AWAY.0))).await;
        crowd
    }

    /// Follows a fleet to its end; at `rest` it is stored, and another one goes on later.
    async fn follow(&mut self, fleet: Fleet<usize>, start: Instant, rest: Option<Duration>) {
        let mut watching = self.watching(fleet);
        loop {
            let told = self.next(&mut watching, start, rest).await;
            match told {
                Some(Some(told)) => self.take(told, &mut watching),
                Some(None) => return,
                None => break,
            }
        }
        let stored = serde_json::to_string(&watching.snapshot()).unwrap();
        drop(watching);
        let snapshot: FleetSnapshot<usize> = serde_json::from_str(&stored).unwrap();
        let back = seconds(AWAY.1);
        sleep_until(start + back).await;
        let away = back - rest.unwrap_or_default();
        let fleet = Fleet::restore(snapshot, self.way.timer.now(), away);
        Box::pin(self.follow(fleet, start, None)).await;
    }

    fn watching(
        &self,
        fleet: Fleet<usize>,
    ) -> FleetWatching<usize, TokioTimer, impl FnMut(TaskId) -> Query + use<>, Query> {
        let way = self.way.clone();
        let (n, most) = (self.n_in_flight.clone(), self.most_in_flight.clone());
        watch_all(fleet, way.timer, move |id| {
            let way = way.clone();
            n.set(n.get() + 1);
            most.set(most.get().max(n.get()));
            let landing = Landing(n.clone());
            Box::pin(async move {
                let _landing = landing;
                way.ask(id).await
            }) as Query
        })
    }

    /// Waits for the next event, reads the journal meanwhile, and lets the storms come and go; nothing where
    /// it is time to rest.
    async fn next(
        &mut self,
        watching: &mut (impl Stream<Item = FleetEvent<usize>> + Unpin),
        start: Instant,
        rest: Option<Duration>,
    ) -> Option<Option<FleetEvent<usize>>> {
        loop {
            let mut told = poll_fn(|context| Pin::new(&mut *watching).poll_next(context));
            tokio::select! {
                biased;
                () = sleep_until(start + self.looked_at + READ_EVERY) => {}
                told = &mut told => return Some(told),
            }
            self.looked_at += READ_EVERY;
            self.journal.read(&self.server);
            let now = self.looked_at.as_secs();
            let is_storm = STORMS.iter().any(|(from, to)| (*from..*to).contains(&now));
            let limit = is_storm.then(|| RateLimit::new(20, Duration::from_millis(50)));
            self.server.set_rate_limit(limit);
            if rest.is_some_and(|rest| self.looked_at >= rest) {
                return None;
            }
        }
    }

    fn take<Q, F>(
        &mut self,
        told: FleetEvent<usize>,
        watching: &mut FleetWatching<usize, TokioTimer, Q, F>,
    ) {
        let n = told.label;
        match told.event.kind {
            // The key is good after all.
            EventKind::Paused(_) => {
                self.n_pauses += 1;
                watching.resume();
            }
            EventKind::Finished(outcome) => {
                if let Some(checkpoint) = &outcome.checkpoint {
                    self.n_resumed += 1;
                    let now = self.way.timer.now();
                    let watch = Watch::restore((**checkpoint).clone(), now, Duration::ZERO);
                    watching.add(watch, n);
                }
                let at = self.way.now();
                self.ends.insert(n, (*outcome, at));
            }
            _ => {}
        }
    }

    /// Checks that every task reached its true end, within the budget, and returns the means.
    fn check(mut self) -> Figures {
        self.journal.read(&self.server);
        assert_eq!(self.ends.len(), N_TASKS);
        let (mut delay, mut polls) = (0.0, 0.0);
        for (n, (outcome, at)) in &self.ends {
            assert!(is_true(*n, &outcome.ending), "task {n}: {outcome}");
            assert_eq!(
                outcome.n_polls as usize,
                self.server.polls(&format!("video_{n}"))
            );
            delay += at.saturating_sub(over_at(*n)).as_secs_f64();
            polls += f64::from(outcome.n_polls);
        }
        let requests = self.journal.all();
        check_rate(&requests);
        let most = self.most_in_flight.get();
        assert!(most <= budget().in_flight() as usize, "{most} in flight");
        let n_faults = self.server.n_faults() as f64;
        let share = n_faults / requests.len() as f64;
        assert!(
            (0.04..0.06).contains(&share),
            "{share} of the answers faulty"
        );
        let n_throttled = requests.iter().filter(|it| it.status == Some(429)).count();
        println!(
            "{} queries, {n_faults} faults, {n_throttled} answers of 429, {} pauses, {} watches gone on with, \
             {most} in flight at most",
            requests.len(),
            self.n_pauses,
            self.n_resumed,
        );
        assert!(n_throttled > 50 && self.n_pauses > 10 && self.n_resumed > 100);
        Figures {
            delay: delay / N_TASKS as f64,
            polls: polls / N_TASKS as f64,
        }
    }
}

type Query = Pin<Box<dyn Future<Output = grok_video::poller::Observation>>>;

/// A query in flight, until it is dropped.
struct Landing(Rc<Cell<usize>>);

impl Drop for Landing {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Tells whether an ending is what became of the task `n`.
fn is_true(n: usize, ending: &Ending) -> bool {
    match ending {
        Ending::Completed { task, .. } => task.video().is_some_and(|video| {
            let length = video.actual_duration().map(Quantity::get);
            let is_its_own = video.url().as_str().contains(&format!("/video_{n}.mp4?"));
            !fails(n) && is_its_own && length == Some(n as f64)
        }),
        Ending::Failed { task } => {
            let reason = task.failure().and_then(|failure| failure.message());
            fails(n) && reason == Some(&format!("reason {n}"))
        }
        _ => false,
    }
}

/// Checks that a bucket which holds the burst never runs dry.
fn check_rate(requests: &[Request]) {
    let budget = budget();
    let burst = f64::from(budget.burst());
    let (mut level, mut last) = (burst, Duration::ZERO);
    for request in requests {
        let refill = (request.at - last).as_secs_f64() * budget.rate();
        level = (level + refill).min(burst) - 1.0;
        // tokio's clock wakes up to a millisecond late, and then some come together.
        assert!(level >= -0.5, "over the budget: {request}");
        last = request.at;
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_tasks_through_faults_storms_and_a_restart() {
    let class = JobClass::new(Model::GrokVideo3, 10, 0);
    let planned = Schedule::planned(Adaptive::default().plan(&class));
    let planned = Crowd::meet(&planned.build().unwrap()).await.check();
    let fixed = Schedule::fixed(seconds(30)).build().unwrap();
    let fixed = Crowd::meet(&fixed).await.check();
    for (name, figures) in [("planned", &planned), ("every 30 s", &fixed)] {
        let Figures { delay, polls } = figures;
        println!("{name}: {polls:.2} polls a task, found {delay:.1} s after the end");
    }
    assert!(planned.polls < fixed.polls * 0.85);
    assert!(planned.delay < fixed.delay * 1.2);
}

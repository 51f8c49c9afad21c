//! A thousand tasks, each with a life of its own, that are watched at once.

use std::collections::BTreeMap;

use grok_video_mock::{MockServer, Request, Scope, Trigger};
use tokio::task::JoinSet;
use tokio::time::interval;

use super::fate::Fate;
use super::journal::Journal;
use super::kind::{Kind, Means};
use super::life::{Life, name};
use super::rules;
use super::way::Way;

pub(super) const N_TASKS: usize = 1000;
/// How many of them fail.
pub(super) const N_FAILING: usize = N_TASKS.div_ceil(7);

/// A thousand tasks at their ends.
pub(super) struct Crowd {
    server: MockServer,
    lives: Vec<Life>,
    requests: Vec<Vec<Request>>,
    pub(super) n_faults: u64,
    /// What the tasks met, for whoever reads of a failure.
    met: String,
}

impl Crowd {
    /// Watches a thousand tasks at once, whose queries are struck as `strikes` says, until each is
    /// over.
    pub(super) async fn meet(seed: u64, strikes: &[(Trigger, Kind)]) -> Self {
        let builder = MockServer::builder().seed(seed).epoch(1_774_836_724);
        let (server, connector) = builder.start_in_memory().await.unwrap();
        let way = Way::to(&server, connector);
        for (trigger, kind) in strikes {
            server.inject(Scope::queries(), *trigger, kind.fault.clone());
        }
        let mut watches = JoinSet::new();
        for n in 0..N_TASKS {
            let script = Fate::of(n).script(n);
            server.plant(&format!("video_{n}"), "grok_video3", script);
            watches.spawn(Life::live(n, way.clone()));
        }
        let mut journal = Journal::default();
        let mut lives = Vec::new();
        let mut reading = interval(Journal::MEMORY);
        while lives.len() < N_TASKS {
            tokio::select! {
                biased;
                _ = reading.tick() => journal.read(&server),
                life = watches.join_next() => lives.push(life.unwrap().unwrap()),
            }
        }
        journal.read(&server);
        lives.sort_by_key(|life| life.n);
        let met = match strikes {
            [(trigger, kind)] => format!("{}, {trigger}", kind.fault),
            _ => format!("{} kinds at once", strikes.len()),
        };
        Self {
            n_faults: server.n_faults(),
            requests: journal.by_task(N_TASKS),
            lives,
            met: format!("{met} (seed {seed})"),
            server,
        }
    }

    /// Checks every task against the rules; `means` tells what a fault of this name means.
    ///
    /// # Panics
    /// When a rule is broken, with all that happened to the task.
    #[track_caller]
    pub(super) fn check(&self, means: impl Fn(&str) -> Means) {
        for (n, (life, requests)) in self.lives.iter().zip(&self.requests).enumerate() {
            assert_eq!(life.n, n, "each task is watched once");
            if let Err(broken) = rules::check(life, requests, &means) {
                let happened = life.report(requests);
                panic!("{}\ntask {n}: {broken}\n\n{happened}", self.met);
            }
            // The service's own counters are exact, and know nothing of the journal.
            let (id, n_asked) = (life.id(), life.asked.len());
            self.server.assert_polls(&id, n_asked..=n_asked);
            self.server.assert_gaps(&id, rules::FLOOR..);
        }
    }

    /// Returns how the first watches of the tasks ended, and how many did so.
    pub(super) fn first_endings(&self) -> BTreeMap<&'static str, usize> {
        let mut ends = BTreeMap::new();
        for life in &self.lives {
            *ends
                .entry(name(&life.endings[0].outcome.ending))
                .or_default() += 1;
        }
        ends
    }
}

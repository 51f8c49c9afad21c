//! A thousand tasks, each with a life of its own, that are watched at once.

use std::collections::BTreeMap;
use std::time::Duration;

use grok_video_mock::{Completion, MockServer, Request, Scope, Script, Trigger};
use tokio::task::JoinSet;
use tokio::time::interval;

use super::super::service::seconds;
use super::journal::Journal;
use super::kind::{Kind, Means};
use super::life::{Life, name};
use super::rules;
use super::way::Way;

pub(super) const N_TASKS: usize = 1000;
/// How many of them fail.
pub(super) const N_FAILING: usize = N_TASKS.div_ceil(7);

/// What a task is going to do; it differs from task to task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate {
    pub(super) queued: Duration,
    pub(super) processing: Duration,
    pub(super) fails: bool,
}

impl Fate {
    /// Returns the fate of the task `n`: three to five queries without any fault.
    pub(super) fn of(n: usize) -> Self {
        let n = n as u64;
        Self {
            queued: seconds(10 + n % 50),
            processing: seconds(60 + n * 37 % 51),
            fails: n.is_multiple_of(7),
        }
    }

    fn script(self, n: usize) -> Script {
        let script = Script::after(self.queued, self.processing);
        if self.fails {
            script.then_fail(Self::reason(n))
        } else {
            script.then_complete(Completion::new().seconds(Self::length(n)))
        }
    }

    /// Returns why the task `n` fails, if it does.
    pub(super) fn reason(n: usize) -> String {
        format!("reason {n}")
    }

    /// Returns the seconds of the video of the task `n`, if it is completed.
    pub(super) fn length(n: usize) -> f64 {
        n as f64
    }
}

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

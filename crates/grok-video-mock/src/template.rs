use std::fmt;
use std::time::Duration;

use crate::fault::{Fault, Faults, Replies, Scope, Trigger};
use crate::router::Router;
use crate::simulation::Simulation;
use crate::world::{Accounts, Planted, RateLimit, Script, World};

/// What a simulation begins as, so that it can begin again.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) seed: u64,
    pub(crate) epoch: u64,
    pub(crate) script: Option<Script>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) balances: Vec<(String, u64)>,
    pub(crate) price: u64,
    pub(crate) tasks: Vec<Planted>,
    pub(crate) replies: Vec<(Scope, Replies)>,
    pub(crate) faults: Vec<(Scope, Trigger, Fault)>,
}

impl Template {
    /// Returns a template with a seed and an epoch, and else the defaults.
    pub(crate) fn plain(seed: u64, epoch: u64) -> Self {
        Self {
            seed,
            epoch,
            script: None,
            rate_limit: None,
            balances: Vec::new(),
            price: 1,
            tasks: Vec::new(),
            replies: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Begins a simulation.
    pub(crate) fn begin(&self, router: Router, now: Duration) -> Simulation {
        let mut accounts = Accounts::default();
        accounts.set_limit(self.rate_limit);
        accounts.set_price(self.price);
        for (key, balance) in &self.balances {
            accounts.set_balance(key, *balance);
        }
        let mut world = World::new(self.seed, self.epoch, self.script.clone(), accounts);
        for task in &self.tasks {
            world.plant(task, now);
        }
        let mut faults = Faults::new(self.seed);
        for (scope, replies) in &self.replies {
            faults.script(scope.clone(), replies.clone());
        }
        for (scope, trigger, fault) in &self.faults {
            faults.rule(scope.clone(), *trigger, fault.clone());
        }
        Simulation::new(world, router, faults)
    }
}

/// Says how much there is, and never a key.
impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template")
            .field("seed", &self.seed)
            .field("epoch", &self.epoch)
            .field("n_balances", &self.balances.len())
            .field("n_tasks", &self.tasks.len())
            .field("n_replies", &self.replies.len())
            .field("n_faults", &self.faults.len())
            .finish_non_exhaustive()
    }
}

//! Simulations side by side, so that parallel test runs don't meet.

mod name;
mod sessions;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use name::SessionName;
pub(crate) use sessions::{NotOpened, SESSION, Sessions};

use crate::router::Router;
use crate::simulation::Simulation;
use crate::template::Template;

/// A simulation, and what it began as.
#[derive(Debug)]
pub(crate) struct Session {
    template: Arc<Template>,
    pub(crate) simulation: Simulation,
}

impl Session {
    fn begin(template: Arc<Template>, router: Router, now: Duration) -> Self {
        Self {
            simulation: template.begin(router, now),
            template,
        }
    }

    /// Begins anew: nothing of what happened is left.
    pub(crate) fn reset(&mut self, now: Duration) {
        let router = self.simulation.router.clone();
        self.simulation = self.template.begin(router, now);
    }

    /// Begins anew as something else, which it also does at the next reset.
    pub(crate) fn restart(&mut self, template: Template, now: Duration) {
        self.template = Arc::new(template);
        self.reset(now);
    }
}

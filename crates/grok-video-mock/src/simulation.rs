//! World, router and journal as one: what a request changes, what it is
//! answered and what is remembered of it are one step.

use std::time::Duration;

use bytes::Bytes;
use http::Response;

use crate::journal::{Journal, Kind, Request};
use crate::router::{Call, Router};
use crate::world::World;

/// A whole simulated service, short of sockets and clocks.
#[derive(Debug)]
pub(crate) struct Simulation {
    pub(crate) world: World,
    pub(crate) router: Router,
    pub(crate) journal: Journal,
}

impl Simulation {
    pub(crate) fn new(world: World, router: Router) -> Self {
        Self {
            world,
            router,
            journal: Journal::default(),
        }
    }

    pub(crate) fn answer(&mut self, call: &Call<'_>, now: Duration) -> Response<Bytes> {
        let plan = self
            .router
            .answer(&mut self.world, self.journal.counts(), call, now);
        if plan.kind != Kind::Admin {
            let request = Request {
                at: now,
                method: call.method().clone(),
                path: self.router.shown(call, call.path()),
                task: plan.task,
                status: plan.response.status().as_u16(),
            };
            self.journal.record(plan.kind, request);
        }
        plan.response
    }
}

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::clock::Clock;
use crate::router::Call;
use crate::simulation::Simulation;

/// The simulation and its clock, shared by every connection and handle.
#[derive(Debug)]
pub(super) struct State {
    clock: Clock,
    simulation: Mutex<Simulation>,
}

impl State {
    pub(super) fn new(clock: Clock, simulation: Simulation) -> Self {
        Self {
            clock,
            simulation: Mutex::new(simulation),
        }
    }

    pub(super) fn answer(&self, call: &Call<'_>) -> Response<Bytes> {
        self.with(|simulation, now| simulation.answer(call, now))
    }

    /// Takes one step with the simulation. The clock is read under the lock,
    /// so that steps come in the order of their times.
    pub(super) fn with<T>(&self, step: impl FnOnce(&mut Simulation, Duration) -> T) -> T {
        let mut simulation = self
            .simulation
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        step(&mut simulation, now)
    }
}

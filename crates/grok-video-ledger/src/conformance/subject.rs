//! A ledger under test, and its time.

use std::future::{Future, ready};
use std::time::Duration;

use super::ManualClock;
use crate::{Clock, Ledger, Moment};

/// Lends a ledger to the suite, together with a way to let its time pass.
///
/// The ledger's clock need not stand still, nor be one that can be set: it must be readable, and time must pass
/// when it is asked to. A database ledger may add an offset to its own time, for one. Where the clock
/// runs, the suite reads it before and after each call, lets times differ by that much, and makes no step whose
/// answer hangs on it; where it stands still, all is compared to the millisecond.
pub trait Subject {
    /// Returns the ledger, which no other subject shares.
    fn ledger(&self) -> &dyn Ledger;

    /// Reads the ledger's clock.
    fn now(&self) -> impl Future<Output = Moment>;

    /// Lets at least this much time pass for the ledger.
    fn pass(&mut self, time: Duration) -> impl Future<Output = ()>;

    /// Lets go of the ledger and opens it again, as a program does that starts after a crash. Nothing that a call
    /// has answered may be lost by it; sessions may be over. By default nothing happens.
    fn reopen(&mut self) -> impl Future<Output = ()> {
        ready(())
    }
}

/// Pairs a ledger with the clock that it goes by.
#[derive(Debug)]
pub struct ByHand<L> {
    ledger: L,
    clock: ManualClock,
}

impl<L: Ledger> ByHand<L> {
    /// Makes a ledger that goes by a manual clock.
    pub fn new(make: impl FnOnce(ManualClock) -> L) -> Self {
        let clock = ManualClock::new();
        Self {
            ledger: make(clock.clone()),
            clock,
        }
    }
}

impl<L: Ledger> Subject for ByHand<L> {
    fn ledger(&self) -> &dyn Ledger {
        &self.ledger
    }

    fn now(&self) -> impl Future<Output = Moment> {
        ready(self.clock.now())
    }

    fn pass(&mut self, time: Duration) -> impl Future<Output = ()> {
        self.clock.advance(time);
        ready(())
    }
}

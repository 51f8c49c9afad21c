//! The clock of an asynchronous driver.

use core::future::Future;

use crate::Tick;

/// Tells the time and sleeps, on one clock, so that the two cannot disagree.
pub trait Timer {
    /// The future that ends when its time has come.
    type Sleep: Future<Output = ()>;

    /// Returns the current time.
    fn now(&self) -> Tick;

    /// Returns a future that ends at `at`, or as soon after it as may be; where it ends earlier,
    /// another one is asked for.
    fn sleep_until(&self, at: Tick) -> Self::Sleep;
}

impl<T: Timer + ?Sized> Timer for &T {
    type Sleep = T::Sleep;

    fn now(&self) -> Tick {
        (**self).now()
    }

    fn sleep_until(&self, at: Tick) -> Self::Sleep {
        (**self).sleep_until(at)
    }
}

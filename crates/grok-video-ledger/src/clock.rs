//! The ledger's clock: what all who share a ledger go by.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the time of a ledger. Workers never see it: they are told how long something is ago or ahead.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Returns the time.
    fn now(&self) -> Moment;
}

/// Goes by the clock of this machine, which all processes on it share and which outlives a restart.
///
/// A step of that clock loses nothing: forwards, sessions end early, and their tasks pass to others; backwards, those of
/// dead workers end late, where the ledger can't tell that they are dead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        SystemTime::now().into()
    }
}

/// Holds a time of a ledger's clock, in whole milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(u64);

impl Moment {
    /// The latest time: what SQL's integers hold.
    pub const MAX: Self = Self(i64::MAX as u64);

    /// Returns the time `milliseconds` after the start of 1970, or [`MAX`](Self::MAX).
    #[must_use]
    pub fn from_millis(milliseconds: u64) -> Self {
        Self(milliseconds).min(Self::MAX)
    }

    /// Returns the milliseconds since the start of 1970.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Returns the time `wait` later; what is begun of a millisecond counts as one.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(begun_millis(wait)))
    }

    /// Returns the time `age` earlier, or the start of 1970; what is begun of a millisecond counts as one, so that
    /// nothing is taken for younger than it is.
    #[must_use]
    pub fn before(self, age: Duration) -> Self {
        Self(self.0.saturating_sub(begun_millis(age)))
    }

    /// Returns how long ago `earlier` was, or zero where it was not.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

fn begun_millis(time: Duration) -> u64 {
    let millis = time.as_nanos().div_ceil(1_000_000);
    u64::try_from(millis).unwrap_or(u64::MAX)
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let age = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::from_millis(u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
    }
}

impl From<Moment> for SystemTime {
    fn from(moment: Moment) -> Self {
        UNIX_EPOCH + Duration::from_millis(moment.0)
    }
}

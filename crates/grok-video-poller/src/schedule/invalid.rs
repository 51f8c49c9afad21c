//! Why a schedule makes no sense.

use core::fmt;

/// Says why a schedule makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSchedule {
    /// The interval or the floor is shorter than a millisecond: that would hammer the service.
    IntervalTooShort,
    /// The cap is under the floor.
    CapUnderFloor,
    /// The deadline is zero.
    ZeroDeadline,
    /// The call timeout is shorter than a millisecond.
    CallTimeoutTooShort,
    /// The factor is not between 1 and 100.
    Factor,
    /// The jitter exceeds 50 %.
    TooMuchJitter,
}

impl fmt::Display for InvalidSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IntervalTooShort => {
                "the polling interval is too short; give at least a millisecond"
            }
            Self::CapUnderFloor => {
                "the longest polling interval is shorter than the shortest; raise it, or lower that"
            }
            Self::ZeroDeadline => "the deadline is zero; give the time to wait at most",
            Self::CallTimeoutTooShort => {
                "the timeout of a query is too short; give at least a millisecond"
            }
            Self::Factor => "the factor between two waits is not between 1 and 100",
            Self::TooMuchJitter => "the jitter is more than 50 per cent; give less",
        })
    }
}

impl core::error::Error for InvalidSchedule {}

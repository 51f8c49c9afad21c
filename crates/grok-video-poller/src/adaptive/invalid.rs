//! Why a learned schedule can't be made.

use core::fmt;

/// Says why a learned schedule can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidAdaptive {
    /// The least gap is shorter than a millisecond: that would hammer the service.
    GapTooShort,
    /// The least gap is longer than an hour: no task takes that long.
    GapTooLong,
    /// A poll is worth more than an hour of delay.
    PollTooDear,
}

impl fmt::Display for InvalidAdaptive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GapTooShort => {
                "the least gap between polls is too short; give at least a millisecond"
            }
            Self::GapTooLong => "the least gap between polls is too long; give an hour at most",
            Self::PollTooDear => "a poll is worth too much delay; give an hour at most",
        })
    }
}

impl core::error::Error for InvalidAdaptive {}

//! A time as a person reads it.

use core::fmt;
use core::time::Duration;

/// Shows a time in hours, minutes and seconds, to the millisecond: `1h 2m 3.5s`.
pub(crate) struct Span(pub(crate) Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes) = (self.0.as_secs() / 3600, self.0.as_secs() / 60 % 60);
        if hours > 0 {
            write!(f, "{hours}h ")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m ")?;
        }
        write!(f, "{}", self.0.as_secs() % 60)?;
        match self.0.subsec_millis() {
            0 => f.write_str("s"),
            ms if ms % 100 == 0 => write!(f, ".{}s", ms / 100),
            ms => write!(f, ".{ms:03}s"),
        }
    }
}

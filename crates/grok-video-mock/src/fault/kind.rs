use std::fmt;
use std::time::Duration;

use http::HeaderValue;

use super::instead::Instead;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// The service is not asked.
    Instead(Instead),
    /// The service shows its task otherwise than it is.
    Task(TaskFault),
    /// The service's body comes otherwise than it was.
    Body(BodyFault),
    /// The service's answer does not come through whole, or not at once.
    Wire(WireFault),
    /// The service's answer comes late.
    Late,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TaskFault {
    Stale,
    Status(Box<str>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BodyFault {
    Malformed,
    Empty,
    Wrapped,
    ContentType(HeaderValue),
}

/// What happens to an answer between the service and the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WireFault {
    /// The connection is reset before a byte of the answer.
    Reset,
    /// The connection ends before a byte of the answer.
    End,
    /// Nothing comes, and the connection stays.
    Stall,
    /// So many bytes of the body come, and then the connection is reset.
    ResetAfter(usize),
    /// So many bytes of the body come, and then the connection ends.
    EndAfter(usize),
    /// So many bytes of the body come, and the connection stays.
    StallAfter(usize),
    /// The body comes in pieces, so long one after the other.
    Drip { bytes: usize, every: Duration },
}

impl WireFault {
    /// Tells whether no byte of an answer comes through.
    pub(crate) fn lets_nothing_through(self) -> bool {
        matches!(self, Self::Reset | Self::End | Self::Stall)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instead(instead) => instead.fmt(f),
            Self::Task(TaskFault::Stale) => f.write_str("stale answer"),
            Self::Task(TaskFault::Status(word)) => {
                write!(f, "status `{}`", word.escape_debug())
            }
            Self::Body(fault) => fault.fmt(f),
            Self::Wire(fault) => fault.fmt(f),
            Self::Late => f.write_str("late answer"),
        }
    }
}

impl fmt::Display for BodyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("malformed body"),
            Self::Empty => f.write_str("empty body"),
            Self::Wrapped => f.write_str("body wrapped in `data`"),
            Self::ContentType(value) => {
                write!(f, "content type {}", value.to_str().unwrap_or_default())
            }
        }
    }
}

impl fmt::Display for WireFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reset => f.write_str("reset before the head"),
            Self::End => f.write_str("end before the head"),
            Self::Stall => f.write_str("stall before the head"),
            Self::ResetAfter(bytes) => write!(f, "reset after {bytes} bytes of the body"),
            Self::EndAfter(bytes) => write!(f, "end after {bytes} bytes of the body"),
            Self::StallAfter(bytes) => write!(f, "stall after {bytes} bytes of the body"),
            Self::Drip { bytes, every } => write!(f, "drip of {bytes} bytes every {every:?}"),
        }
    }
}

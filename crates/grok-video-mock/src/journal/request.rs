use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

use super::Outcome;

/// One request as the service saw it.
///
/// It is written down when it has come in whole and its answer is decided: also
/// while that answer is held back by a fault. It holds no header and no body;
/// the query of a result's URL is cut off, and a key that stood in the path is
/// replaced by `[redacted]`.
///
/// `Display` makes one line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Its number among all requests since the start, from 1.
    pub number: u64,
    /// When it came, in virtual time since the start.
    pub at: Duration,
    /// How long after the query of the same task before it, if it is one of several.
    pub gap: Option<Duration>,
    /// The method, which compares with a string: `request.method == "GET"`.
    pub method: Method,
    /// The path without the query, still percent-encoded.
    pub path: String,
    /// The id of the task it was about, whether or not there is such a task.
    pub task: Option<Arc<str>>,
    /// What it came to.
    pub outcome: Outcome,
    /// The status code it was answered with; `None` if a fault let no head through.
    pub status: Option<u16>,
    /// What went wrong with it on purpose.
    pub fault: Option<Arc<str>>,
}

impl Request {
    /// Returns about how many bytes of memory this entry takes.
    pub(super) fn weight(&self) -> usize {
        let of = |text: &Option<Arc<str>>| text.as_ref().map_or(0, |text| text.len());
        size_of::<Self>()
            + self.path.len()
            + self.method.as_str().len()
            + of(&self.task)
            + of(&self.fault)
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} {}", self.number, Seconds(self.at))?;
        if let Some(gap) = self.gap {
            write!(f, " (+{})", Seconds(gap))?;
        }
        write!(f, " {} {} → ", self.method, self.path.escape_debug())?;
        match self.status {
            Some(status) => write!(f, "{status}")?,
            None => f.write_str("no answer")?,
        }
        match &self.fault {
            Some(fault) if self.outcome == Outcome::Faulted => write!(f, ", fault: {fault}"),
            Some(fault) => write!(f, " {}, fault: {fault}", self.outcome),
            None => write!(f, " {}", self.outcome),
        }
    }
}

/// Shows a time to the millisecond.
pub(crate) struct Seconds(pub(crate) Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_millis();
        write!(f, "{}.{:03} s", milliseconds / 1000, milliseconds % 1000)
    }
}

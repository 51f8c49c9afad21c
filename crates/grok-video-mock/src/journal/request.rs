use std::sync::Arc;
use std::time::Duration;

use http::Method;

/// One request as the service saw it.
///
/// It holds no header and no body; the query of a result's URL is cut off, and
/// a key that stood in the path is replaced by `[redacted]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// When it was answered, in virtual time since the start.
    pub at: Duration,
    /// The method, which compares with a string: `request.method == "GET"`.
    pub method: Method,
    /// The path without the query, still percent-encoded.
    pub path: String,
    /// The id of the task it was about, whether or not there is such a task.
    pub task: Option<Arc<str>>,
    /// The status code it was answered with.
    pub status: u16,
}

impl Request {
    /// Returns about how many bytes of memory this entry takes.
    pub(super) fn weight(&self) -> usize {
        let task = self.task.as_ref().map_or(0, |id| id.len());
        size_of::<Self>() + self.path.len() + self.method.as_str().len() + task
    }
}

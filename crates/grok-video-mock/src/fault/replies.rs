use std::collections::VecDeque;

use super::Fault;

/// What the next requests get, one after the other.
///
/// A script that has run out **says so**: the next request in its scope is
/// answered with 409 and an `x-mock-error` header, and counts as unexpected,
/// unless the script ends with [`then_live`](Self::then_live).
///
/// ```
/// use grok_video_mock::{Fault, MockServer, Replies, RetryAfter, Scope, Script};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let server = MockServer::start().await;
/// server.plant("video_1", "grok_video3", Script::immediate());
/// server.reply(
///     Scope::queries().of_task("video_1"),
///     Replies::new()
///         .then_times(2, Fault::status(503))
///         .then(Fault::rate_limited(RetryAfter::Seconds(1)))
///         .then_live(),
/// );
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Replies {
    pub(super) runs: VecDeque<Run>,
    pub(super) is_live_then: bool,
}

/// So many requests in a row that get the same.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) n: usize,
    /// `None` where the service answers as ever.
    pub(super) fault: Option<Fault>,
}

impl Replies {
    /// Returns a script of no replies.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reply for one request.
    #[must_use]
    pub fn then(self, fault: Fault) -> Self {
        self.then_times(1, fault)
    }

    /// Adds the same reply for `n` requests.
    #[must_use]
    pub fn then_times(mut self, n: usize, fault: Fault) -> Self {
        self.runs.push_back(Run {
            n,
            fault: Some(fault),
        });
        self
    }

    /// Lets the service answer `n` requests as ever.
    #[must_use]
    pub fn then_live_times(mut self, n: usize) -> Self {
        self.runs.push_back(Run { n, fault: None });
        self
    }

    /// Lets the service answer as ever once the replies are used up.
    #[must_use]
    pub fn then_live(mut self) -> Self {
        self.is_live_then = true;
        self
    }

    /// Returns for how many requests there is a reply.
    pub(super) fn n_left(&self) -> usize {
        let left = self.runs.iter().map(|run| run.n);
        left.fold(0, usize::saturating_add)
    }

    /// Takes the next reply.
    pub(super) fn next(&mut self) -> Option<Option<Fault>> {
        while let Some(run) = self.runs.front_mut() {
            if run.n > 1 {
                run.n -= 1;
                return Some(run.fault.clone());
            }
            let run = self.runs.pop_front()?;
            if run.n == 1 {
                return Some(run.fault);
            }
        }
        None
    }
}

impl<const N: usize> From<[Fault; N]> for Replies {
    fn from(faults: [Fault; N]) -> Self {
        faults.into_iter().fold(Self::new(), Self::then)
    }
}

//! What a task is going to do.

use std::time::Duration;

use grok_video_mock::{Completion, Script};

use super::super::service::seconds;

/// What a task is going to do; it differs from task to task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate {
    pub(super) queued: Duration,
    pub(super) processing: Duration,
    pub(super) fails: bool,
}

impl Fate {
    /// Returns the fate of the task `n`: three to five queries without any fault.
    pub(super) fn of(n: usize) -> Self {
        let n = n as u64;
        Self {
            queued: seconds(10 + n % 50),
            processing: seconds(60 + n * 37 % 51),
            fails: n.is_multiple_of(7),
        }
    }

    pub(super) fn script(self, n: usize) -> Script {
        let script = Script::after(self.queued, self.processing);
        if self.fails {
            script.then_fail(Self::reason(n))
        } else {
            script.then_complete(Completion::new().seconds(Self::length(n)))
        }
    }

    /// Returns why the task `n` fails, if it does.
    pub(super) fn reason(n: usize) -> String {
        format!("reason {n}")
    }

    /// Returns the seconds of the video of the task `n`, if it is completed.
    pub(super) fn length(n: usize) -> f64 {
        n as f64
    }
}

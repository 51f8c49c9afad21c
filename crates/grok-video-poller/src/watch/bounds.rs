//! What bounds the polls of a watch: the gap to keep, and the deadline.

use core::time::Duration;

/// Says from when to when a watch may ask; all times are ages of the watch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Before this neither the floor nor the server allows a poll.
    pub(super) not_before: Duration,
    /// At this the watch gives up.
    pub(super) deadline: Duration,
}

/// Says when a watch asks next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// At this age.
    At(Duration),
    /// At this age, for the last time before the deadline.
    LastAt(Duration),
    /// Not before the deadline.
    Never,
}

impl Bounds {
    /// Plans the poll that follows a `wait` from `age` on.
    ///
    /// Where the wait would cross the deadline, one last poll is made the time of a call before it, or
    /// halfway to it where there is less time than that, but never against the floor or a hint.
    pub(super) fn plan(self, age: Duration, wait: Duration, call_timeout: Duration) -> Plan {
        let until = age.saturating_add(wait).max(self.not_before);
        if until < self.deadline {
            return Plan::At(until);
        }
        let left = self.deadline.saturating_sub(age);
        let room = if left > call_timeout {
            left - call_timeout
        } else {
            left / 2
        };
        let last = age.saturating_add(room).max(self.not_before);
        if last < self.deadline {
            Plan::LastAt(last)
        } else {
            Plan::Never
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(not_before: u64, age: u64, wait: u64) -> Plan {
        let bounds = Bounds {
            not_before: Duration::from_secs(not_before),
            deadline: Duration::from_secs(100),
        };
        let seconds = Duration::from_secs;
        bounds.plan(seconds(age), seconds(wait), seconds(20))
    }

    #[test]
    fn a_wait_that_ends_before_the_deadline_is_kept() {
        assert_eq!(plan(0, 30, 30), Plan::At(Duration::from_secs(60)));
        assert_eq!(plan(99, 30, 30), Plan::At(Duration::from_secs(99)));
    }

    #[test]
    fn the_last_poll_is_a_call_before_the_deadline_or_halfway() {
        assert_eq!(plan(0, 30, 70), Plan::LastAt(Duration::from_secs(80)));
        assert_eq!(plan(85, 30, 70), Plan::LastAt(Duration::from_secs(85)));
        assert_eq!(plan(0, 80, 20), Plan::LastAt(Duration::from_secs(90)));
    }

    #[test]
    fn there_is_none_against_the_gap_or_behind_the_deadline() {
        assert_eq!(plan(100, 30, 30), Plan::Never);
        assert_eq!(plan(0, 100, 30), Plan::Never);
        assert_eq!(plan(0, 500, 30), Plan::Never);
    }
}

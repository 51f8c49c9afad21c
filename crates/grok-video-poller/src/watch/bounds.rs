//! What bounds the polls of a watch: the gap to keep, and the deadline.

use core::time::Duration;

/// Says from when to when a watch may ask; all times are ages of the watch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Before this neither the floor nor the server allows a poll.
    pub(crate) not_before: Duration,
    /// At this the watch gives up.
    pub(crate) deadline: Duration,
}

/// Says when a watch asks next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// At this age.
    At(Duration),
    /// At this age, for the last time before the deadline.
    LastAt(Duration),
    /// Not before the deadline.
    Never,
}

impl Bounds {
    /// What a query needs to be answered (A), where there is time for it.
    const ANSWER_TIME: Duration = Duration::from_secs(5);

    /// Plans the poll that follows a `wait` from `age` on.
    ///
    /// Where the wait would cross the deadline, or end so shortly before it that no answer could come,
    /// one last poll is made earlier: the time of a call before the deadline, or halfway to it where
    /// there is less time than that, or later as floor and hint allow it.
    pub(crate) fn plan(self, age: Duration, wait: Duration, call_timeout: Duration) -> Plan {
        let left = self.deadline.saturating_sub(age);
        let answer_time = Self::ANSWER_TIME.min(call_timeout).min(left / 8);
        let fits = |at| at < self.deadline && at <= self.deadline - answer_time;
        let until = age.saturating_add(wait).max(self.not_before);
        if fits(until) {
            return Plan::At(until);
        }
        let room = if left > call_timeout {
            left - call_timeout
        } else {
            left / 2
        };
        let last = age.saturating_add(room).max(self.not_before);
        if fits(last) {
            Plan::LastAt(last)
        } else {
            Plan::Never
        }
    }

    /// Notes that the floor and the server's hint forbid a poll for now.
    pub(crate) fn keep_gap(&mut self, age: Duration, floor: Duration, hint: Option<Duration>) {
        let gap = floor.max(hint.unwrap_or_default());
        self.not_before = age.saturating_add(gap);
    }

    /// Returns how much later an overdue poll may be made than `age`, so that tasks which rested
    /// together don't ask together: up to the floor, and not against the deadline.
    pub(crate) fn spread(self, age: Duration, floor: Duration) -> Duration {
        match self.deadline.saturating_sub(age) / 2 {
            Duration::ZERO => floor,
            half => floor.min(half),
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
        assert_eq!(plan(95, 30, 30), Plan::At(Duration::from_secs(95)));
        // An eighth of 16 s that are left is enough, where there are no 5 s.
        assert_eq!(plan(0, 84, 14), Plan::At(Duration::from_secs(98)));
    }

    #[test]
    fn no_poll_is_made_that_has_no_time_to_be_answered() {
        assert_eq!(plan(0, 30, 66), Plan::LastAt(Duration::from_secs(80)));
        assert_eq!(plan(94, 30, 66), Plan::LastAt(Duration::from_secs(94)));
        assert_eq!(plan(96, 30, 66), Plan::Never);
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

//! What bounds the polls of a watch: the gap to keep, and the deadline.

use crate::age::Age;

/// Says from when to when a watch may ask; all times are ages of the watch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Before this neither the floor nor the server allows a poll.
    pub(crate) not_before: Age,
    /// At this the watch gives up.
    pub(crate) deadline: Age,
}

/// Says when a watch asks next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// At this age.
    At(Age),
    /// At this age, for the last time before the deadline.
    LastAt(Age),
    /// Not before the deadline.
    Never,
}

impl Bounds {
    /// What a query needs to be answered (A), where there is time for it.
    const ANSWER_TIME: Age = Age::of_secs(5);

    /// Plans the poll that follows a `wait` from `age` on.
    ///
    /// Where the wait would cross the deadline, or end so shortly before it that no answer could come,
    /// one last poll is made earlier: the time of a call before the deadline, or halfway to it where
    /// there is less time than that, or later as floor and hint allow it.
    #[inline]
    pub(crate) fn plan(self, age: Age, wait: Age, call_timeout: Age) -> Plan {
        let until = age.after(wait).max(self.not_before);
        // No answer needs more time than that.
        let is_early = until <= self.deadline.since(Self::ANSWER_TIME);
        if is_early && until < self.deadline {
            Plan::At(until)
        } else {
            self.plan_near_deadline(age, until, call_timeout)
        }
    }

    #[inline(never)]
    fn plan_near_deadline(self, age: Age, until: Age, call_timeout: Age) -> Plan {
        let left = self.deadline.since(age);
        let answer_time = Self::ANSWER_TIME.min(call_timeout).min(left.part(8));
        let fits = |at| at < self.deadline && at <= self.deadline.since(answer_time);
        if fits(until) {
            return Plan::At(until);
        }
        let room = if left > call_timeout {
            left.since(call_timeout)
        } else {
            left.part(2)
        };
        let last = age.after(room).max(self.not_before);
        if fits(last) {
            Plan::LastAt(last)
        } else {
            Plan::Never
        }
    }

    /// Notes that the floor and the server's hint forbid a poll for now.
    #[inline]
    pub(crate) fn keep_gap(&mut self, age: Age, floor: Age, hint: Option<Age>) {
        let gap = floor.max(hint.unwrap_or_default());
        self.not_before = age.after(gap);
    }

    /// Returns how much later an overdue poll may be made than `age`, so that tasks which rested
    /// together don't ask together: up to the floor, and not against the deadline.
    pub(crate) fn spread(self, age: Age, floor: Age) -> Age {
        match self.deadline.since(age).part(2) {
            Age::ZERO => floor,
            half => floor.min(half),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(not_before: u64, age: u64, wait: u64) -> Plan {
        let bounds = Bounds {
            not_before: Age::of_secs(not_before),
            deadline: Age::of_secs(100),
        };
        let seconds = Age::of_secs;
        bounds.plan(seconds(age), seconds(wait), seconds(20))
    }

    #[test]
    fn a_wait_that_ends_before_the_deadline_is_kept() {
        assert_eq!(plan(0, 30, 30), Plan::At(Age::of_secs(60)));
        assert_eq!(plan(95, 30, 30), Plan::At(Age::of_secs(95)));
        // An eighth of 16 s that are left is enough, where there are no 5 s.
        assert_eq!(plan(0, 84, 14), Plan::At(Age::of_secs(98)));
    }

    #[test]
    fn no_poll_is_made_that_has_no_time_to_be_answered() {
        assert_eq!(plan(0, 30, 66), Plan::LastAt(Age::of_secs(80)));
        assert_eq!(plan(94, 30, 66), Plan::LastAt(Age::of_secs(94)));
        assert_eq!(plan(96, 30, 66), Plan::Never);
    }

    #[test]
    fn the_last_poll_is_a_call_before_the_deadline_or_halfway() {
        assert_eq!(plan(0, 30, 70), Plan::LastAt(Age::of_secs(80)));
        assert_eq!(plan(85, 30, 70), Plan::LastAt(Age::of_secs(85)));
        assert_eq!(plan(0, 80, 20), Plan::LastAt(Age::of_secs(90)));
    }

    #[test]
    fn there_is_none_against_the_gap_or_behind_the_deadline() {
        assert_eq!(plan(100, 30, 30), Plan::Never);
        assert_eq!(plan(0, 100, 30), Plan::Never);
        assert_eq!(plan(0, 500, 30), Plan::Never);
    }
}

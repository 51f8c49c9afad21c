use std::time::Duration;

/// How often and how quickly one task was asked for, exactly.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Polls {
    n: usize,
    last: Duration,
    gaps: Option<Gaps>,
}

/// The extremes of the times between two queries that followed each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gaps {
    pub(crate) shortest: Duration,
    pub(crate) longest: Duration,
}

impl Polls {
    /// Takes note of a query; returns how long after the one before it came.
    pub(super) fn note(&mut self, now: Duration) -> Option<Duration> {
        let gap = (self.n > 0).then(|| now.saturating_sub(self.last));
        self.n += 1;
        self.last = now;
        if let Some(gap) = gap {
            let gaps = self.gaps.get_or_insert(Gaps {
                shortest: gap,
                longest: gap,
            });
            gaps.shortest = gaps.shortest.min(gap);
            gaps.longest = gaps.longest.max(gap);
        }
        gap
    }

    pub(crate) fn n(&self) -> usize {
        self.n
    }

    pub(crate) fn gaps(&self) -> Option<Gaps> {
        self.gaps
    }
}

//! The axis of ages: 32 bins an octave, from a second to six hours.

use super::logarithm::exp2;

/// How many bins double an age.
pub(super) const PER_OCTAVE: usize = 32;

/// How many bins there are. The first holds all that is shorter too, the last all that is longer.
pub(super) const N_BINS: usize = 464;

/// Where the bins begin and end, in milliseconds.
pub(super) static EDGES_MS: [u32; N_BINS + 1] = edges();

const fn edges() -> [u32; N_BINS + 1] {
    let mut edges = [0; N_BINS + 1];
    let mut n = 0;
    while n <= N_BINS {
        edges[n] = (1000.0 * exp2(n as f64 / PER_OCTAVE as f64) + 0.5) as u32;
        n += 1;
    }
    edges
}

/// Returns the edge that is nearest to an age.
pub(super) fn nearest_edge(ms: u32) -> usize {
    let above = EDGES_MS.partition_point(|edge| *edge < ms).min(N_BINS);
    match above.checked_sub(1) {
        Some(below) if ms.abs_diff(EDGES_MS[below]) < ms.abs_diff(EDGES_MS[above]) => below,
        _ => above,
    }
}

/// Returns the bin in which an age lies.
pub(super) fn bin_of(ms: u32) -> usize {
    EDGES_MS
        .partition_point(|edge| *edge <= ms)
        .clamp(1, N_BINS)
        - 1
}

/// Some bins that stand side by side: from one edge to another, one bin at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Stretch {
    /// Returns the bins that an interval of ages covers best.
    pub(super) fn of(after_ms: u32, by_ms: u32) -> Self {
        let to = nearest_edge(by_ms).max(1);
        let from = nearest_edge(after_ms).min(to - 1);
        Self { from, to }
    }

    /// Returns which share of all bins these are.
    pub(super) fn share(self) -> f64 {
        (self.to - self.from) as f64 / N_BINS as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_rise_and_are_their_own_nearest() {
        assert!(EDGES_MS.is_sorted_by(|one, other| one < other));
        for (n, edge) in EDGES_MS.into_iter().enumerate() {
            assert_eq!(nearest_edge(edge), n);
            assert_eq!(bin_of(edge), n.min(N_BINS - 1));
        }
        assert_eq!([nearest_edge(0), nearest_edge(u32::MAX)], [0, N_BINS]);
        assert_eq!([bin_of(0), bin_of(u32::MAX)], [0, N_BINS - 1]);
    }

    #[test]
    fn an_interval_covers_a_bin_at_least() {
        for (after, by) in [(0, 0), (5, 7), (u32::MAX, u32::MAX), (90_000, 90_000)] {
            let stretch = Stretch::of(after, by);
            assert!(stretch.from < stretch.to && stretch.to <= N_BINS, "{after}");
        }
    }
}

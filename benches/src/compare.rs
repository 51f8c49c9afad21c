//! Paired measurement: both sides in turn, round by round, in the same process.

use std::time::{Duration, Instant};

/// How long each side works in a round: long for the clock, short for what else the machine does.
const ROUND: Duration = Duration::from_millis(4);

/// What came of measuring two sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The median of our times, in nanoseconds an item.
    pub ours: f64,
    /// The median of the peer's times, in nanoseconds an item.
    pub peer: f64,
    /// The median of the rounds' ratios, peer by ours: above 1, ours is faster.
    pub ratio: f64,
}

/// Measures two sides, each of which works through the same `n_items` items when it is called.
///
/// A machine that slows down for a while slows both sides of the round, so the ratio of a round
/// stays true where times do not. The side that begins changes from round to round.
///
/// # Panics
/// When there are no rounds or no items.
pub fn compare(
    n_rounds: usize,
    n_items: usize,
    mut ours: impl FnMut(),
    mut peer: impl FnMut(),
) -> Comparison {
    assert!(n_rounds > 0 && n_items > 0, "nothing to measure");
    let n_passes_ours = passes_in_a_round(&mut ours);
    let n_passes_peer = passes_in_a_round(&mut peer);
    compare_costs(
        n_rounds,
        || time(&mut ours, n_passes_ours) / n_items as f64,
        || time(&mut peer, n_passes_peer) / n_items as f64,
    )
}

/// Compares two sides, each of which tells what a round has cost it.
///
/// # Panics
/// When there are no rounds.
pub fn compare_costs(
    n_rounds: usize,
    mut ours_of: impl FnMut() -> f64,
    mut peer_of: impl FnMut() -> f64,
) -> Comparison {
    assert!(n_rounds > 0, "nothing to measure");
    let mut times = (Vec::new(), Vec::new());
    let mut ratios = Vec::new();
    for round in 0..n_rounds {
        let (ours, peer) = if round % 2 == 0 {
            let ours = ours_of();
            (ours, peer_of())
        } else {
            let peer = peer_of();
            (ours_of(), peer)
        };
        times.0.push(ours);
        times.1.push(peer);
        ratios.push(peer / ours);
    }
    Comparison {
        ours: median(&mut times.0),
        peer: median(&mut times.1),
        ratio: median(&mut ratios),
    }
}

/// Compares a figure with the most that it may be.
pub fn at_most(ours: f64, limit: f64) -> Comparison {
    Comparison {
        ours,
        peer: limit,
        ratio: limit / ours.max(0.1),
    }
}

/// Warms a side up, and returns how many passes fill [`ROUND`].
fn passes_in_a_round(side: &mut impl FnMut()) -> u32 {
    let mut n_passes = 1;
    while time(side, n_passes) * f64::from(n_passes) < ROUND.as_nanos() as f64 {
        n_passes *= 2;
    }
    n_passes
}

/// Returns the nanoseconds that one pass takes, on average over some.
fn time(side: &mut impl FnMut(), n_passes: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..n_passes {
        side();
    }
    start.elapsed().as_nanos() as f64 / f64::from(n_passes)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_is_the_middle() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn both_sides_are_called_as_often_as_they_are_timed() {
        let (mut n_ours, mut n_peer) = (0_u32, 0_u32);
        let nap = || std::hint::black_box((0..1000).fold(0_u64, |sum, it| sum ^ it));
        let comparison = compare(
            3,
            10,
            || {
                n_ours += 1;
                nap();
            },
            || {
                n_peer += 1;
                nap();
            },
        );
        assert!(n_ours > 3 && n_peer > 3, "{n_ours} {n_peer}");
        assert!(comparison.ours > 0.0 && comparison.peer > 0.0 && comparison.ratio > 0.0);
    }
}

//! The shapes that a distribution of completion times may have, as tables.
//!
//! On an axis of octaves every shape is a bell of some spread with a slow tail: 3 tasks in 100 take some
//! 2.5 times as long as the others. It is the same wherever its median is, so one table a spread will do.

use super::bins::{N_BINS, PER_OCTAVE};
use super::logarithm::exp2;

/// The spreads (standard deviations) of the bells, in octaves; from 5 % to 95 % it is 3.3 of them.
pub(super) const SPREADS: [f64; N_SPREADS] = [0.06, 0.09, 0.13, 0.18, 0.25, 0.34, 0.47, 0.65, 0.9];
pub(super) const N_SPREADS: usize = 9;

const TAIL_WEIGHT: f64 = 0.03;
const TAIL_SHIFT: f64 = 1.3;
/// The tail's least spread.
const TAIL_SPREAD: f64 = 0.45;

/// Where in a table the median is.
const CENTRE: usize = N_BINS;
const LEN: usize = 2 * N_BINS + 1;

/// For each spread: the share of tasks that are over, by how far the median is above an age, in bins.
static OVER: [[f32; LEN]; N_SPREADS] = tables();

static NOTHING: [f32; N_BINS + 1] = [0.0; N_BINS + 1];
static ALL: [f32; N_BINS + 1] = [1.0; N_BINS + 1];

/// Returns the share of tasks that are over at an edge, for the medians from the first given edge on.
pub(super) fn over(spread: usize, edge: usize, first_median: usize) -> &'static [f32] {
    match edge {
        0 => &NOTHING,
        N_BINS => &ALL,
        edge => &OVER[spread][CENTRE + first_median - edge..],
    }
}

/// Returns the share of tasks that are over at each edge, the last one first, for one median.
pub(super) fn over_by_edge(spread: usize, median: usize) -> &'static [f32] {
    &OVER[spread][CENTRE + median - N_BINS..][..=N_BINS]
}

const fn tables() -> [[f32; LEN]; N_SPREADS] {
    let mut tables = [[0.0; LEN]; N_SPREADS];
    let mut spread = 0;
    while spread < N_SPREADS {
        tables[spread] = table(SPREADS[spread]);
        spread += 1;
    }
    tables
}

const fn table(spread: f64) -> [f32; LEN] {
    let tail = if spread > TAIL_SPREAD {
        spread
    } else {
        TAIL_SPREAD
    };
    let mut masses = [0.0; LEN];
    add_bell(&mut masses, 1.0 - TAIL_WEIGHT, 0.0, spread);
    add_bell(&mut masses, TAIL_WEIGHT, TAIL_SHIFT, tail);
    // From the far end, where the age is far above the median, down: a table by the median's distance falls.
    let mut over = [0.0; LEN];
    let mut sum = 0.0;
    let mut n = 0;
    while n < LEN {
        over[LEN - 1 - n] = sum as f32;
        sum += masses[n];
        n += 1;
    }
    over
}

/// Adds a bell of a weight to the masses of the bins, of which the one at `CENTRE` begins at the median.
const fn add_bell(masses: &mut [f64; LEN], weight: f64, shift: f64, spread: f64) {
    // Beyond five standard deviations there is less than a millionth.
    let reach = (5.0 * spread * PER_OCTAVE as f64) as usize + 1;
    let centre = CENTRE + (shift * PER_OCTAVE as f64) as usize;
    let mut sum = 0.0;
    let mut n = centre - reach;
    while n < centre + reach {
        sum += bell(n, centre, spread);
        n += 1;
    }
    n = centre - reach;
    while n < centre + reach {
        if n < LEN {
            masses[n] += weight * bell(n, centre, spread) / sum;
        }
        n += 1;
    }
}

const fn bell(bin: usize, centre: usize, spread: f64) -> f64 {
    let away = (bin as f64 + 0.5 - centre as f64) / (PER_OCTAVE as f64 * spread);
    exp2(-away * away / (2.0 * core::f64::consts::LN_2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_over_near_the_median_and_all_in_the_end() {
        for (n, spread) in SPREADS.into_iter().enumerate() {
            let at = |octaves: f64| {
                let edge = (200.0 + octaves * PER_OCTAVE as f64) as usize;
                f64::from(over(n, edge, 200)[0])
            };
            assert!((at(0.0) - 0.485).abs() < 0.02, "{spread}: {}", at(0.0));
            assert!(at(-5.0) < 1e-6 && at(6.0) > 0.999, "{spread}");
            let within = at(spread * 1.645) - at(-spread * 1.645);
            assert!((within - 0.88).abs() < 0.06, "{spread}: {within}");
        }
        assert!(OVER.iter().all(|table| table.is_sorted_by(|a, b| a >= b)));
    }
}

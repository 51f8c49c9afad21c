//! What is expected before anything was seen: the provider's figures, believed to a factor of some two.

use alloc::vec::Vec;

use super::bins::{N_BINS, PER_OCTAVE, Stretch, nearest_edge};
use super::logarithm::{exp2, log2};
use super::shapes::{N_SPREADS, SPREADS};
use super::usual::Usual;

/// How far off the figures may easily be, in octaves.
const DOUBT: f64 = 0.6;

/// The weight of the chance that the figures say nothing.
const IGNORANCE: f64 = 0.1;

/// How far off the figures' spread may easily be, in steps of the table.
const SPREAD_DOUBT: f64 = 1.5;

/// The standard deviations between 5 % and 95 %.
const USUAL_WIDTH: f64 = 3.29;

/// The distributions that are held possible, which are shapes times medians, and the weight of each.
#[derive(Debug)]
pub(super) struct Prior {
    /// The first median, as an edge; the others follow edge by edge.
    pub(super) first: usize,
    pub(super) n_medians: usize,
    /// By spread and median; they add up to 1.
    pub(super) weights: Vec<f64>,
}

impl Prior {
    /// Makes what the provider's figures let expect, for medians as far as what was seen may reach.
    pub(super) fn new(usual: Usual, seen: &[Stretch]) -> Self {
        let (least, most) = (nearest_edge(usual.least_ms), nearest_edge(usual.most_ms));
        let middle = (least + most) as f64 / 2.0;
        let octaves = |bins: f64| bins / PER_OCTAVE as f64;

        let reach = 2 * PER_OCTAVE;
        let (mut first, mut last) = (least.saturating_sub(reach), most + reach);
        for stretch in seen {
            // What has no beginning or end says little of where a median may be.
            let from = if stretch.from > 0 {
                stretch.from
            } else {
                stretch.to.saturating_sub(PER_OCTAVE)
            };
            let to = if stretch.to < N_BINS {
                stretch.to
            } else {
                stretch.from + PER_OCTAVE
            };
            first = first.min(from.saturating_sub(PER_OCTAVE / 2));
            last = last.max(to + PER_OCTAVE / 2);
        }
        let n_medians = last.min(N_BINS - 1) + 1 - first;

        let bell = |away: f64| exp2(-away * away / (2.0 * core::f64::consts::LN_2));
        let medians: Vec<f64> = (first..first + n_medians)
            .map(|median| bell(octaves(median as f64 - middle) / DOUBT))
            .collect();
        let usual_spread = octaves((most - least) as f64) / USUAL_WIDTH;
        let spreads = SPREADS.map(|spread| {
            // The table's steps are of half an octave, nearly.
            let steps =
                2.05 * log2(spread / usual_spread.clamp(SPREADS[0], SPREADS[N_SPREADS - 1]));
            bell(steps / SPREAD_DOUBT)
        });
        let sums = (medians.iter().sum::<f64>(), spreads.iter().sum::<f64>());
        let mut weights = Vec::with_capacity(N_SPREADS * n_medians);
        for spread in spreads {
            let median =
                |weight: &f64| (1.0 - IGNORANCE) * weight / sums.0 + IGNORANCE / n_medians as f64;
            weights.extend(
                medians
                    .iter()
                    .map(|weight| spread / sums.1 * median(weight)),
            );
        }
        Self {
            first,
            n_medians,
            weights,
        }
    }
}

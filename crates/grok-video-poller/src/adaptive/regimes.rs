//! What the completions seen let expect, where the service may have changed in between.
//!
//! A regime is a time in which the service works alike: one shape, one median. When the present one began
//! is not known, so several beginnings are weighed: by how well the completions since then, and apart from
//! them those before, fit any regime at all. So an old regime is left behind after a few completions that
//! contradict it, and where none do, all that was seen counts.

use alloc::vec;
use alloc::vec::Vec;

use super::bins::{N_BINS, Stretch};
use super::logarithm::{exp2, log2};
use super::prior::Prior;
use super::shapes::{over, over_by_edge};

/// How likely the service changes from one completion to the next.
const HAZARD: f64 = 1.0 / 1000.0;

/// How many completions ago the present regime may have begun, if it did not begin before all of them.
const BEGINNINGS: [usize; 8] = [0, 2, 4, 8, 16, 32, 64, 128];

/// The share of completions that no shape foresees.
const OUTLIERS: f32 = 0.01;

/// How many likelihoods are multiplied before a logarithm is taken, and how many of them in single
/// precision: each is above 2e-5.
const CHUNK: usize = 32;
const FEW: usize = 6;

/// What the completions let expect of the next one.
#[derive(Debug)]
pub(super) struct Expected {
    /// The share that is over at each edge.
    pub(super) over: Vec<f64>,
    /// For each completion, newest first: how likely it belongs to the present regime.
    pub(super) belongs: Vec<f64>,
    /// The logarithm of how likely all that was seen is, by any regimes.
    pub(super) evidence: f64,
}

/// Weighs all regimes by the completions seen, newest first.
pub(super) fn expected(prior: &Prior, seen: &[Stretch]) -> Expected {
    let mut beginnings: Vec<usize> = BEGINNINGS.into_iter().filter(|n| *n < seen.len()).collect();
    beginnings.push(seen.len());
    let fits = fits(prior, seen, &beginnings);

    // How well each beginning explains what was seen since, and all of it, as logarithms.
    let all = &fits[fits.len() - 1];
    let since: Vec<f64> = fits
        .iter()
        .map(|since| evidence(prior, since.iter().copied()))
        .collect();
    let explained: Vec<f64> = beginnings
        .iter()
        .enumerate()
        .map(|(n, beginning)| {
            let before = all.iter().zip(&fits[n]).map(|(all, since)| all - since);
            let slot = match beginnings.get(n + 1) {
                Some(next) => HAZARD * (next - beginning) as f64,
                None => 1.0 - HAZARD * (*beginning as f64).min(128.0),
            };
            log2(slot) + evidence(prior, before) + since[n]
        })
        .collect();
    let best = explained.iter().copied().fold(f64::MIN, f64::max);
    let mut likely: Vec<f64> = explained.iter().map(|it| exp2(it - best)).collect();
    let sum: f64 = likely.iter().sum();
    likely.iter_mut().for_each(|it| *it /= sum);

    let mut weights = vec![0.0; prior.weights.len()];
    for ((fits, since), likely) in fits.iter().zip(since).zip(&likely) {
        if *likely > 1e-6 {
            for ((sum, weight), fit) in weights.iter_mut().zip(&prior.weights).zip(fits) {
                *sum += likely * weight * exp2(f64::from(*fit) - since);
            }
        }
    }
    let mut belongs = vec![0.0; seen.len()];
    for (likely, beginning) in likely.iter().zip(&beginnings) {
        belongs[..*beginning]
            .iter_mut()
            .for_each(|it| *it += likely);
    }
    Expected {
        over: mixture(prior, &weights),
        belongs,
        evidence: best + log2(sum),
    }
}

/// Returns, for each beginning, the logarithm of how well each regime fits the completions since.
fn fits(prior: &Prior, seen: &[Stretch], beginnings: &[usize]) -> Vec<Vec<f32>> {
    let n_medians = prior.n_medians;
    let mut fit = vec![0.0_f32; prior.weights.len()];
    let mut product = vec![1.0_f64; n_medians];
    let mut likelihoods = vec![1.0_f32; n_medians];
    let mut fits = Vec::with_capacity(beginnings.len());
    let mut done = 0;
    for beginning in beginnings {
        for chunk in seen[done..*beginning].chunks(CHUNK) {
            for (spread, fit) in fit.chunks_mut(n_medians).enumerate() {
                product.fill(1.0);
                for few in chunk.chunks(FEW) {
                    likelihoods.fill(1.0);
                    for stretch in few {
                        multiply_likelihoods(prior, spread, *stretch, &mut likelihoods);
                    }
                    for (product, likelihood) in product.iter_mut().zip(&likelihoods) {
                        *product *= f64::from(*likelihood);
                    }
                }
                for (fit, product) in fit.iter_mut().zip(&product) {
                    *fit += log2(*product) as f32;
                }
            }
        }
        done = *beginning;
        fits.push(fit.clone());
    }
    fits
}

/// Multiplies each median's likelihood, at some spread, by that of one completion more.
fn multiply_likelihoods(prior: &Prior, spread: usize, seen: Stretch, likelihoods: &mut [f32]) {
    let outlier = OUTLIERS * seen.share() as f32;
    let until = &over(spread, seen.to, prior.first)[..likelihoods.len()];
    let before = &over(spread, seen.from, prior.first)[..likelihoods.len()];
    for ((likelihood, until), before) in likelihoods.iter_mut().zip(until).zip(before) {
        *likelihood *= outlier + (1.0 - OUTLIERS) * (until - before);
    }
}

/// Returns the logarithm of the mean of the likelihoods, of which the logarithms are given.
fn evidence(prior: &Prior, fits: impl Iterator<Item = f32> + Clone) -> f64 {
    let best = fits.clone().fold(f32::MIN, f32::max);
    let sum: f64 = prior
        .weights
        .iter()
        .zip(fits)
        .filter(|(_, fit)| best - fit < 40.0)
        .map(|(weight, fit)| weight * exp2(f64::from(fit - best)))
        .sum();
    f64::from(best) + log2(sum)
}

/// Returns the share that is over at each edge when each regime has its weight.
fn mixture(prior: &Prior, weights: &[f64]) -> Vec<f64> {
    let mut backwards = vec![0.0; N_BINS + 1];
    for (spread, weights) in weights.chunks(prior.n_medians).enumerate() {
        for (n, weight) in weights
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight > 1e-6)
        {
            let over = over_by_edge(spread, prior.first + n);
            let n_begun = over.partition_point(|over| *over > 0.0);
            for (sum, over) in backwards.iter_mut().zip(&over[..n_begun]) {
                *sum += weight * f64::from(*over);
            }
        }
    }
    // Once more a distribution: what is beyond either end counts to the last bin there.
    let all: f64 = weights.iter().filter(|weight| **weight > 1e-6).sum();
    let mut mixture: Vec<f64> = backwards.into_iter().rev().map(|over| over / all).collect();
    mixture[0] = 0.0;
    mixture[N_BINS] = 1.0;
    mixture
}

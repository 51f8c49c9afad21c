//! What was seen, by itself: no shape is taken for granted where many completions contradict it.

use alloc::vec;
use alloc::vec::Vec;

use super::bins::{N_BINS, Stretch};
use super::logarithm::{exp2, log2};
use super::regimes::Expected;

/// How many completions it takes.
const ENOUGH: f64 = 12.0;

/// How far a completion tells of others, in bins to either side.
const REACHES: [usize; 2] = [8, 3];

/// The weights that the sample may get beside the shapes, and how likely each was before; the first is 0.
const WEIGHTS: [f64; 4] = [0.0, 0.3, 0.6, 0.9];
const LIKELY: [f64; 4] = [0.6, 0.07, 0.07, 0.06];

/// How unlikely it was that the shapes do not fit, as a logarithm, and what an outlier is worth.
const NO_SHAPE: f64 = -10.0;
const OUTLIERS: f64 = 0.05;

/// Returns the share that is over at each edge after the completions themselves were given the weight that
/// they deserve: by how well one half of them foretells the other, compared with the shapes.
pub(super) fn refined(expected: Expected, seen: &[Stretch]) -> Vec<f64> {
    let Expected {
        over,
        mut belongs,
        evidence,
    } = expected;
    if (seen.len() as f64) < ENOUGH {
        return over;
    }
    // Changes of regime may be needed only because no shape fits: then all completions belong together.
    let everyone = vec![1.0; seen.len()];
    let steady = Halves::new(&over, seen, &everyone, REACHES[0]);
    let explained = NO_SHAPE
        + steady.score(seen, &everyone, |within, stretch| {
            (1.0 - OUTLIERS) * within + OUTLIERS * stretch.share()
        });
    let is_steady = 1.0 / (1.0 + exp2((evidence - explained).min(100.0)));
    for belongs in &mut belongs {
        *belongs += is_steady * (1.0 - *belongs);
    }
    if belongs.iter().sum::<f64>() < ENOUGH {
        return over;
    }

    let mut scores = Vec::with_capacity(REACHES.len() * WEIGHTS.len());
    for reach in REACHES {
        let halves = Halves::new(&over, seen, &belongs, reach);
        for (weight, likely) in WEIGHTS.into_iter().zip(LIKELY) {
            let score = halves.score(seen, &belongs, |within, stretch| {
                let shapes = over[stretch.to] - over[stretch.from];
                (1.0 - weight) * shapes + weight * within + 0.001 * stretch.share()
            });
            scores.push((reach, weight, log2(likely) + score));
        }
    }
    let best = scores.iter().map(|it| it.2).fold(f64::MIN, f64::max);
    let likely = |score: f64| exp2(score - best);
    let sum: f64 = scores.iter().map(|it| likely(it.2)).sum();
    let mut refined = over.clone();
    for reach in REACHES {
        let of_reach = scores.iter().filter(|it| it.0 == reach);
        let weight: f64 = of_reach.map(|it| it.1 * likely(it.2) / sum).sum();
        if weight > 0.01 {
            let sample = sample(&over, seen, &belongs, reach);
            for ((refined, over), sample) in refined.iter_mut().zip(&over).zip(sample) {
                *refined += weight * (sample - over);
            }
        }
    }
    refined
}

/// Two samples: of every second completion, and of the others.
struct Halves([Vec<f64>; 2]);

impl Halves {
    fn new(shapes: &[f64], seen: &[Stretch], belongs: &[f64], reach: usize) -> Self {
        Self([0, 1].map(|half| {
            let belongs: Vec<f64> = belongs
                .iter()
                .enumerate()
                .map(|(n, belongs)| if n % 2 == half { *belongs } else { 0.0 })
                .collect();
            sample(shapes, seen, &belongs, reach)
        }))
    }

    /// Returns the logarithm of how well each half foretells the other, where `foretold` makes a likelihood
    /// of the share of the one half that is in the interval of a completion of the other.
    fn score(
        &self,
        seen: &[Stretch],
        belongs: &[f64],
        foretold: impl Fn(f64, &Stretch) -> f64,
    ) -> f64 {
        let score = |(n, (stretch, belongs)): (usize, (&Stretch, &f64))| {
            let other = &self.0[1 - n % 2];
            belongs * log2(foretold(other[stretch.to] - other[stretch.from], stretch))
        };
        seen.iter().zip(belongs).enumerate().map(score).sum()
    }
}

/// Returns the share that is over at each edge by the completions alone: each is spread over its interval
/// as all together are, found in three rounds.
fn sample(shapes: &[f64], seen: &[Stretch], belongs: &[f64], reach: usize) -> Vec<f64> {
    let mut over = shapes.to_vec();
    for round in 0..3 {
        let mut masses = vec![0.0; N_BINS];
        for (stretch, belongs) in seen
            .iter()
            .zip(belongs)
            .filter(|(_, belongs)| **belongs > 0.0)
        {
            let all = over[stretch.to] - over[stretch.from];
            let least = 1e-9 * stretch.share();
            let scale = belongs / (all + least * (stretch.to - stretch.from) as f64);
            let edges = &over[stretch.from..=stretch.to];
            for (mass, edges) in masses[stretch.from..stretch.to]
                .iter_mut()
                .zip(edges.windows(2))
            {
                *mass += scale * (edges[1] - edges[0] + least);
            }
        }
        let sampled = summed(&smooth(&masses, reach));
        if round == 2 {
            return sampled;
        }
        over = sampled
            .iter()
            .zip(shapes)
            .map(|(one, other)| 0.5 * (one + other))
            .collect();
    }
    over
}

/// Spreads each mass over its neighbours, the near ones most; what would be beyond the ends stays there.
fn smooth(masses: &[f64], reach: usize) -> Vec<f64> {
    let mut smooth = vec![0.0; N_BINS];
    let last = N_BINS - 1;
    for (n, mass) in masses.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
        let unit = mass / (reach * reach) as f64;
        for away in 0..reach {
            let part = unit * (reach - away) as f64;
            smooth[(n + away).min(last)] += part;
            if away > 0 {
                smooth[n.saturating_sub(away)] += part;
            }
        }
    }
    smooth
}

/// Returns the share at each edge of all that the bins hold.
fn summed(masses: &[f64]) -> Vec<f64> {
    let all = masses.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut sum = 0.0;
    let mut over = Vec::with_capacity(N_BINS + 1);
    over.push(0.0);
    for mass in masses {
        sum += mass;
        over.push((sum / all).min(1.0));
    }
    over[N_BINS] = 1.0;
    over
}

//! The dynamic program: which ages cost least.

use alloc::vec;
use alloc::vec::Vec;

use super::forecast::Forecast;
use super::plan::Plan;

/// The finest grid of ages.
const FINEST_MS: u32 = 1000;

/// How many ages there are at most; with more, the grid is coarser.
const MAX_AGES: u32 = 2000;

/// The share of tasks for which there is a plan; the others are asked for as the provider recommends.
const PLANNED: f64 = 0.9995;

/// The end of a plan at the latest, unless a tenth of the tasks takes more than half as long.
const LATEST_MS: u64 = 1_800_000;

/// What bounds a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The least gap between two polls.
    pub(super) min_gap_ms: u32,
    /// How much delay a poll is worth.
    pub(super) poll_cost_ms: u32,
    /// The longest gap between two polls, not below the least.
    pub(super) max_gap_ms: u32,
    /// The latest first poll, not below the least gap.
    pub(super) max_first_ms: u32,
}

/// Returns the ages that minimise the expected delay plus the cost of the expected polls.
///
/// With `over(t)` for the share that is over at `t`, a poll at `b` that follows one at `a` costs the delay
/// of those over in between, ∫ over from `a` to `b` − (b − a) over(a), and one poll for each task that is not
/// over at `a`. So the least cost from `a` on is that of the best `b` plus the least cost from `b` on, and
/// is found from the end backwards.
pub(super) fn plan(forecast: &Forecast, bounds: &Bounds) -> Plan {
    let (step_ms, gap) = grid(forecast, bounds);
    let steps = |ms: u32| (ms / step_ms).max(gap) as usize;
    let (max_gap, max_first) = (steps(bounds.max_gap_ms), steps(bounds.max_first_ms));
    let gap = gap as usize;
    let end = ((end_ms(forecast) / step_ms) as usize).max(max_first);

    let n_ages = end + max_gap + 1;
    let over: Vec<f64> = (0..n_ages)
        .map(|n| forecast.over_at_ms(u32::try_from(n).unwrap_or(u32::MAX).saturating_mul(step_ms)))
        .collect();
    let mut area = Vec::with_capacity(n_ages);
    area.push(0.0);
    for n in 1..n_ages {
        area.push(area[n - 1] + (over[n - 1] + over[n]) / 2.0);
    }

    let poll_cost = f64::from(bounds.poll_cost_ms) / f64::from(step_ms);
    // Beyond the end, a poll follows every `max_gap`: half of that is a task's delay.
    let later = max_gap as f64 / 2.0 + 2.0 * poll_cost;
    // The area plus the least cost from each age on.
    let mut total: Vec<f64> = (0..n_ages)
        .map(|n| area[n] + (1.0 - over[n]) * later)
        .collect();
    let mut next = vec![0_usize; end + 1];
    for age in (1..=end).rev() {
        let (best, cost) = best(&total, over[age], age + gap, age + max_gap);
        next[age] = best;
        total[age] = cost + poll_cost * (1.0 - over[age]) + over[age] * age as f64;
    }
    let (first, _) = best(&total, 0.0, gap, max_first);

    let mut ages = Vec::new();
    let mut age = first;
    loop {
        ages.push(
            u32::try_from(age)
                .unwrap_or(u32::MAX)
                .saturating_mul(step_ms),
        );
        match next.get(age) {
            Some(then) => age = *then,
            None => break,
        }
    }
    Plan::of_ms(ages, bounds.min_gap_ms)
}

/// Returns the age of the next poll that costs least, and the cost less what is the same for all of them.
fn best(total: &[f64], over: f64, from: usize, to: usize) -> (usize, f64) {
    let mut best = (from, f64::INFINITY);
    let mut ages = from as f64;
    for (n, total) in total[from..=to].iter().enumerate() {
        let cost = total - over * ages;
        if cost < best.1 {
            best = (from + n, cost);
        }
        ages += 1.0;
    }
    best
}

/// Returns the age behind which nothing is planned.
fn end_ms(forecast: &Forecast) -> u32 {
    let latest = LATEST_MS.max(2 * forecast.quantile_ms(0.9));
    let end = forecast.quantile_ms(PLANNED).min(latest);
    u32::try_from(end).unwrap_or(u32::MAX)
}

/// Returns the step of the grid and the least gap in steps, which is no less than in milliseconds.
fn grid(forecast: &Forecast, bounds: &Bounds) -> (u32, u32) {
    let end = end_ms(forecast).max(bounds.max_first_ms);
    let coarsest = end.saturating_add(bounds.max_gap_ms).div_ceil(MAX_AGES);
    let wanted = coarsest.max(FINEST_MS);
    if wanted >= bounds.min_gap_ms {
        return (wanted, 1);
    }
    // So that a whole number of steps is the gap.
    let gap = bounds.min_gap_ms / wanted;
    (bounds.min_gap_ms.div_ceil(gap), gap)
}

//! Schedules to compare with: those without knowledge, and that which knows all.

use super::truth::Truth;

/// Asks every so many seconds.
pub fn fixed(interval: f64) -> impl Iterator<Item = f64> {
    (1..).map(move |n| f64::from(n) * interval)
}

/// Waits `factor` times as long before each poll as before the last, up to a cap.
pub fn exponential(first: f64, factor: f64, cap: f64) -> impl Iterator<Item = f64> {
    let (mut age, mut wait) = (0.0, first);
    std::iter::repeat_with(move || {
        age += wait;
        wait = (wait * factor).min(cap);
        age
    })
}

/// Waits until 5 % are over, then asks every so many seconds.
pub fn waiting(truth: &Truth, interval: f64) -> impl Iterator<Item = f64> {
    let first = truth.least;
    (0..).map(move |n| first + f64::from(n) * interval)
}

/// Asks at the ages that cost least, given the truth: no gap is below `gap` seconds, a poll is worth
/// `poll_cost` seconds, all on a grid of half a second, and without any hedge.
pub fn oracle(truth: &Truth, gap: f64, poll_cost: f64) -> impl Iterator<Item = f64> + use<> {
    const STEP: f64 = 0.5;
    const LONGEST: f64 = 200.0;
    let steps = |seconds: f64| (seconds / STEP).ceil() as usize;
    let end = steps(truth.most * 3.5);
    let (gap, longest) = (steps(gap), steps(LONGEST.max(2.0 * gap)));

    let over: Vec<f64> = (0..=end + longest)
        .map(|n| truth.over(n as f64 * STEP))
        .collect();
    let mut area = vec![0.0];
    for n in 1..over.len() {
        area.push(area[n - 1] + STEP * f64::midpoint(over[n - 1], over[n]));
    }
    let mut least = vec![0.0; over.len()];
    let mut next = vec![0; over.len()];
    for age in (0..=end).rev() {
        let range = if age == 0 {
            gap..=end
        } else {
            age + gap..=age + longest
        };
        let delay = |then: usize| area[then] - area[age] - (then - age) as f64 * STEP * over[age];
        let costs = range.map(|then| (delay(then) + least[then], then));
        let best = costs.min_by(|one, other| one.0.total_cmp(&other.0));
        let (cost, then) = best.expect("there are ages");
        least[age] = cost + poll_cost * (1.0 - over[age]);
        next[age] = then;
    }
    let mut age = 0;
    std::iter::repeat_with(move || {
        age = if age <= end { next[age] } else { age + longest };
        age as f64 * STEP
    })
}

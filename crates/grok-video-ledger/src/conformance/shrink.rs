//! Makes a history that fails shorter.

use super::history::{Difference, replay};
use super::step::Step;
use super::subject::Subject;

/// How often a history is tried again at most.
const TRIES: usize = 500;

/// Drops steps, ever fewer at once, as long as the history still ends in a difference.
pub(super) async fn shrink<S: Subject>(
    fresh: &impl AsyncFn() -> S,
    found: Box<Difference>,
) -> Box<Difference> {
    let mut least = found;
    let mut tries = 0;
    let mut size = least.steps.len() / 2;
    while size > 0 {
        let mut from = 0;
        while from < least.steps.len() && tries < TRIES {
            tries += 1;
            let mut steps: Vec<Step> = least.steps.clone();
            steps.drain(from..least.steps.len().min(from + size));
            match replay(fresh().await, &steps).await {
                Err(difference) => least = difference,
                Ok(()) => from += size,
            }
        }
        size /= 2;
    }
    shrink_batches(fresh, least).await
}

/// Drops items of batches, from the last step on.
async fn shrink_batches<S: Subject>(
    fresh: &impl AsyncFn() -> S,
    found: Box<Difference>,
) -> Box<Difference> {
    let mut least = found;
    for step in (0..least.steps.len()).rev() {
        let mut item = 0;
        while let Some(less) = least.steps.get(step).and_then(|it| it.without(item)) {
            let mut steps = least.steps.clone();
            steps[step] = less;
            match replay(fresh().await, &steps).await {
                Err(difference) => least = difference,
                Ok(()) => item += 1,
            }
        }
    }
    least
}

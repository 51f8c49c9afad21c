//! What every ledger must do, for the tests of whoever writes one.
//!
//! [`histories`] makes random steps on a ledger and compares each answer with a model that was written from the
//! documentation alone; [`stale_fences`] tries every write in every state under every fence but the right one;
//! [`allowances`] holds what is granted against all that was granted before; [`scenarios`] tells the stories on which
//! money hangs. All four panic with what was done, what must have come
//! and what came. [`check`] runs them all.
//!
//! ```
//! use grok_video_ledger::MemoryLedger;
//! use grok_video_ledger::conformance::{ByHand, Plan, check};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let plan = Plan::from_env();
//! # let plan = Plan { histories: 0, ..plan };
//! check(async || ByHand::new(MemoryLedger::with_clock), plan).await;
//! # }
//! ```
//!
//! # What is asked of numbers
//! Tasks are numbered in the order of submission, and may leave numbers out; a fence is higher than every earlier
//! one of its task; no session's number comes twice.

mod actual;
mod allowances;
mod answer;
mod bench;
mod clock;
mod content;
mod coverage;
mod dice;
mod draw;
mod history;
mod likeness;
mod met;
mod model;
mod plan;
mod report;
mod scenario;
mod shrink;
mod stale;
mod step;
mod subject;

pub use self::allowances::allowances;
pub use self::clock::ManualClock;
pub use self::plan::Plan;
pub use self::report::Report;
pub use self::scenario::scenarios;
pub use self::stale::stale_fences;
pub use self::subject::{ByHand, Subject};

use self::coverage::Coverage;
use self::history::draw_one;
use self::shrink::shrink;

/// Holds a ledger to all that is asked of ledgers; `fresh` makes an empty one each time.
///
/// # Panics
/// Panics where it does something else.
pub async fn check<S: Subject>(fresh: impl AsyncFn() -> S, plan: Plan) -> Report {
    scenarios(&fresh).await;
    stale_fences(&fresh).await;
    allowances(&fresh).await;
    histories(&fresh, plan).await
}

/// Compares random histories with the model.
///
/// # Panics
/// Panics at the first difference, with the seed and a history that was made as short as it goes; and where a pair
/// of the table of states, calls and fences was never met, unless there were no histories at all.
pub async fn histories<S: Subject>(fresh: &impl AsyncFn() -> S, plan: Plan) -> Report {
    let mut coverage = Coverage::default();
    let (mut steps, mut lists) = (0, 0);
    for seed in (plan.seed..).take(plan.histories as usize) {
        match draw_one(fresh().await, seed, plan.steps, &mut coverage).await {
            Ok((made, looked)) => {
                steps += made;
                lists += looked;
            }
            Err(difference) => {
                let least = shrink(fresh, difference).await;
                panic!("history {seed} goes wrong; {least}");
            }
        }
    }
    let missing = coverage.missing();
    assert!(
        missing.is_empty() || plan.histories == 0,
        "{} histories of {} steps never met {missing:?}; try more",
        plan.histories,
        plan.steps,
    );
    let (pairs, _) = coverage.met();
    Report {
        histories: plan.histories,
        steps,
        lists,
        pairs,
    }
}

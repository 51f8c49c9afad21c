//! The stories on which money hangs, each told once and plainly.

mod batches;
mod crash;
mod permits;
mod races;

use super::bench::Bench;
use super::subject::Subject;

/// Tells the stories, each on a ledger of its own: one permit for an intent, also where its answer is lost; what a
/// dead session leaves; late answers; races for tasks; batches that are refused whole; calls that are dropped.
///
/// # Panics
/// Panics where a story ends otherwise.
pub async fn scenarios<S: Subject>(fresh: &impl AsyncFn() -> S) {
    permits::are_given_once(&Bench::new(fresh).await).await;
    permits::are_the_holders_alone(&Bench::new(fresh).await).await;
    crash::leaves_unknown_what_was_being_sent(&mut Bench::new(fresh).await).await;
    crash::takes_a_late_answer(&Bench::new(fresh).await).await;
    crash::takes_no_late_answer_after_a_decision(&Bench::new(fresh).await).await;
    crash::loses_nothing(&mut Bench::new(fresh).await).await;
    races::for_tasks_have_one_winner(&Bench::new(fresh).await).await;
    races::for_a_permit_have_one_winner(&Bench::new(fresh).await).await;
    races::for_a_name_make_one_task(&Bench::new(fresh).await).await;
    batches::that_are_too_large_are_refused_whole(&Bench::new(fresh).await).await;
    batches::with_a_conflict_submit_nothing(&Bench::new(fresh).await).await;
    batches::that_are_dropped_are_done_or_not(&Bench::new(fresh).await).await;
}

//! The ledger on PostgreSQL does what every ledger must. `LEDGER_HISTORIES=1000` tries more.

use grok_video_ledger::conformance::{Plan, allowances, histories, scenarios, stale_fences};

use crate::database::Still;

#[tokio::test]
async fn the_stories_end_well_on_postgres() {
    scenarios(&Still::new).await;
}

#[tokio::test]
async fn stale_fences_are_refused_on_every_method_on_postgres() {
    stale_fences(&Still::new).await;
}

#[tokio::test]
async fn calls_are_granted_at_their_rate_on_postgres() {
    allowances(&Still::new).await;
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the figures are asked for")]
async fn random_histories_match_the_model_on_postgres() {
    let mut plan = Plan::from_env();
    if std::env::var_os("LEDGER_HISTORIES").is_none() {
        // Each call is a few round trips.
        plan.histories = 120;
    }
    println!("{}", histories(&Still::new, plan).await);
}

//! The ledger in memory does what every ledger must. `LEDGER_HISTORIES=10000` tries more.

use std::time::Duration;

use grok_video_ledger::conformance::{
    ByHand, ManualClock, Plan, Subject, allowances, check, histories, scenarios, stale_fences,
};
use grok_video_ledger::{Clock, Ledger, MemoryLedger, Moment, Session};

async fn memory() -> ByHand<MemoryLedger> {
    ByHand::new(MemoryLedger::with_clock)
}

#[tokio::test]
async fn the_stories_end_well_in_memory() {
    scenarios(&memory).await;
}

#[tokio::test]
async fn stale_fences_are_refused_on_every_method_in_memory() {
    stale_fences(&memory).await;
}

#[tokio::test]
async fn calls_are_granted_at_their_rate_in_memory() {
    allowances(&memory).await;
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the figures are asked for")]
async fn random_histories_match_the_model_in_memory() {
    println!("{}", histories(&memory, Plan::from_env()).await);
}

/// A ledger whose clock goes on with every look at it, and whose sessions are over when it is opened again.
#[derive(Debug)]
struct Running {
    ledger: MemoryLedger,
    clock: Ticking,
}

#[derive(Debug, Clone)]
struct Ticking(ManualClock);

impl Clock for Ticking {
    fn now(&self) -> Moment {
        self.0.advance(Duration::from_millis(1));
        self.0.now()
    }
}

impl Subject for Running {
    fn ledger(&self) -> &dyn Ledger {
        &self.ledger
    }

    async fn now(&self) -> Moment {
        self.clock.now()
    }

    async fn pass(&mut self, time: Duration) {
        self.clock.0.advance(time);
    }

    async fn reopen(&mut self) {
        for id in 1..100 {
            let closed = self.ledger.close_session(Session::new(id, Duration::ZERO));
            closed.await.expect("a ledger in memory can be reached");
        }
    }
}

#[tokio::test]
async fn a_clock_that_runs_and_sessions_that_end_early_are_allowed() {
    let running = async || {
        let clock = Ticking(ManualClock::new());
        let ledger = MemoryLedger::with_clock(clock.clone());
        Running { ledger, clock }
    };
    let plan = Plan {
        histories: 100,
        ..Plan::default()
    };
    check(running, plan).await;
}

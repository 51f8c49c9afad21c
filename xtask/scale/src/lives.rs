//! Whole lives: how many a second, and how many while somebody holds a snapshot.

use std::time::Duration;

use crate::fault::Fault;
use crate::graphile::Graphile;
use crate::options::Options;
use crate::ours::Ours;
use crate::runner;
use crate::server::Server;
use crate::turn::{Turn, median};

/// How long each works before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);

/// How many of its jobs a life is to the queue: one for each poll.
const POLLS: f64 = 10.0;

/// What a life costs, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lives {
    pub(crate) ours: f64,
    /// By its own worker.
    pub(crate) graphile: f64,
    /// By its statements alone.
    pub(crate) statements: f64,
}

/// Measures the ledger and its peer, in turns.
pub(crate) async fn measure(server: &Server, options: Options) -> Result<Lives, Fault> {
    let ours = Ours::new(server, "lives").await?;
    let session = ours.open().await?;
    let peer = Graphile::new(server, "peer_lives").await?;
    let mut costs = [const { Vec::new() }; 3];
    for round in 0..=options.rounds {
        let time = if round == 0 { WARM_UP } else { options.turn };
        server.settle().await?;
        let ours = turn(&ours, session, time).await?.cost()?;
        server.settle().await?;
        let worker = POLLS * runner::poll(server, "peer_worker").await?;
        server.settle().await?;
        let peer = peer.clone();
        let work = move |client| {
            let peer = peer.clone();
            async move { peer.live(client).await }
        };
        let statements = Turn::take(time, work).await?.cost()?;
        eprintln!(
            "lives, round {round}: {ours:.0} ns ours, {worker:.0} ns graphile_worker, {statements:.0} ns its statements"
        );
        if round > 0 {
            for (costs, cost) in costs.iter_mut().zip([ours, worker, statements]) {
                costs.push(cost);
            }
        }
    }
    let [ours, graphile, statements] = costs.map(median);
    Ok(Lives {
        ours,
        graphile,
        statements,
    })
}

/// Returns what a life costs while another connection holds a snapshot that is older than all of them, and what it costs
/// without one; in the last third of each run, when most has been left behind.
pub(crate) async fn measure_snapshot(
    server: &Server,
    options: Options,
) -> Result<(f64, f64), Fault> {
    let without = run(server, "lives_without", options.snapshot).await?;
    let mut snapshot = server.pool.begin().await?;
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class")
        .execute(&mut *snapshot)
        .await?;
    let with = run(server, "lives_with", options.snapshot).await?;
    snapshot.rollback().await?;
    Ok((with, without))
}

async fn run(server: &Server, schema: &str, time: Duration) -> Result<f64, Fault> {
    let ours = Ours::new(server, schema).await?;
    let session = ours.open().await?;
    let turn = turn(&ours, session, time).await?;
    let (whole, end) = (turn.cost()?, turn.cost_after(time * 2 / 3)?);
    eprintln!("{schema}: {whole:.0} ns in all, {end:.0} ns in the last third");
    Ok(end)
}

async fn turn(
    ours: &Ours,
    session: grok_video_ledger::Session,
    time: Duration,
) -> Result<Turn, Fault> {
    let ours = ours.clone();
    let work = move |_| {
        let ours = ours.clone();
        async move { ours.live(session).await }
    };
    Turn::take(time, work).await
}

//! Polls: what a lease for each costs, and what the server computes for them.

use std::time::{Duration, Instant};

use grok_video_ledger::{Fenced, Ledger, Life};
use tokio::task::JoinSet;
use tokio::time::{Instant as Tick, MissedTickBehavior, interval_at};

use crate::apalis::Apalis;
use crate::fault::Fault;
use crate::graphile::Graphile;
use crate::options::Options;
use crate::ours::{Ours, TTL};
use crate::runner;
use crate::server::Server;
use crate::turn::{BATCH, N_CLIENTS, Turn, median};

/// How far apart the polls of a task are.
const GAP: Duration = Duration::from_secs(30);

/// How far apart a worker writes down where a task stands that it holds.
const NOTE: Duration = Duration::from_secs(300);

/// How long each works before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);

/// What was measured of polls, in nanoseconds a poll.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Polls {
    pub(crate) ours: f64,
    /// By its own worker.
    pub(crate) graphile: f64,
    /// By its statements alone.
    pub(crate) statements: f64,
    /// By its statements alone.
    pub(crate) apalis: f64,
    /// CPU of the server.
    pub(crate) held: f64,
    pub(crate) leased: f64,
}

/// Makes as many tasks for each contestant, and measures them in turns.
pub(crate) async fn measure(server: &Server, options: Options) -> Result<Polls, Fault> {
    let ours = Ours::new(server, "polls").await?;
    let mut sessions = Vec::new();
    let mut held = Vec::new();
    for client in 0..options.n_tasks.div_ceil(BATCH) {
        if client < N_CLIENTS {
            sessions.push((ours.open().await?, Vec::new()));
        }
        let (session, tasks) = &mut sessions[client % N_CLIENTS];
        tasks.extend(ours.begin(*session).await?);
    }
    held.append(&mut sessions);
    let n_tasks = held.iter().map(|(_, tasks)| tasks.len()).sum();

    server.settle().await?;
    let before = server.cpu()?;
    let n_polls = hold(&ours, held, options.watch).await?;
    let held = cost(server.cpu()? - before, n_polls)?;

    ours.free_all().await?;
    server.settle().await?;
    let before = server.cpu()?;
    let n_leases = lease(&ours, n_tasks, options.watch).await?;
    let leased = cost(server.cpu()? - before, n_leases)?;
    eprintln!(
        "cpu of the server: {held:.0} ns a poll of {n_polls} held, {leased:.0} ns a poll of {n_leases} leased"
    );

    let graphile = Graphile::new(server, "peer_polls").await?;
    for _ in 0..n_tasks / BATCH {
        graphile.add().await?;
    }
    let apalis = Apalis::new(server, n_tasks).await?;
    let mut costs = [const { Vec::new() }; 4];
    for round in 0..=options.rounds {
        let time = if round == 0 { WARM_UP } else { options.turn };
        server.settle().await?;
        let it = ours.clone();
        let work = move |_| {
            let it = it.clone();
            async move { it.repoll().await }
        };
        let first = Turn::take(time, work).await?.cost()?;
        server.settle().await?;
        let it = graphile.clone();
        let work = move |client| {
            let it = it.clone();
            async move { it.repoll(client).await }
        };
        let second = Turn::take(time, work).await?.cost()?;
        server.settle().await?;
        let worker = runner::poll(server, "peer_poller").await?;
        server.settle().await?;
        let it = apalis.clone();
        let work = move |client| {
            let it = it.clone();
            async move { it.repoll(client).await }
        };
        let third = Turn::take(time, work).await?.cost()?;
        eprintln!(
            "polls, round {round}: {first:.0} ns ours, {worker:.0} ns graphile_worker, {second:.0} ns its statements, {third:.0} ns apalis"
        );
        if round > 0 {
            for (costs, cost) in costs.iter_mut().zip([first, worker, second, third]) {
                costs.push(cost);
            }
        }
    }
    let [ours, graphile, statements, apalis] = costs.map(median);
    Ok(Polls {
        ours,
        graphile,
        statements,
        apalis,
        held,
        leased,
    })
}

fn cost(cpu: Duration, n: usize) -> Result<f64, Fault> {
    if n == 0 {
        return Err("no poll came due while the server was watched; give it more time".into());
    }
    Ok(cpu.as_nanos() as f64 / n as f64)
}

/// How far apart batches are, where each of `n_tasks` has its turn once in `period`.
fn pace(n_tasks: usize, period: Duration) -> Duration {
    period.mul_f64(BATCH as f64 / n_tasks as f64)
}

/// Lets workers hold tasks and poll them from memory, with all that the ledger is told meanwhile: that they live, and where
/// each task stands, once in a while. Returns how many polls there were.
async fn hold(
    ours: &Ours,
    workers: Vec<(grok_video_ledger::Session, Vec<Fenced>)>,
    time: Duration,
) -> Result<usize, Fault> {
    let began = Instant::now();
    let mut all = JoinSet::new();
    for (session, tasks) in workers {
        let ours = ours.clone();
        all.spawn(async move {
            let mut polls = ticks(pace(tasks.len(), GAP));
            let mut notes = ticks(pace(tasks.len(), NOTE));
            let mut beats = ticks(TTL / 6);
            let mut batches = tasks.chunks(BATCH).cycle();
            let mut n_polls = 0;
            while began.elapsed() < time {
                tokio::select! {
                    // The answer to a poll stays in the worker's memory.
                    _ = polls.tick() => n_polls += BATCH,
                    _ = notes.tick() => ours.reschedule(batches.next().unwrap_or_default()).await?,
                    _ = beats.tick() => {
                        if ours.ledger.beat(session).await? != Life::Live {
                            return Err("a session was lost".into());
                        }
                    }
                }
            }
            Ok::<_, Fault>(n_polls)
        });
    }
    sum(all).await
}

/// Leases the tasks at the same pace instead, each batch by one statement.
async fn lease(ours: &Ours, n_tasks: usize, time: Duration) -> Result<usize, Fault> {
    let began = Instant::now();
    let mut all = JoinSet::new();
    for _ in 0..N_CLIENTS {
        let ours = ours.clone();
        all.spawn(async move {
            let mut polls = ticks(pace(n_tasks / N_CLIENTS, GAP));
            let mut n_polls = 0;
            while began.elapsed() < time {
                polls.tick().await;
                n_polls += ours.repoll().await?;
            }
            Ok::<_, Fault>(n_polls)
        });
    }
    sum(all).await
}

fn ticks(apart: Duration) -> tokio::time::Interval {
    // The first comes in the middle, so that in any time there are as many as belong there, and not one more.
    let mut ticks = interval_at(Tick::now() + apart / 2, apart);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    ticks
}

async fn sum(mut all: JoinSet<Result<usize, Fault>>) -> Result<usize, Fault> {
    let mut n = 0;
    while let Some(one) = all.join_next().await {
        n += one??;
    }
    Ok(n)
}

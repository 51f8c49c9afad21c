//! One contestant's turn: a few clients at once that do the same over and over, for a fixed time.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::fault::Fault;

/// How many clients work at once, and how many connections each contestant has.
pub(crate) const N_CLIENTS: usize = 4;

/// How many items every call takes.
pub(crate) const BATCH: usize = 500;

/// When each of the batches was done.
#[derive(Debug)]
pub(crate) struct Turn {
    began: Instant,
    done: Vec<(Instant, usize)>,
}

impl Turn {
    /// Lets every client do `work` until the time is over; it returns how many items it has done.
    pub(crate) async fn take<W, F>(time: Duration, work: W) -> Result<Self, Fault>
    where
        W: Fn(usize) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<usize, Fault>> + Send,
    {
        let began = Instant::now();
        let mut clients = JoinSet::new();
        for client in 0..N_CLIENTS {
            let work = work.clone();
            clients.spawn(async move {
                let mut done = Vec::new();
                while began.elapsed() < time {
                    let n = work(client).await?;
                    done.push((Instant::now(), n));
                }
                Ok::<_, Fault>(done)
            });
        }
        let mut all = Vec::new();
        while let Some(done) = clients.join_next().await {
            all.extend(done??);
        }
        all.sort_unstable();
        Ok(Self { began, done: all })
    }

    /// Returns what an item took, in nanoseconds of all clients together.
    pub(crate) fn cost(&self) -> Result<f64, Fault> {
        self.cost_after(Duration::ZERO)
    }

    /// Returns what an item took that was done after `start`.
    pub(crate) fn cost_after(&self, start: Duration) -> Result<f64, Fault> {
        let start = self.began + start;
        let n: usize = self
            .done
            .iter()
            .filter(|(at, _)| *at > start)
            .map(|(_, n)| n)
            .sum();
        let (last, _) = self
            .done
            .last()
            .filter(|_| n > 0)
            .ok_or("nothing was done in a turn; give it more time")?;
        Ok(last.duration_since(start).as_nanos() as f64 / n as f64)
    }
}

/// Returns the one in the middle.
pub(crate) fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_unstable_by(f64::total_cmp);
    costs.get(costs.len() / 2).copied().unwrap_or(f64::NAN)
}

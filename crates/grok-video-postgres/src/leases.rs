//! How tasks that are due come into a worker's hands.

use std::collections::HashMap;
use std::time::Duration;

use grok_video_ledger::rules::columns::millis;
use grok_video_ledger::rules::{Row, Way, within};
use grok_video_ledger::{Account, Fence, Held, Moment, Session, TaskNo};
use tokio_postgres::types::Type;

use crate::cells::{self, Read};
use crate::change::mark;
use crate::connection::{Call, Step, Value};
use crate::fault::Fault;

/// Leases the tasks of an account that are due.
#[derive(Debug)]
pub(crate) struct LeaseDue {
    pub(crate) session: Session,
    pub(crate) account: Account,
    pub(crate) n: usize,
    pub(crate) horizon: Option<Duration>,
}

impl Call for LeaseDue {
    type Answer = Vec<Held>;

    async fn make(&self, step: &Step<'_>) -> Result<Vec<Held>, Fault> {
        within(self.n)?;
        let look = step.look(Some(self.session)).await?.live()?;
        let until = self
            .horizon
            .map_or(Moment::MAX, |horizon| look.now.after(horizon));
        let mut leased = self.lease(step, self.n, until).await?;
        // Before there is nothing more, what a dead worker held is looked for as well.
        if leased.len() < self.n && step.end_strays(look.now).await? {
            let more = self.lease(step, self.n - leased.len(), until).await?;
            leased.extend(more);
        }
        // Few bytes are answered while rows are locked; what is long is read when they are not.
        let tasks: Vec<_> = leased.iter().map(|(task, _)| *task).collect();
        let rows = step.tasks(&tasks).await?;
        let mut rows: HashMap<_, _> = rows.into_iter().map(|read| (read.task, read)).collect();
        let mut known = Vec::with_capacity(leased.len());
        let held = leased.iter().filter_map(|(task, fence)| {
            // One that does not read back stays away until this session ends, and keeps no other from its worker.
            let read = rows
                .remove(task)
                .filter(|read| read.it.way.fence == *fence)?;
            let held = read.it.held(look.now)?;
            known.push(read.map(|row| row.way));
            Some(held)
        });
        let held = held.collect();
        step.known.keep(known.into_iter());
        Ok(held)
    }
}

impl LeaseDue {
    async fn lease(
        &self,
        step: &Step<'_>,
        n: usize,
        until: Moment,
    ) -> Result<Vec<(TaskNo, Fence)>, Fault> {
        let mut leased = Vec::new();
        for rank in 0..Way::N_CLASSES {
            let n_left = n - leased.len();
            if n_left == 0 {
                break;
            }
            // Behind the first class, an index ends the search where tasks are due later.
            let rank_until = if rank == 0 { Moment::MAX } else { until };
            let values: [Value<'_>; 7] = [
                (&false, Type::BOOL),
                (&self.session.id().cast_signed(), Type::INT8),
                (&self.account.as_str(), Type::TEXT),
                (&i16::from(rank), Type::INT2),
                (&millis(rank_until), Type::INT8),
                (&millis(until), Type::INT8),
                (&mark(), Type::INT8),
            ];
            let rows = step.rows(&step.sql.lease(n_left), &values).await?;
            let mut of_rank = Vec::with_capacity(rows.len());
            for row in &rows {
                let (task, fence, place): (i64, i64, i64) =
                    (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                let (task, fence) = (TaskNo(task.cast_unsigned()), Fence(fence.cast_unsigned()));
                of_rank.push((place, task, fence));
            }
            of_rank.sort_unstable();
            leased.extend(of_rank.into_iter().map(|(_, task, fence)| (task, fence)));
        }
        Ok(leased)
    }
}

impl Step<'_> {
    /// Reads whole tasks, of those that read back.
    pub(crate) async fn tasks(&self, tasks: &[TaskNo]) -> Result<Vec<Read<Row>>, Fault> {
        let numbers = tasks.iter().filter_map(|task| i64::try_from(task.0).ok());
        let numbers: Vec<i64> = numbers.collect();
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self
            .rows(&self.sql.rows, &[(&numbers, Type::INT8_ARRAY)])
            .await?;
        let read = rows.iter().map(cells::row);
        read.filter(|read| !matches!(read, Err(Fault::Torn(_))))
            .collect()
    }
}

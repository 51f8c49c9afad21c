//! What becomes of tasks that are there.

use std::collections::HashMap;

use grok_video_ledger::rules::within;
use grok_video_ledger::{Fenced, Permit, Resolution, Session, TaskNo, Write, Written};
use tokio_postgres::types::Type;

use crate::cells;
use crate::change::Changed;
use crate::connection::{Call, Step};
use crate::fault::Fault;

impl Step<'_> {
    /// Reads how far tasks have come.
    async fn ways(
        &self,
        tasks: impl Iterator<Item = TaskNo>,
    ) -> Result<HashMap<TaskNo, Changed>, Fault> {
        let numbers: Vec<i64> = tasks
            .filter_map(|task| i64::try_from(task.0).ok())
            .collect();
        let rows = self
            .rows(&self.sql.ways, &[(&numbers, Type::INT8_ARRAY)])
            .await?;
        let ways = rows.iter().map(|row| {
            let read = cells::way(row)?;
            let new = read.it.clone();
            Ok((read.task, Changed { read, new }))
        });
        ways.collect()
    }
}

/// Turns intents into what is being sent.
#[derive(Debug)]
pub(crate) struct StartCreate {
    pub(crate) session: Session,
    pub(crate) tasks: Vec<Fenced>,
}

impl Call for StartCreate {
    type Answer = Vec<Option<Permit>>;

    async fn make(&self, step: &Step<'_>) -> Result<Self::Answer, Fault> {
        within(self.tasks.len())?;
        let now = step.look(Some(self.session)).await?.live()?.now;
        let mut ways = step.ways(self.tasks.iter().map(|task| task.task)).await?;
        let mut may = Vec::with_capacity(self.tasks.len());
        for task in &self.tasks {
            let way = ways.get_mut(&task.task);
            may.push(way.is_some_and(|it| it.new.start_create(self.session.id(), task.fence, now)));
        }
        let changed: Vec<_> = ways.into_values().collect();
        step.change(&changed, Some(self.session), false).await?;
        let permits = self.tasks.iter().zip(may);
        Ok(permits
            .map(|(task, may)| may.then(|| Permit::new(*task)))
            .collect())
    }
}

/// Writes what became of tasks.
#[derive(Debug)]
pub(crate) struct Writes(pub(crate) Vec<(Fenced, Write)>);

impl Call for Writes {
    type Answer = Vec<Written>;

    async fn make(&self, step: &Step<'_>) -> Result<Vec<Written>, Fault> {
        within(self.0.len())?;
        let now = step.look(None).await?.now;
        let mut ways = step.ways(self.0.iter().map(|(task, _)| task.task)).await?;
        let mut written = Vec::with_capacity(self.0.len());
        for (task, write) in &self.0 {
            let way = ways.get_mut(&task.task);
            written.push(way.map_or(Written::Stale, |it| {
                it.new.apply(task.fence, write.clone(), now)
            }));
        }
        let is_relaxed = self
            .0
            .iter()
            .all(|(_, write)| matches!(write, Write::Reschedule(_)));
        let changed: Vec<_> = ways.into_values().collect();
        step.change(&changed, None, is_relaxed).await?;
        Ok(written)
    }
}

/// Carries out what a person has decided.
#[derive(Debug)]
pub(crate) struct Resolve {
    pub(crate) task: TaskNo,
    pub(crate) resolution: Resolution,
}

impl Call for Resolve {
    type Answer = Written;

    async fn make(&self, step: &Step<'_>) -> Result<Written, Fault> {
        let now = step.look(None).await?.now;
        step.end_strays(now).await?;
        let Some(read) = step.tasks(&[self.task]).await?.pop() else {
            return Ok(Written::Stale);
        };
        let mut row = read.it.clone();
        let written = row.resolve(self.resolution.clone(), now);
        let changed = Changed {
            read: read.map(|row| row.way),
            new: row.way,
        };
        step.change(&[changed], None, false).await?;
        Ok(written)
    }
}

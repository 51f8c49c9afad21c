//! What becomes of tasks that are there.

use std::collections::{HashMap, HashSet};

use grok_video_ledger::rules::{Way, within};
use grok_video_ledger::{Fenced, Permit, Resolution, Session, TaskNo, Write, Written};
use tokio_postgres::types::Type;

use crate::cells::{self, Read};
use crate::change::Changed;
use crate::connection::{Call, Step};
use crate::fault::Fault;

impl Step<'_> {
    /// Lets `decide` say what becomes of tasks, by what is known of them, or else by what is read. What it says must
    /// be the same where it is asked again.
    ///
    /// What is to be written is compared with what stands there as it is written. Where nothing is, the task must have
    /// been read: what is known may be no more.
    async fn decide<T>(
        &self,
        tasks: &[TaskNo],
        mut decide: impl FnMut(&mut HashMap<TaskNo, Changed>) -> T,
    ) -> Result<(T, Vec<Changed>), Fault> {
        let mut ways: HashMap<_, _> = tasks
            .iter()
            .filter_map(|task| self.known.take(*task))
            .map(way)
            .collect();
        let known: HashSet<_> = ways.keys().copied().collect();
        let missing = tasks.iter().filter(|task| !known.contains(task)).copied();
        let missing: Vec<_> = missing.collect();
        ways.extend(self.read(&missing).await?.into_iter().map(way));
        let decided = decide(&mut ways);
        let is_doubtful = |it: &Changed| !it.is_new() && known.contains(&it.read.task);
        let (doubtful, sure): (Vec<_>, Vec<_>) = ways.into_values().partition(is_doubtful);
        if doubtful.is_empty() {
            return Ok((decided, sure));
        }
        let doubtful: Vec<_> = doubtful.iter().map(|it| it.read.task).collect();
        let read = self.read(&doubtful).await?.into_iter();
        let sure = sure.into_iter().map(|it| it.read);
        let mut ways = sure.chain(read).map(way).collect();
        let decided = decide(&mut ways);
        Ok((decided, ways.into_values().collect()))
    }

    /// Reads how far tasks have come.
    async fn read(&self, tasks: &[TaskNo]) -> Result<Vec<Read<Way>>, Fault> {
        let numbers = tasks.iter().filter_map(|task| i64::try_from(task.0).ok());
        let numbers: Vec<i64> = numbers.collect();
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self
            .rows(&self.sql.ways, &[(&numbers, Type::INT8_ARRAY)])
            .await?;
        rows.iter().map(cells::way).collect()
    }
}

fn way(read: Read<Way>) -> (TaskNo, Changed) {
    (read.task, Changed::of(read))
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
        let tasks: Vec<_> = self.tasks.iter().map(|task| task.task).collect();
        let decide = |ways: &mut HashMap<TaskNo, Changed>| {
            let mut start = |task: &Fenced| {
                let way = ways.get_mut(&task.task);
                way.is_some_and(|it| it.new.start_create(self.session.id(), task.fence, now))
            };
            self.tasks.iter().map(&mut start).collect::<Vec<_>>()
        };
        let (may, changed) = step.decide(&tasks, decide).await?;
        step.change(changed, Some(self.session), false).await?;
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
        let tasks: Vec<_> = self.0.iter().map(|(task, _)| task.task).collect();
        let decide = |ways: &mut HashMap<TaskNo, Changed>| {
            let mut apply = |(task, write): &(Fenced, Write)| {
                let way = ways.get_mut(&task.task);
                way.map_or(Written::Stale, |it| {
                    it.new.apply(task.fence, write.clone(), now)
                })
            };
            self.0.iter().map(&mut apply).collect::<Vec<_>>()
        };
        let (written, changed) = step.decide(&tasks, decide).await?;
        let is_relaxed = self
            .0
            .iter()
            .all(|(_, write)| matches!(write, Write::Reschedule(_)));
        step.change(changed, None, is_relaxed).await?;
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
        step.change(vec![changed], None, false).await?;
        Ok(written)
    }
}

//! A ledger that tells what it is about to do and has done.

use std::io::{self, Write as _};
use std::time::Duration;

use grok_video::ledger::{
    Account, Entry, Fenced, Filter, Held, Intent, Later, Ledger, Life, Permit, Resolution, Session,
    Submitted, TaskNo, Write, Written,
};

use super::mark::Mark;

/// Passes everything on, and writes a line before and after what a kill could fall between.
#[derive(Debug)]
pub(super) struct Told<L>(pub(super) L);

/// Writes a line in one call, past the capture of the test harness.
pub(super) fn tell(mark: Mark) {
    let line = format!("mark {}\n", mark.letter());
    io::stderr().write_all(line.as_bytes()).unwrap();
}

fn before(write: &Write) -> Option<(Mark, Mark)> {
    match write {
        Write::Created(_) => Some((Mark::Creating, Mark::Created)),
        Write::Completed { .. } => Some((Mark::Completing, Mark::Completed)),
        Write::Saving(_) => Some((Mark::Saving, Mark::Sealed)),
        Write::Saved(_) => Some((Mark::Published, Mark::Saved)),
        _ => None,
    }
}

impl<L: Ledger> Ledger for Told<L> {
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session> {
        self.0.open_session(worker, ttl)
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        self.0.beat(session)
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        self.0.close_session(session)
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        self.0.submit(intents, hold)
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        self.0.lease_due(session, account, n, horizon)
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        Box::pin(async move {
            tell(Mark::Asking);
            let permits = self.0.start_create(session, tasks).await;
            tell(Mark::Permitted);
            permits
        })
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        let marks: Vec<_> = writes
            .iter()
            .filter_map(|(_, write)| before(write))
            .collect();
        Box::pin(async move {
            marks.iter().for_each(|(before, _)| tell(*before));
            let written = self.0.write(writes).await;
            marks.iter().for_each(|(_, after)| tell(*after));
            written
        })
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.0.resolve(task, resolution)
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.0.list(filter, after, n)
    }
}

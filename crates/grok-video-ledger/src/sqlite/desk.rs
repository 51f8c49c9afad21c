//! One connection to the file, and one step of work after another.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::accounts::Accounts;
use super::fault::Fault;
use super::lock::Locks;
use super::schema;
use super::sessions::Sessions;
use super::tasks::Tasks;
use crate::{Clock, Moment};

/// Says how a step is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    /// Whether it is on the disk when it is done.
    pub(super) is_durable: bool,
    /// Whether to look for sessions whose processes are gone.
    pub(super) look: bool,
}

/// Holds a connection, and the locks of the sessions that were opened over it.
#[derive(Debug)]
pub(super) struct Desk {
    connection: Connection,
    locks: Locks,
    /// Whether SQLite waits for the disk at the end of a transaction.
    is_durable: bool,
}

/// One transaction, which has the ledger for itself.
#[derive(Debug)]
pub(super) struct Step<'a> {
    connection: &'a Connection,
    locks: &'a Locks,
    pub(super) now: Moment,
    /// Locks of sessions opened in this step, to be kept once it is written.
    made: Vec<(u64, File)>,
}

impl Desk {
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        Ok(Self {
            connection: schema::open(path, schema::PATIENCE)?,
            locks: Locks::new(path),
            is_durable: true,
        })
    }

    /// Makes one step, as a whole or not at all, after sessions that are over were ended.
    ///
    /// A step that refuses must not have written anything; that sessions were ended is kept.
    pub(super) fn step<T>(
        &mut self,
        clock: &dyn Clock,
        manner: Manner,
        step: impl FnOnce(&mut Step<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.is_durable != manner.is_durable {
            // In WAL mode NORMAL leaves out the fsync of each transaction, and the next FULL one makes up for it: it
            // syncs the whole log.
            let level = if manner.is_durable { "FULL" } else { "NORMAL" };
            self.connection.pragma_update(None, "synchronous", level)?;
            self.is_durable = manner.is_durable;
        }
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        let mut it = Step {
            connection: &self.connection,
            locks: &self.locks,
            // Read within the transaction, so that steps follow one another in time as well.
            now: clock.now(),
            made: Vec::new(),
        };
        let live = it.sessions().end_those_over(manner.look)?;
        let done = step(&mut it);
        let made = it.made;
        match &done {
            Ok(_) | Err(Fault::Refused(_)) => transaction.commit()?,
            // Undone when it is dropped, unless SQLite has done so by itself.
            Err(_) => drop(transaction),
        }
        self.locks.keep_only(&live);
        for (session, lock) in made {
            self.locks.keep(session, lock);
        }
        done
    }

    #[cfg(test)]
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }
}

impl Step<'_> {
    pub(super) fn tasks(&self) -> Tasks<'_> {
        Tasks {
            connection: self.connection,
        }
    }

    pub(super) fn accounts(&self) -> Accounts<'_> {
        Accounts {
            connection: self.connection,
        }
    }

    pub(super) fn sessions(&self) -> Sessions<'_> {
        Sessions {
            connection: self.connection,
            locks: self.locks,
            now: self.now,
        }
    }

    pub(super) fn keep(&mut self, session: u64, lock: File) {
        self.made.push((session, lock));
    }
}

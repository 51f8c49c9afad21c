//! The rows of sessions, and how they end.

use std::collections::BTreeSet;
use std::fs::File;
use std::time::Duration;

use rusqlite::{Connection, params};

use super::fault::Fault;
use super::lock::Locks;
use super::tasks::Tasks;
use crate::rules::columns::millis;
use crate::{LedgerError, Life, Moment, Session};

/// Reads and writes the rows of sessions within a transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sessions<'a> {
    pub(super) connection: &'a Connection,
    pub(super) locks: &'a Locks,
    pub(super) now: Moment,
}

impl Sessions<'_> {
    /// Opens a session; its lock, where it has one, is to be kept once it is written.
    pub(super) fn open(
        self,
        worker: &str,
        ttl: Duration,
    ) -> Result<(Session, Option<File>), Fault> {
        let sql = "INSERT INTO sessions (worker, ends_at, ttl, has_lock) VALUES (?1, ?2, ?3, 0)";
        let mut statement = self.connection.prepare_cached(sql)?;
        // The time at which it would end, had it begun at 0: as long as the ttl, in whole milliseconds.
        let length = Moment::default().after(ttl);
        let ends_at = self.now.after(ttl);
        let id = statement.insert(params![worker, millis(ends_at), millis(length)])?;
        let session = Session::new(id.cast_unsigned(), ttl);
        let lock = self.locks.make(session.id());
        if lock.is_some() {
            let sql = "UPDATE sessions SET has_lock = 1 WHERE session = ?1";
            self.connection.prepare_cached(sql)?.execute([id])?;
        }
        Ok((session, lock))
    }

    pub(super) fn beat(self, session: Session) -> Result<Life, Fault> {
        let sql = "SELECT ttl FROM sessions WHERE session = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let id = session.id().cast_signed();
        let mut rows = statement.query([id])?;
        let Some(row) = rows.next()? else {
            return Ok(Life::Lost);
        };
        let ttl = Duration::from_millis(row.get::<_, i64>(0)?.cast_unsigned());
        let sql = "UPDATE sessions SET ends_at = ?2 WHERE session = ?1";
        let ends_at = self.now.after(ttl);
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.execute([id, millis(ends_at)])?;
        Ok(Life::Live)
    }

    /// Refuses to go on where the session is over.
    pub(super) fn live(self, session: Session) -> Result<(), Fault> {
        let sql = "SELECT 1 FROM sessions WHERE session = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        if statement.exists([session.id().cast_signed()])? {
            Ok(())
        } else {
            Err(LedgerError::session_lost().into())
        }
    }

    /// Ends the sessions whose time has come and, with `look`, those whose process is gone. Returns the others.
    pub(super) fn end_those_over(self, look: bool) -> Result<BTreeSet<u64>, Fault> {
        let sql = "SELECT session, ends_at, has_lock FROM sessions ORDER BY session";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut live = BTreeSet::new();
        let mut over = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get::<_, i64>(0)?.cast_unsigned();
            let has_come = row.get::<_, i64>(1)? <= millis(self.now);
            if has_come || (look && row.get(2)? && self.locks.is_gone(id)) {
                over.push(id);
            } else {
                live.insert(id);
            }
        }
        over.into_iter().try_for_each(|session| self.end(session))?;
        Ok(live)
    }

    /// Ends a session; without effect where it is over.
    pub(super) fn end(self, session: u64) -> Result<(), Fault> {
        let sql = "DELETE FROM sessions WHERE session = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        if statement.execute([session.cast_signed()])? == 0 {
            return Ok(());
        }
        let tasks = Tasks {
            connection: self.connection,
        };
        for (task, way) in tasks.held(session)? {
            let mut orphan = way.clone();
            orphan.orphan(self.now);
            tasks.update(task, &way, &orphan)?;
        }
        self.locks.remove(session);
        Ok(())
    }
}

//! The rows of tasks: found, read and written. What becomes of them is decided by [`Row`] and [`Way`] alone.

use std::collections::BTreeSet;

use rusqlite::{Connection, Params, ToSql, named_params, params};

use super::cells::{self, GIVEN, WAY};
use super::fault::Fault;
use crate::rules::columns::{Columns, millis};
use crate::rules::{Row, Way};
use crate::{Account, Entry, Filter, Moment, TaskNo, Work};

/// The classes of urgency that there are.
const RANKS: std::ops::Range<u8> = 0..Way::N_CLASSES;

/// What changes in no column that an index has, as long as nobody takes the task or lets go of it.
const QUIET: &str = "due_at = :due_at, id = :id, created_at = :created_at, snapshot = :snapshot, \
     snapshot_at = :snapshot_at, result = :result, born_at = :born_at, proof_place = :proof_place, \
     proof_bytes = :proof_bytes, proof_sha256 = :proof_sha256, trouble_kind = :trouble_kind, \
     trouble_message = :trouble_message, note = :note, changed_at = :changed_at, fence = :fence";

const LOUD: &str = "state = :state, holder = :holder, rank = :rank, rank_at = :rank_at";

/// Which tasks are looked for, and in which order.
pub(super) mod which {
    pub(crate) const ONE: &str = "task = ?1";
    pub(crate) const NAMED: &str = "client_ref = ?1 AND account = ?2";
    pub(crate) const HELD: &str = "holder = ?1 ORDER BY task";
    pub(crate) const DUE: &str = "account = ?1 AND rank = ?2 AND rank_at <= ?3 AND due_at <= ?4 \
         ORDER BY rank_at, task LIMIT ?5";
    pub(crate) const NAMED_ANYWHERE: &str = "client_ref = ?1 AND task > ?2 ORDER BY task";
    pub(crate) const AFTER: &str =
        "task > ?1 AND (?2 IS NULL OR account = ?2) ORDER BY task LIMIT ?3";
    pub(crate) const IN_STATE: &str =
        "state = ?1 AND task > ?2 AND (?3 IS NULL OR account = ?3) ORDER BY task LIMIT ?4";
}

/// Reads and writes the rows of tasks within a transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tasks<'a> {
    pub(super) connection: &'a Connection,
}

impl Tasks<'_> {
    /// Returns how far a task has come; `None` where there is no such task.
    pub(super) fn way(self, task: TaskNo) -> Result<Option<Way>, Fault> {
        let Ok(number) = i64::try_from(task.0) else {
            return Ok(None);
        };
        let sql = format!("SELECT {WAY} FROM tasks WHERE {}", which::ONE);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([number])?;
        let way = rows.next()?.map(cells::way).transpose()?;
        Ok(way.map(|(_, way)| way))
    }

    /// Returns all that is known of a task; `None` where there is no such task.
    pub(super) fn row(self, task: TaskNo) -> Result<Option<Row>, Fault> {
        let Ok(number) = i64::try_from(task.0) else {
            return Ok(None);
        };
        Ok(self.rows(which::ONE, [number])?.pop())
    }

    /// Returns the task of this name.
    pub(super) fn named(self, account: &Account, client_ref: &str) -> Result<Option<Row>, Fault> {
        let name = params![client_ref, account.as_str()];
        Ok(self.rows(which::NAMED, name)?.pop())
    }

    /// Returns what a session holds.
    pub(super) fn held(self, session: u64) -> Result<Vec<(TaskNo, Way)>, Fault> {
        let sql = format!("SELECT {WAY} FROM tasks WHERE {}", which::HELD);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([session.cast_signed()])?;
        let mut held = Vec::new();
        while let Some(row) = rows.next()? {
            held.extend(unless_torn(cells::way(row))?);
        }
        Ok(held)
    }

    /// Returns at most `n` free tasks of an account that are due by then, the most urgent first.
    pub(super) fn due(self, account: &Account, n: usize, until: Moment) -> Result<Vec<Row>, Fault> {
        let mut due = Vec::new();
        for rank in RANKS {
            // Behind the first class, an index ends the search where tasks are due later.
            let rank_until = if rank == 0 { Moment::MAX } else { until };
            let n_left = n - due.len();
            if n_left > 0 {
                due.extend(self.whole_rows(
                    which::DUE,
                    params![
                        account.as_str(),
                        rank,
                        millis(rank_until),
                        millis(until),
                        n_left as i64
                    ],
                )?);
            }
        }
        Ok(due)
    }

    pub(super) fn list(
        self,
        filter: &Filter,
        after: Option<TaskNo>,
        n: usize,
    ) -> Result<Vec<Entry>, Fault> {
        let Ok(after) = i64::try_from(after.map_or(0, |after| after.0)) else {
            return Ok(Vec::new());
        };
        let account = filter.account.as_ref().map(Account::as_str);
        let mut rows = if let Some(client_ref) = &filter.client_ref {
            self.rows(which::NAMED_ANYWHERE, params![client_ref, after])?
        } else if filter.states.is_empty() {
            self.rows(which::AFTER, params![after, account, n as i64])?
        } else {
            let mut rows = Vec::new();
            for state in filter.states.iter().collect::<BTreeSet<_>>() {
                rows.extend(self.rows(
                    which::IN_STATE,
                    params![state.as_str(), after, account, n as i64],
                )?);
            }
            rows
        };
        rows.sort_unstable_by_key(|row| row.task);
        let entries = rows.iter().map(Row::entry);
        Ok(entries
            .filter(|entry| filter.takes(entry))
            .take(n)
            .collect())
    }

    /// Returns the number of the task that comes next.
    pub(super) fn next_number(self) -> Result<TaskNo, Fault> {
        let sql = "SELECT coalesce(max(task), 0) FROM tasks";
        let mut statement = self.connection.prepare_cached(sql)?;
        let latest: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(TaskNo(latest.cast_unsigned() + 1))
    }

    /// Writes a task that was not there.
    pub(super) fn insert(self, row: &Row) -> Result<(), Fault> {
        let (follows, request) = match &row.work {
            Work::Create(request) => (None, Some(request.to_json())),
            Work::Follow(id) => (Some(id.as_str()), None),
        };
        let task = row.task.0.cast_signed();
        if let Some(request) = request {
            let sql = "INSERT INTO requests (task, request) VALUES (?1, ?2)";
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.execute(params![task, request])?;
        }
        let sql = "INSERT INTO tasks (task, client_ref, account, destination, follows, submitted_at, \
             state, fence, due_at, snapshot_at, changed_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, 0)";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.execute(params![
            task,
            row.client_ref,
            row.account.as_str(),
            row.destination,
            follows,
            millis(row.submitted_at),
            row.way.state.as_str(),
        ])?;
        self.write(row.task, &row.way, &format!("{QUIET}, {LOUD}"))
    }

    /// Writes what has become of a task since it was read.
    pub(super) fn update(self, task: TaskNo, old: &Way, new: &Way) -> Result<(), Fault> {
        if old == new {
            return Ok(());
        }
        let is_quiet =
            old.state == new.state && old.holder == new.holder && !old.is_free() && !new.is_free();
        if is_quiet {
            self.write(task, new, QUIET)
        } else {
            self.write(task, new, &format!("{QUIET}, {LOUD}"))
        }
    }

    fn write(self, task: TaskNo, way: &Way, columns: &str) -> Result<(), Fault> {
        let new = Columns::from(way);
        let sql = format!("UPDATE tasks SET {columns} WHERE task = :task");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = named_params! {
            ":task": task.0.cast_signed(),
            ":due_at": new.due_at,
            ":id": new.id,
            ":created_at": new.created_at,
            ":snapshot": new.snapshot,
            ":snapshot_at": new.snapshot_at,
            ":result": new.result_json(),
            ":born_at": new.born_at,
            ":proof_place": new.proof_place,
            ":proof_bytes": new.proof_bytes,
            ":proof_sha256": new.proof_sha256,
            ":trouble_kind": new.trouble_kind,
            ":trouble_message": new.trouble_message,
            ":note": new.note,
            ":changed_at": new.changed_at,
            ":fence": new.fence,
            ":state": new.state,
            ":holder": new.holder,
            ":rank": new.rank,
            ":rank_at": new.rank_at,
        };
        let n_quiet = values.len() - 4;
        let values: &[(&str, &dyn ToSql)] = if columns == QUIET {
            &values[..n_quiet]
        } else {
            values
        };
        statement.execute(values)?;
        Ok(())
    }

    fn rows(self, which: &str, values: impl Params) -> Result<Vec<Row>, Fault> {
        let sql = Self::select(which);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(cells::row(row)?);
        }
        Ok(found)
    }

    /// Returns the rows that read back: one that does not must not keep the others from their workers.
    fn whole_rows(self, which: &str, values: impl Params) -> Result<Vec<Row>, Fault> {
        let sql = Self::select(which);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.extend(unless_torn(cells::row(row))?);
        }
        Ok(found)
    }

    fn select(which: &str) -> String {
        format!("SELECT {WAY}, {GIVEN} FROM tasks LEFT JOIN requests USING (task) WHERE {which}")
    }
}

/// Passes over what does not read back.
fn unless_torn<T>(read: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Fault::Torn(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

//! The columns of a task, in the order in which they are read.

use rusqlite::types::ValueRef;

use super::fault::Fault;
use crate::TaskNo;
use crate::rules::columns::{self, Cells};
use crate::rules::{Row, Way};

/// What [`way`] reads.
pub(super) const WAY: &str = "task, destination IS NOT NULL, state, fence, holder, due_at, id, \
     created_at, snapshot, snapshot_at, result, born_at, proof_place, proof_bytes, proof_sha256, \
     trouble_kind, trouble_message, note, changed_at";

/// What [`row`] reads behind [`WAY`].
pub(super) const GIVEN: &str = "client_ref, account, destination, submitted_at, follows, request";

/// Reads what [`WAY`] names.
pub(super) fn way(row: &rusqlite::Row<'_>) -> Result<(TaskNo, Way), Fault> {
    let mut columns = Columns::new(row)?;
    Ok((columns.task, columns::way(&mut columns)?))
}

/// Reads what [`WAY`] and then [`GIVEN`] name.
pub(super) fn row(row: &rusqlite::Row<'_>) -> Result<Row, Fault> {
    let mut columns = Columns::new(row)?;
    let task = columns.task;
    columns::row(&mut columns, task)
}

struct Columns<'a> {
    row: &'a rusqlite::Row<'a>,
    task: TaskNo,
    /// The column that comes next.
    at: usize,
}

impl<'a> Columns<'a> {
    fn new(row: &'a rusqlite::Row<'a>) -> Result<Self, Fault> {
        let task: i64 = row.get(0)?;
        let task = TaskNo(task.cast_unsigned());
        Ok(Self { row, task, at: 1 })
    }

    fn next(&mut self) -> Result<ValueRef<'a>, Fault> {
        self.at += 1;
        Ok(self.row.get_ref(self.at - 1)?)
    }
}

impl<'a> Cells<'a> for Columns<'a> {
    type Fault = Fault;

    fn text(&mut self) -> Result<Option<&'a str>, Fault> {
        self.next()?.as_str_or_null().map_err(|_| self.torn())
    }

    fn integer(&mut self) -> Result<Option<i64>, Fault> {
        self.next()?.as_i64_or_null().map_err(|_| self.torn())
    }

    fn bytes(&mut self) -> Result<Option<&'a [u8]>, Fault> {
        self.next()?.as_blob_or_null().map_err(|_| self.torn())
    }

    fn torn(&self) -> Fault {
        let name = self.row.as_ref().column_name(self.at - 1);
        Fault::torn(self.task, name.unwrap_or("a column"))
    }
}

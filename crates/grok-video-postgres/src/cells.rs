//! The columns of a task, in the order in which they are read.

use grok_video_ledger::TaskNo;
use grok_video_ledger::rules::columns::{self, Cells};
use grok_video_ledger::rules::{Row, Way};
use tokio_postgres::types::FromSql;

use crate::fault::Fault;

/// A task as it was read, and the mark to name when it is written.
#[derive(Debug, Clone)]
pub(crate) struct Read<T> {
    pub(crate) task: TaskNo,
    pub(crate) mark: i64,
    pub(crate) it: T,
}

/// Reads how far a task has come.
pub(crate) fn way(row: &tokio_postgres::Row) -> Result<Read<Way>, Fault> {
    let (task, mark, mut columns) = begin(row)?;
    let it = columns::way(&mut columns)?;
    Ok(Read { task, mark, it })
}

/// Reads a whole task.
pub(crate) fn row(row: &tokio_postgres::Row) -> Result<Read<Row>, Fault> {
    let (task, mark, mut columns) = begin(row)?;
    let it = columns::row(&mut columns, task)?;
    Ok(Read { task, mark, it })
}

fn begin(row: &tokio_postgres::Row) -> Result<(TaskNo, i64, Columns<'_>), Fault> {
    let task = TaskNo(row.try_get::<_, i64>(0)?.cast_unsigned());
    Ok((task, row.try_get(1)?, Columns { row, task, at: 2 }))
}

struct Columns<'a> {
    row: &'a tokio_postgres::Row,
    task: TaskNo,
    /// The column that comes next.
    at: usize,
}

impl<'a> Columns<'a> {
    fn next<T: FromSql<'a>>(&mut self) -> Result<Option<T>, Fault> {
        self.at += 1;
        self.row.try_get(self.at - 1).map_err(|_| self.torn())
    }
}

impl<'a> Cells<'a> for Columns<'a> {
    type Fault = Fault;

    fn text(&mut self) -> Result<Option<&'a str>, Fault> {
        self.next()
    }

    fn integer(&mut self) -> Result<Option<i64>, Fault> {
        self.next()
    }

    fn bytes(&mut self) -> Result<Option<&'a [u8]>, Fault> {
        self.next()
    }

    fn torn(&self) -> Fault {
        let name = self
            .row
            .columns()
            .get(self.at - 1)
            .map(tokio_postgres::Column::name);
        Fault::torn(self.task, name.unwrap_or("a column"))
    }
}

impl<T> Read<T> {
    pub(crate) fn map<U>(self, map: impl FnOnce(T) -> U) -> Read<U> {
        Read {
            task: self.task,
            mark: self.mark,
            it: map(self.it),
        }
    }
}

//! The columns of a task, in the order in which they are read.

use std::str::FromStr;

use rusqlite::types::ValueRef;
use serde_json::from_str;

use super::fault::Fault;
use crate::row::{Row, Way};
use crate::{Account, Fence, Moment, Proof, TaskNo, TaskState, Trouble, Work};

/// What [`way`] reads.
pub(super) const WAY: &str = "task, destination IS NOT NULL, state, fence, holder, due_at, id, \
     created_at, snapshot, snapshot_at, result, born_at, proof_place, proof_bytes, proof_sha256, \
     trouble_kind, trouble_message, note, changed_at";

/// What [`row`] reads behind [`WAY`].
pub(super) const GIVEN: &str = "client_ref, account, destination, submitted_at, follows, request";

/// Reads what [`WAY`] names.
pub(super) fn way(row: &rusqlite::Row<'_>) -> Result<(TaskNo, Way), Fault> {
    let mut cells = Cells::new(row)?;
    Ok((cells.task, cells.way()?))
}

/// Reads what [`WAY`] and then [`GIVEN`] name.
pub(super) fn row(row: &rusqlite::Row<'_>) -> Result<Row, Fault> {
    let mut cells = Cells::new(row)?;
    let way = cells.way()?;
    Ok(Row {
        task: cells.task,
        client_ref: cells.some(Cells::text)?.into(),
        account: Account::from(cells.some(Cells::text)?),
        destination: cells.text()?.map(Into::into),
        submitted_at: cells.some(Cells::moment)?,
        work: match (cells.parsed(FromStr::from_str)?, cells.parsed(from_str)?) {
            (Some(id), None) => Work::Follow(id),
            (None, Some(request)) => Work::Create(request),
            _ => return Err(Fault::torn(cells.task, "what was asked for")),
        },
        way,
    })
}

/// Reads the columns of a row one after another.
struct Cells<'a> {
    row: &'a rusqlite::Row<'a>,
    task: TaskNo,
    /// The column that comes next.
    at: usize,
}

impl<'a> Cells<'a> {
    fn new(row: &'a rusqlite::Row<'a>) -> Result<Self, Fault> {
        let task: i64 = row.get(0)?;
        let task = TaskNo(task.cast_unsigned());
        Ok(Self { row, task, at: 1 })
    }

    fn way(&mut self) -> Result<Way, Fault> {
        Ok(Way {
            has_destination: self.some(Self::integer)? != 0,
            state: self.some(|cells| cells.parsed(TaskState::from_str))?,
            fence: Fence(self.some(Self::integer)?.cast_unsigned()),
            holder: self.integer()?.map(i64::cast_unsigned),
            due_at: self.some(Self::moment)?,
            id: self.parsed(FromStr::from_str)?,
            created_at: self.moment()?,
            snapshot: self.text()?.map(Into::into),
            snapshot_at: self.some(Self::moment)?,
            result: self.parsed(from_str)?,
            born_at: self.moment()?,
            proof: match (self.text()?, self.integer()?, self.blob()?) {
                (Some(place), Some(bytes), Some(sha256)) => Some(Proof {
                    place: place.into(),
                    bytes: bytes.cast_unsigned(),
                    sha256: sha256.try_into().map_err(|_| self.torn())?,
                }),
                (None, None, None) => None,
                _ => return Err(self.torn()),
            },
            trouble: match (self.text()?, self.text()?) {
                (Some(kind), Some(message)) => Some(Trouble::new(kind, message)),
                (None, None) => None,
                _ => return Err(self.torn()),
            },
            note: self.text()?.map(Into::into),
            changed_at: self.some(Self::moment)?,
        })
    }

    fn next(&mut self) -> Result<ValueRef<'a>, Fault> {
        self.at += 1;
        Ok(self.row.get_ref(self.at - 1)?)
    }

    fn text(&mut self) -> Result<Option<&'a str>, Fault> {
        self.next()?.as_str_or_null().map_err(|_| self.torn())
    }

    fn integer(&mut self) -> Result<Option<i64>, Fault> {
        self.next()?.as_i64_or_null().map_err(|_| self.torn())
    }

    fn blob(&mut self) -> Result<Option<&'a [u8]>, Fault> {
        self.next()?.as_blob_or_null().map_err(|_| self.torn())
    }

    fn moment(&mut self) -> Result<Option<Moment>, Fault> {
        let integer = self.integer()?;
        let moment = integer.map(|millis| u64::try_from(millis).map(Moment::from_millis));
        moment.transpose().map_err(|_| self.torn())
    }

    fn parsed<T, E>(
        &mut self,
        parse: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Result<Option<T>, Fault> {
        let text = self.text()?;
        text.map(parse).transpose().map_err(|_| self.torn())
    }

    /// Reads a column that is never null.
    fn some<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Option<T>, Fault>,
    ) -> Result<T, Fault> {
        read(self)?.ok_or_else(|| self.torn())
    }

    /// Says that the column that was read last makes no sense.
    fn torn(&self) -> Fault {
        let name = self.row.as_ref().column_name(self.at - 1);
        Fault::torn(self.task, name.unwrap_or("a column"))
    }
}

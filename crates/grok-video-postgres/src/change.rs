//! What has become of tasks since they were read, written in one statement or not at all.

use std::hash::{BuildHasher, RandomState};

use grok_video_ledger::Session;
use grok_video_ledger::rules::Way;
use grok_video_ledger::rules::columns::Columns;
use tokio_postgres::types::{ToSql, Type};

use crate::cells::Read;
use crate::connection::{Step, Value};
use crate::fault::Fault;

/// A task as it was read, and what has become of it.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) read: Read<Way>,
    pub(crate) new: Way,
}

impl Changed {
    /// Begins with a task as it was read.
    pub(crate) fn of(read: Read<Way>) -> Self {
        let new = read.it.clone();
        Self { read, new }
    }

    pub(crate) fn is_new(&self) -> bool {
        self.read.it != self.new
    }
}

impl Step<'_> {
    /// Writes what has changed, where a `session` is named only as long as it lives. It waits for the disk, unless that
    /// `is_relaxed`.
    ///
    /// A task that somebody else has written since it was read makes the step [missed](Fault::is_missed), as does a
    /// session that is over.
    pub(crate) async fn change(
        &self,
        mut changed: Vec<Changed>,
        session: Option<Session>,
        is_relaxed: bool,
    ) -> Result<(), Fault> {
        changed.retain(Changed::is_new);
        if changed.is_empty() {
            return Ok(());
        }
        // Of two who write the same tasks, one waits for the other.
        changed.sort_unstable_by_key(|it| it.read.task);
        let session = session.map(|session| session.id().cast_signed());
        let mark = mark();
        let n = changed.len() as i64;
        let tasks: Vec<_> = changed
            .iter()
            .map(|it| it.read.task.0.cast_signed())
            .collect();
        let marks: Vec<_> = changed.iter().map(|it| it.read.mark).collect();
        let delta = Delta::between(&changed);
        let mut values: Vec<Value<'_>> = vec![
            (&is_relaxed, Type::BOOL),
            (&session, Type::INT8),
            (&mark, Type::INT8),
            (&n, Type::INT8),
            (&tasks, Type::INT8_ARRAY),
            (&marks, Type::INT8_ARRAY),
        ];
        values.extend(
            delta
                .values
                .iter()
                .map(|(value, of)| (&**value as _, of.clone())),
        );
        self.rows(&self.sql.change(&delta.names), &values).await?;
        drop(delta);
        self.known.keep(changed.into_iter().map(|it| Read {
            task: it.read.task,
            mark,
            it: it.new,
        }));
        Ok(())
    }
}

/// Draws what tells one write of a task from all others: two that were lost in a crash of the server, and were written
/// anew by somebody else, must not look the same.
pub(crate) fn mark() -> i64 {
    RandomState::new().hash_one(()).cast_signed()
}

type Values<'a> = Box<dyn ToSql + Sync + Send + 'a>;

/// The columns in which tasks differ from what was read; the others are not sent.
#[derive(Debug, Default)]
struct Delta<'a> {
    names: Vec<&'static str>,
    values: Vec<(Values<'a>, Type)>,
}

impl<'a> Delta<'a> {
    fn between(changed: &'a [Changed]) -> Self {
        let old: Vec<_> = changed
            .iter()
            .map(|it| Columns::from(&it.read.it))
            .collect();
        let new: Vec<_> = changed.iter().map(|it| Columns::from(&it.new)).collect();
        let mut delta = Self::default();
        macro_rules! columns {
            ($($column:ident $type:ident,)*) => { $(
                if old.iter().zip(&new).any(|(old, new)| old.$column != new.$column) {
                    let values: Vec<_> = new.iter().map(|it| it.$column).collect();
                    delta.add(stringify!($column), Box::new(values), Type::$type);
                }
            )* };
        }
        columns! {
            state TEXT_ARRAY,
            fence INT8_ARRAY,
            holder INT8_ARRAY,
            due_at INT8_ARRAY,
            id TEXT_ARRAY,
            created_at INT8_ARRAY,
            snapshot TEXT_ARRAY,
            snapshot_at INT8_ARRAY,
            born_at INT8_ARRAY,
            proof_place TEXT_ARRAY,
            proof_bytes INT8_ARRAY,
            proof_sha256 BYTEA_ARRAY,
            trouble_kind TEXT_ARRAY,
            trouble_message TEXT_ARRAY,
            note TEXT_ARRAY,
            changed_at INT8_ARRAY,
            rank INT2_ARRAY,
            rank_at INT8_ARRAY,
        }
        if old
            .iter()
            .zip(&new)
            .any(|(old, new)| old.result != new.result)
        {
            let results: Vec<_> = new.iter().map(Columns::result_json).collect();
            delta.add("result", Box::new(results), Type::TEXT_ARRAY);
        }
        delta
    }

    fn add(&mut self, name: &'static str, values: Values<'a>, of: Type) {
        self.names.push(name);
        self.values.push((values, of));
    }
}

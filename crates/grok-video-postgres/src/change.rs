//! What has become of tasks since they were read, written in one statement or not at all.

use grok_video_ledger::Session;
use grok_video_ledger::rules::Way;
use grok_video_ledger::rules::columns::Columns;
use tokio_postgres::types::Type;

use crate::cells::Read;
use crate::connection::{Step, Value};
use crate::fault::Fault;

/// A task as it was read, and what has become of it.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) read: Read<Way>,
    pub(crate) new: Way,
}

impl Step<'_> {
    /// Writes what has changed, where a `session` is named only as long as it lives. It waits for the disk, unless that
    /// `is_relaxed`.
    ///
    /// A task that somebody else has written since it was read makes the step [missed](Fault::is_missed), as does a
    /// session that is over.
    pub(crate) async fn change(
        &self,
        changed: &[Changed],
        session: Option<Session>,
        is_relaxed: bool,
    ) -> Result<(), Fault> {
        let mut changed: Vec<_> = changed.iter().filter(|it| it.read.it != it.new).collect();
        if changed.is_empty() {
            return Ok(());
        }
        // Of two who write the same tasks, one waits for the other.
        changed.sort_unstable_by_key(|it| it.read.task);
        let session = session.map(|session| session.id().cast_signed());
        let n = changed.len() as i64;
        let tasks: Vec<_> = changed
            .iter()
            .map(|it| it.read.task.0.cast_signed())
            .collect();
        let versions: Vec<_> = changed.iter().map(|it| it.read.version).collect();
        let columns: Vec<_> = changed.iter().map(|it| Columns::from(&it.new)).collect();
        macro_rules! all {
            ($column:ident) => {
                columns.iter().map(|it| it.$column).collect::<Vec<_>>()
            };
        }
        let results: Vec<_> = columns.iter().map(|it| it.result.as_deref()).collect();
        let values: [Value<'_>; 24] = [
            (&is_relaxed, Type::BOOL),
            (&session, Type::INT8),
            (&n, Type::INT8),
            (&tasks, Type::INT8_ARRAY),
            (&versions, Type::INT8_ARRAY),
            (&all!(state), Type::TEXT_ARRAY),
            (&all!(fence), Type::INT8_ARRAY),
            (&all!(holder), Type::INT8_ARRAY),
            (&all!(due_at), Type::INT8_ARRAY),
            (&all!(id), Type::TEXT_ARRAY),
            (&all!(created_at), Type::INT8_ARRAY),
            (&all!(snapshot), Type::TEXT_ARRAY),
            (&all!(snapshot_at), Type::INT8_ARRAY),
            (&results, Type::TEXT_ARRAY),
            (&all!(born_at), Type::INT8_ARRAY),
            (&all!(proof_place), Type::TEXT_ARRAY),
            (&all!(proof_bytes), Type::INT8_ARRAY),
            (&all!(proof_sha256), Type::BYTEA_ARRAY),
            (&all!(trouble_kind), Type::TEXT_ARRAY),
            (&all!(trouble_message), Type::TEXT_ARRAY),
            (&all!(note), Type::TEXT_ARRAY),
            (&all!(changed_at), Type::INT8_ARRAY),
            (&all!(rank), Type::INT2_ARRAY),
            (&all!(rank_at), Type::INT8_ARRAY),
        ];
        self.rows(&self.sql.change, &values).await?;
        Ok(())
    }
}

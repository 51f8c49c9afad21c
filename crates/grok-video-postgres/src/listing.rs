//! What people are shown.

use grok_video_ledger::rules::within;
use grok_video_ledger::{Account, Entry, Filter, TaskNo, TaskState};
use tokio_postgres::types::Type;

use crate::cells;
use crate::connection::{Call, Step, Value};
use crate::fault::Fault;

/// Lists tasks by number.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) filter: Filter,
    pub(crate) after: Option<TaskNo>,
    pub(crate) n: usize,
}

impl Call for List {
    type Answer = Vec<Entry>;

    async fn make(&self, step: &Step<'_>) -> Result<Vec<Entry>, Fault> {
        within(self.n)?;
        let look = step.look(None).await?;
        step.end_strays(look.now).await?;
        let Ok(after) = i64::try_from(self.after.map_or(0, |after| after.0)) else {
            return Ok(Vec::new());
        };
        let account = self.filter.account.as_ref().map(Account::as_str);
        let states: Vec<&str> = self.filter.states.iter().map(|it| it.as_str()).collect();
        let mut conditions = String::new();
        let mut values: Vec<Value<'_>> = vec![(&after, Type::INT8)];
        let mut choose = |condition: &str, value| {
            values.push(value);
            conditions.push_str(&condition.replace("$n", &format!("${}", values.len())));
        };
        if let Some(client_ref) = &self.filter.client_ref {
            choose(" AND client_ref = $n", (client_ref, Type::TEXT));
        }
        if let Some(account) = &account {
            choose(" AND account = $n", (account, Type::TEXT));
        }
        if !states.is_empty() {
            let are_looked_for =
                |state: &TaskState| matches!(state, TaskState::Unknown | TaskState::Failed);
            let column = if self.filter.states.iter().all(are_looked_for) {
                " AND attention = ANY($n)"
            } else {
                " AND state = ANY($n)"
            };
            choose(column, (&states, Type::TEXT_ARRAY));
        }
        let sql = step.sql.list(&conditions, self.n);
        let rows = step.rows(&sql, &values).await?;
        rows.iter()
            .map(|row| Ok(cells::row(row)?.it.entry()))
            .collect()
    }
}

//! The statements. Each is a transaction of its own, so nothing of a session is needed, and no row stays locked while
//! a worker sleeps.

use std::fmt::Write;

/// How a task is read: its number and mark, and what `columns::way` reads.
const WAY: &str = "task, mark, (destination IS NOT NULL)::int4::int8, state, fence, holder, due_at, id, \
     created_at, snapshot, snapshot_at, result, born_at, proof_place, proof_bytes, proof_sha256, \
     trouble_kind, trouble_message, note, changed_at";

/// What `columns::row` reads behind that.
const GIVEN: &str = "client_ref, account, destination, submitted_at, follows, request";

/// What a statement does at its end: waits for the disk or, where `$1` is true, does not. A server that never waits
/// is told to; one that waits for others as well is left so.
const SYNC: &str = "set_config('synchronous_commit', CASE WHEN $1 THEN 'off' \
     WHEN current_setting('synchronous_commit') = 'off' THEN 'on' \
     ELSE current_setting('synchronous_commit') END, true)";

/// The statements for the tables of one schema.
#[derive(Debug)]
pub(crate) struct Sql {
    schema: Box<str>,
    /// The time, whether a session's time has come, and whether `$1` lives.
    pub(crate) look: Box<str>,
    pub(crate) open: Box<str>,
    pub(crate) beat: Box<str>,
    pub(crate) close: Box<str>,
    pub(crate) end_those_over: Box<str>,
    /// The sessions that hold tasks and are no more.
    pub(crate) strays: Box<str>,
    pub(crate) held: Box<str>,
    pub(crate) ways: Box<str>,
    pub(crate) rows: Box<str>,
    pub(crate) named: Box<str>,
    pub(crate) submit: Box<str>,
    pub(crate) allowance: Box<str>,
    pub(crate) set_allowance: Box<str>,
}

impl Sql {
    pub(crate) fn new(schema: &str) -> Self {
        let s = schema;
        // What is later than all times is the last of them.
        let ends_at = format!("least({s}.now_ms()::numeric + ttl, 9223372036854775807)::int8");
        let is_alive = alive(s);
        Self {
            schema: s.into(),
            look: format!(
                "SELECT at, EXISTS (SELECT FROM {s}.sessions WHERE ends_at <= at), \
                 EXISTS (SELECT FROM {s}.sessions WHERE session = $1 AND ends_at > at) \
                 FROM (SELECT {s}.now_ms() AS at OFFSET 0) AS now"
            )
            .into(),
            open: format!(
                "INSERT INTO {s}.sessions (worker, ttl, ends_at) \
                 SELECT $2, ttl, {ends_at} FROM (SELECT $3 AS ttl, {SYNC}) AS given RETURNING session"
            )
            .into(),
            beat: format!(
                "WITH beaten AS (UPDATE {s}.sessions SET ends_at = {ends_at} \
                 WHERE session = $2 AND ends_at > {s}.now_ms() RETURNING 1) \
                 SELECT count(*), {SYNC} FROM beaten"
            )
            .into(),
            close: format!("DELETE FROM {s}.sessions WHERE session = $1 RETURNING session").into(),
            end_those_over: format!(
                "DELETE FROM {s}.sessions WHERE ends_at <= {s}.now_ms() RETURNING session"
            )
            .into(),
            strays: format!(
                "WITH RECURSIVE holders AS ( \
                     (SELECT holder FROM {s}.tasks WHERE holder IS NOT NULL ORDER BY holder LIMIT 1) \
                     UNION ALL \
                     SELECT (SELECT t.holder FROM {s}.tasks t WHERE t.holder > h.holder ORDER BY t.holder LIMIT 1) \
                     FROM holders h WHERE h.holder IS NOT NULL) \
                 SELECT holder FROM holders h WHERE holder IS NOT NULL \
                 AND NOT EXISTS (SELECT FROM {s}.sessions WHERE session = h.holder)"
            )
            .into(),
            held: format!("SELECT {WAY} FROM {s}.tasks WHERE holder = ANY($1) LIMIT 500").into(),
            ways: format!("SELECT {WAY} FROM {s}.tasks WHERE task = ANY($1)").into(),
            rows: format!("SELECT {WAY}, {GIVEN} FROM {s}.tasks WHERE task = ANY($1)").into(),
            named: format!(
                "SELECT {WAY}, {GIVEN} FROM {s}.tasks \
                 WHERE (client_ref, account) IN (SELECT * FROM unnest($1, $2))"
            )
            .into(),
            submit: format!(
                "WITH leased AS (UPDATE {s}.tasks AS t SET {LEASE} \
                     FROM unnest($5, $6) AS g (task, mark) \
                     WHERE t.task = g.task AND t.mark = g.mark AND {is_alive} RETURNING 1), \
                 submitted AS (INSERT INTO {s}.tasks (client_ref, account, destination, follows, request, \
                     submitted_at, mark, state, fence, holder, due_at, id, snapshot_at, changed_at, rank, rank_at) \
                     SELECT client_ref, account, destination, follows, request, $4, $7, state, fence, holder, $4, \
                     id, $4, $4, rank, rank_at \
                     FROM unnest($8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) WITH ORDINALITY \
                     AS g (client_ref, account, destination, follows, request, state, fence, holder, id, rank, \
                     rank_at, nth) \
                     WHERE $2 IS NULL OR {is_alive} ORDER BY nth RETURNING task, client_ref, account) \
                 SELECT task, client_ref, account FROM \
                     (SELECT 1 / ((SELECT count(*) FROM leased) = $3)::int4, {SYNC}) AS sound \
                     LEFT JOIN submitted ON true"
            )
            .into(),
            allowance: format!(
                "SELECT version, spent_until, halted_until, why FROM {s}.accounts WHERE account = $1"
            )
            .into(),
            set_allowance: format!(
                "WITH written AS (INSERT INTO {s}.accounts AS a (account, version, spent_until, halted_until, why) \
                     VALUES ($2, $3 + 1, $4, $5, $6) ON CONFLICT (account) DO UPDATE SET \
                     version = excluded.version, spent_until = excluded.spent_until, \
                     halted_until = excluded.halted_until, why = excluded.why \
                     WHERE a.version = $3 RETURNING 1) \
                 SELECT count(*), {SYNC} FROM written"
            )
            .into(),
        }
    }

    /// Leases up to `n` tasks of a class for session `$2`, of account `$3`, class `$4`, whose place is up to `$5` and
    /// that are due by `$6`, and gives them the mark `$7`.
    ///
    /// The number stands in the text: the planner must know how few they are to go by the index.
    pub(crate) fn lease(&self, n: usize) -> String {
        let s = &self.schema;
        let is_alive = alive(s);
        format!(
            "WITH due AS MATERIALIZED (SELECT task, rank_at AS place FROM {s}.tasks \
                 WHERE account = $3 AND rank = $4 AND rank_at <= $5 AND due_at <= $6 \
                 ORDER BY rank_at, task LIMIT {n} FOR UPDATE SKIP LOCKED) \
             UPDATE {s}.tasks AS t SET {LEASE} FROM due WHERE t.task = due.task AND {is_alive} \
             RETURNING t.task, t.fence, due.place, {SYNC}"
        )
    }

    /// Writes these columns of `$4` tasks, `$5`, whose marks are still `$6`, and gives them the mark `$3`; what is to stand
    /// in the columns comes behind that. A session `$2` must live.
    pub(crate) fn change(&self, columns: &[&str]) -> String {
        let s = &self.schema;
        let is_alive = alive(s);
        let mut names = String::new();
        let mut places = String::new();
        let mut sets = String::new();
        for (nth, column) in columns.iter().enumerate() {
            // Writing to a string does not fail.
            let _ = write!(names, ", {column}");
            let _ = write!(places, ", ${}", 7 + nth);
            let _ = write!(sets, ", {column} = g.{column}");
            if *column == "state" {
                sets += ", attention = CASE WHEN g.state IN ('unknown', 'failed') THEN g.state END";
            }
        }
        format!(
            "WITH changed AS (UPDATE {s}.tasks AS t SET mark = $3{sets} \
                 FROM unnest($5, $6{places}) AS g (task, mark{names}) \
                 WHERE t.task = g.task AND t.mark = g.mark AND ($2 IS NULL OR {is_alive}) RETURNING 1) \
             SELECT 1 / (count(*) = $4)::int4, {SYNC} FROM changed"
        )
    }

    /// Lists `n` tasks behind `$1`, of those that the conditions choose.
    pub(crate) fn list(&self, conditions: &str, n: usize) -> String {
        let s = &self.schema;
        format!(
            "SELECT {WAY}, {GIVEN} FROM {s}.tasks WHERE task > $1 {conditions} ORDER BY task LIMIT {n}"
        )
    }
}

/// What a lease makes of a row, for the session `$2`, which gives it the mark `$7`: as `Row::lease` does.
const LEASE: &str = "holder = $2, fence = t.fence + 1, mark = $7, rank = NULL, rank_at = NULL";

/// Whether the session `$2` lives.
fn alive(s: &str) -> String {
    format!("EXISTS (SELECT FROM {s}.sessions WHERE session = $2 AND ends_at > {s}.now_ms())")
}

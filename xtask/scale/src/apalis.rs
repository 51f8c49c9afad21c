//! `apalis-postgres`, by its own statements: without its traits and the waits of its workers, and without the statement
//! by which a worker says that it has begun with what it fetched.

use apalis_postgres::PostgresStorage;
use sqlx::{PgPool, Row};

use crate::fault::Fault;
use crate::server::Server;
use crate::turn::{BATCH, N_CLIENTS};

/// The queue, in the schema that it has.
#[derive(Clone, Debug)]
pub(crate) struct Apalis {
    pool: PgPool,
}

impl Apalis {
    pub(crate) async fn new(server: &Server, n_tasks: usize) -> Result<Self, Fault> {
        PostgresStorage::<()>::setup(&server.pool).await?;
        for client in 0..N_CLIENTS {
            let sql = "INSERT INTO apalis.workers (id, worker_type, storage_name, layers, last_seen) \
                       VALUES ($1, 'videos', 'PgStorage', '', now())";
            sqlx::query(sql)
                .bind(worker(client))
                .execute(&server.pool)
                .await?;
        }
        // As its sink writes them.
        let sql = "INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority) \
                   SELECT 'task-' || n, 'videos', '\\x7b7d'::bytea, 'Pending', 0, 1000000, now(), 0 \
                   FROM generate_series(1, $1) AS n";
        sqlx::query(sql)
            .bind(i64::try_from(n_tasks)?)
            .execute(&server.pool)
            .await?;
        Ok(Self {
            pool: server.pool.clone(),
        })
    }

    /// Fetches a batch, and acknowledges it as failed: it is fetched again then.
    pub(crate) async fn repoll(&self, client: usize) -> Result<usize, Fault> {
        let rows = sqlx::query("SELECT * FROM apalis.get_jobs($1, $2, $3)")
            .bind(worker(client))
            .bind("videos")
            .bind(i32::try_from(BATCH)?)
            .fetch_all(&self.pool)
            .await?;
        let mut results = Vec::with_capacity(rows.len());
        for row in &rows {
            let (id, attempts): (&str, i32) = (row.try_get("id")?, row.try_get("attempts")?);
            results.push(serde_json::json!({
                "task_id": id, "attempt": attempts + 1, "status": "Failed", "result": {"Err": "not over"}
            }));
        }
        sqlx::query(ACKNOWLEDGE)
            .bind(serde_json::to_string(&results)?)
            .bind(worker(client))
            .execute(&self.pool)
            .await?;
        Ok(rows.len())
    }
}

/// Its statement for results, as it stands in its package; the first value is sent as a text.
const ACKNOWLEDGE: &str = "WITH j AS (
    SELECT (value ->> 'task_id')::text AS task_id, (value ->> 'attempt')::integer AS attempt,
        value -> 'result' AS result, value ->> 'status' AS status
    FROM jsonb_array_elements($1::text::jsonb) AS value
), locked AS (
    SELECT jobs.id FROM apalis.jobs AS jobs INNER JOIN j ON j.task_id = jobs.id
    WHERE jobs.lock_by = $2 ORDER BY jobs.id FOR UPDATE
)
UPDATE apalis.jobs AS jobs
SET status = j.status, attempts = j.attempt, last_result = j.result, done_at = NOW()
FROM j INNER JOIN locked ON locked.id = j.task_id WHERE jobs.id = locked.id";

fn worker(client: usize) -> String {
    format!("worker-{client}")
}

//! `graphile_worker`, by its own statements for batches and as well as they go: without the waits of its runner, without
//! handlers, without named queues, with as many attempts as there are, and with all jobs due at once.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use graphile_worker::sql::add_job::{batch::add_jobs, types::JobToAdd};
use graphile_worker::sql::batch_get_jobs::batch_get_jobs;
use graphile_worker::sql::fail_job::batch::{FailedJob, fail_jobs};
use graphile_worker::sql::task_identifiers::{TaskDetails, get_tasks_details};
use graphile_worker::{Database, DbExecutor, DbValue, Job, JobSpec, Schema};
use serde_json::json;

use crate::fault::Fault;
use crate::server::Server;
use crate::turn::BATCH;

/// The name of its one kind of jobs.
const KIND: &str = "video";

/// How often a life is polled.
const POLLS: usize = 10;

/// The queue in a schema of its own.
#[derive(Clone, Debug)]
pub(crate) struct Graphile {
    database: Database,
    schema: Schema,
    kinds: Arc<TaskDetails>,
    spec: Arc<JobSpec>,
    /// So late that every job is due by then: a job that is put back is due later and later.
    now: DateTime<Utc>,
}

impl Graphile {
    pub(crate) async fn new(server: &Server, schema: &str) -> Result<Self, Fault> {
        let database = Database::from(&server.pool);
        let schema = Schema::new(schema);
        graphile_worker_migrations::migrate(&database, &schema).await?;
        let kinds = get_tasks_details(&database, &schema, vec![KIND.into()]).await?;
        Ok(Self {
            database,
            schema,
            kinds: Arc::new(kinds),
            spec: Arc::new(JobSpec {
                max_attempts: Some(i16::MAX),
                ..JobSpec::default()
            }),
            now: Utc::now() + TimeDelta::days(365_000),
        })
    }

    /// Adds a batch.
    pub(crate) async fn add(&self) -> Result<(), Fault> {
        let jobs: Vec<_> = (0..BATCH)
            .map(|nth| JobToAdd {
                identifier: KIND,
                payload: json!({ "id": format!("task-{nth}") }),
                spec: &self.spec,
            })
            .collect();
        add_jobs(
            &self.database,
            &self.schema,
            &jobs,
            &self.kinds,
            false,
            false,
        )
        .await?;
        Ok(())
    }

    /// Leads a batch from its submission to its end: ten times it is leased and put back, and then it is completed.
    /// Its first lease is the one that creates, its last one the one that completes.
    pub(crate) async fn live(&self, client: usize) -> Result<usize, Fault> {
        self.add().await?;
        for _ in 1..POLLS {
            self.repoll(client).await?;
        }
        let jobs = self.get(client).await?;
        let ids = jobs.iter().map(|job| *job.id()).collect();
        // What its batcher of completions does.
        let sql = format!(
            "DELETE FROM {} WHERE id = ANY($1::bigint[])",
            self.schema.private_table("jobs")
        );
        self.database
            .execute(&sql, vec![DbValue::I64Array(ids)].into())
            .await?;
        Ok(jobs.len())
    }

    /// Leases a batch and puts it back, as a job is put back that isn't over.
    pub(crate) async fn repoll(&self, client: usize) -> Result<usize, Fault> {
        let jobs = self.get(client).await?;
        let failed: Vec<_> = jobs
            .iter()
            .map(|job| FailedJob {
                job,
                error: "not over",
            })
            .collect();
        fail_jobs(&self.database, &failed, &self.schema, &worker(client)).await?;
        Ok(jobs.len())
    }

    async fn get(&self, client: usize) -> Result<Vec<Job>, Fault> {
        let n = i32::try_from(BATCH)?;
        let now = Some(self.now);
        Ok(batch_get_jobs(
            &self.database,
            &self.kinds,
            &self.schema,
            &worker(client),
            &[],
            n,
            now,
        )
        .await?)
    }
}

fn worker(client: usize) -> String {
    format!("worker-{client}")
}

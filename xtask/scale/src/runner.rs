//! `graphile_worker` as its users run it: by its own worker, set up as in the benchmark that comes with it. A poll is a
//! job that ends well, and all jobs are there at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use graphile_worker::{
    Database, IntoTaskHandlerResult, JobSpec, LocalQueueConfig, RawJobSpec, TaskHandler,
    WorkerContext, WorkerOptions, WorkerUtils,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Notify;

use crate::fault::Fault;
use crate::server::Server;
use crate::turn::BATCH;

/// How many jobs a turn has: enough for a few seconds.
const JOBS: usize = 50_000;

/// How many handlers run at once, how many jobs are fetched at once, and how often the worker looks and writes.
const CONCURRENCY: usize = 500;
const FETCHED: usize = 5000;
const DELAY: Duration = Duration::from_millis(5);

/// What a job holds.
#[derive(Deserialize, Serialize)]
struct Poll {
    id: String,
}

/// How many jobs are still to end.
#[derive(Clone, Debug)]
struct Left(Arc<(AtomicUsize, Notify)>);

impl TaskHandler for Poll {
    const IDENTIFIER: &'static str = "video";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(Left(left)) = context.get_ext::<Left>() else {
            return Err(format!("nobody waits for {}", self.id));
        };
        if left.0.fetch_sub(1, Ordering::Relaxed) == 1 {
            left.1.notify_one();
        }
        Ok(())
    }
}

/// Adds jobs in batches, runs them, and returns what one took in nanoseconds, with its share of the adding.
pub(crate) async fn poll(server: &Server, schema: &str) -> Result<f64, Fault> {
    let database = Database::from(&server.pool);
    let utils = WorkerUtils::new(database.clone(), schema);
    utils.migrate().await?;
    let jobs: Vec<_> = (0..BATCH)
        .map(|nth| RawJobSpec {
            identifier: Poll::IDENTIFIER.to_owned(),
            payload: json!({ "id": format!("task-{nth}") }),
            spec: JobSpec::default(),
        })
        .collect();
    let left = Left(Arc::new((AtomicUsize::new(JOBS), Notify::new())));
    let options = WorkerOptions::default()
        .database(database)
        .schema(schema)
        .concurrency(CONCURRENCY)
        .poll_interval(DELAY)
        .complete_job_batch_delay(DELAY)
        .local_queue(LocalQueueConfig::default().with_size(FETCHED))
        .add_extension(left.clone())
        .define_job::<Poll>();
    let worker = Arc::new(options.init().await?);

    let began = Instant::now();
    for _ in 0..JOBS / BATCH {
        utils.add_raw_jobs(&jobs).await?;
    }
    let running = Arc::clone(&worker);
    let running = tokio::spawn(async move { running.run().await });
    left.0.1.notified().await;
    let took = began.elapsed();
    worker.request_shutdown();
    running.await??;
    Ok(took.as_nanos() as f64 / JOBS as f64)
}

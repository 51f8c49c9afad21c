//! The ledger: whole lives of tasks, tasks that are held, and what leases for every poll would cost on its table.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use grok_video_ledger::{
    Account, Fenced, Held, Intent, Ledger, Pause, Proof, Session, Work, Write, Written,
};
use grok_video_postgres::PostgresLedger;
use grok_video_types::{CreateVideo, Model, ResultUrl, State, TaskId, Video, VideoTask};
use sqlx::{AssertSqlSafe, PgPool, Row};

use crate::fault::Fault;
use crate::server::Server;
use crate::turn::BATCH;

/// How long a session lives without a beat.
pub(crate) const TTL: Duration = Duration::from_secs(60);

/// As long as the watch of a task in its stored form.
const SNAPSHOT: &str = r#"{"v":1,"polls":9,"waited_ms":94210,"next_ms":11800,"progress":[[12,31000],[47,61000],[83,92000]]}"#;

/// A ledger in a schema of its own.
#[derive(Clone, Debug)]
pub(crate) struct Ours {
    pub(crate) ledger: Arc<PostgresLedger>,
    schema: Arc<str>,
    pool: PgPool,
    names: Arc<AtomicUsize>,
}

impl Ours {
    pub(crate) async fn new(server: &Server, schema: &str) -> Result<Self, Fault> {
        Ok(Self {
            ledger: Arc::new(PostgresLedger::connect(&server.url(schema)).await?),
            schema: schema.into(),
            pool: server.pool.clone(),
            names: Arc::default(),
        })
    }

    pub(crate) async fn open(&self) -> Result<Session, Fault> {
        Ok(self.ledger.open_session("bench", TTL * 60).await?)
    }

    /// Leads a batch from its submission to the saved file. It is polled ten times, nine of them from memory; one is
    /// written down as well.
    pub(crate) async fn live(&self, session: Session) -> Result<usize, Fault> {
        let held = self.begin(session).await?;
        self.write(&held, |_| reschedule()).await?;
        let result = result()?;
        self.write(&held, |_| Write::Completed {
            result: result.clone(),
            age: Some(Duration::from_secs(1)),
        })
        .await?;
        self.write(&held, |task| Write::Saving(proof(task))).await?;
        self.write(&held, |task| Write::Saved(proof(task))).await?;
        Ok(held.len())
    }

    /// Submits a batch, leases as many, and writes that they were created.
    pub(crate) async fn begin(&self, session: Session) -> Result<Vec<Fenced>, Fault> {
        let intents = (0..BATCH)
            .map(|_| self.intent())
            .collect::<Result<_, Fault>>()?;
        self.ledger.submit(intents, None).await?;
        let mut held: Vec<Fenced> = Vec::with_capacity(BATCH);
        // Another client may have leased what this one submitted, and this one not yet see what the other did.
        while held.len() < BATCH {
            let leased = self
                .ledger
                .lease_due(session, &account(), BATCH - held.len(), None)
                .await?;
            held.extend(leased.iter().map(|held: &Held| held.task));
        }
        let permits = self.ledger.start_create(session, held.clone()).await?;
        let permits: Vec<_> = permits.into_iter().flatten().collect();
        if permits.len() != BATCH {
            return Err("a task that is held may not be created".into());
        }
        for permit in permits {
            let _ = permit.spend();
        }
        let mut writes = Vec::with_capacity(BATCH);
        for task in &held {
            writes.push((
                *task,
                Write::Created(TaskId::new(&format!("task-{}", task.task.0))?),
            ));
        }
        taken(&self.ledger.write(writes).await?)?;
        Ok(held)
    }

    /// Writes that these tasks go on later, as a worker does once in a while.
    pub(crate) async fn reschedule(&self, tasks: &[Fenced]) -> Result<(), Fault> {
        self.write(tasks, |_| reschedule()).await
    }

    async fn write(&self, tasks: &[Fenced], write: impl Fn(&Fenced) -> Write) -> Result<(), Fault> {
        let writes = tasks.iter().map(|task| (*task, write(task))).collect();
        taken(&self.ledger.write(writes).await?)
    }

    fn intent(&self) -> Result<Intent, Fault> {
        let name = self.names.fetch_add(1, Ordering::Relaxed);
        Ok(Intent {
            client_ref: format!("video-{name}").into(),
            account: account(),
            work: Work::Create(
                CreateVideo::builder(Model::GrokVideo3, "a red kite over the sea").build()?,
            ),
            destination: Some("/videos/".into()),
        })
    }

    /// Gives all tasks that are held up, so that the next statement finds them.
    pub(crate) async fn free_all(&self) -> Result<(), Fault> {
        let free = format!(
            "UPDATE {}.tasks SET holder = NULL, rank = 1, rank_at = due_at WHERE state = 'active'",
            self.schema
        );
        sqlx::raw_sql(AssertSqlSafe(free))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Leases a batch of those that are due first and moves them ahead, in one statement.
    ///
    /// No ledger does that: it is what leases for every poll would cost at their best on this table, without a look
    /// at the session, and without a second statement for what comes of the poll.
    pub(crate) async fn repoll(&self) -> Result<usize, Fault> {
        let s = &self.schema;
        let sql = format!(
            "WITH due AS MATERIALIZED (SELECT task FROM {s}.tasks \
                 WHERE account = $1 AND rank = $2 AND rank_at <= $3 \
                 ORDER BY rank_at, task LIMIT {BATCH} FOR UPDATE SKIP LOCKED) \
             UPDATE {s}.tasks AS t SET fence = t.fence + 1, mark = t.mark + 1, \
                 due_at = t.due_at + 30000, rank_at = t.rank_at + 30000 \
             FROM due WHERE t.task = due.task RETURNING t.task, t.fence, t.id"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(account().as_str())
            .bind(1_i16)
            .bind(i64::MAX)
            .fetch_all(&self.pool)
            .await?;
        for row in &rows {
            let _: (i64, i64, &str) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        }
        Ok(rows.len())
    }
}

fn account() -> Account {
    Account::from("team-a")
}

fn reschedule() -> Write {
    Write::Reschedule(Pause {
        due_in: Duration::from_secs(30),
        snapshot: Some(SNAPSHOT.into()),
        ..Pause::default()
    })
}

fn result() -> Result<VideoTask, Fault> {
    let url = ResultUrl::new("https://cdn.example.com/video.mp4?sig=a%20b")?;
    Ok(VideoTask::new(
        TaskId::new("task-1")?,
        State::Completed(Video::new(url)),
    ))
}

fn proof(task: &Fenced) -> Proof {
    Proof {
        place: format!("/videos/{}.mp4", task.task.0).into(),
        bytes: 4_000_000,
        sha256: [7; 32],
    }
}

fn taken(written: &[Written]) -> Result<(), Fault> {
    if written.iter().all(|it| *it == Written::Applied) {
        Ok(())
    } else {
        Err("a write was stale".into())
    }
}

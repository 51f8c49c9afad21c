//! One server for all tests, and a ledger in a schema of its own for each.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use grok_video_engine::Engine;
use grok_video_ledger::conformance::Subject;
use grok_video_ledger::{Ledger, Moment};
use grok_video_postgres::PostgresLedger;
use tokio_postgres::{Client, NoTls};

/// Returns the address of the server, which is started once and ends with this process.
pub(crate) fn server() -> String {
    static SERVER: OnceLock<Engine> = OnceLock::new();
    SERVER
        .get_or_init(|| Engine::start().expect("PostgreSQL is installed"))
        .url()
}

/// Returns the address of a schema that is not there yet.
pub(crate) fn schema() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Connects to the server beside the ledger.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the server runs");
    tokio::spawn(connection);
    client
}

/// A ledger whose clock stands still until it is moved.
pub(crate) struct Still {
    pub(crate) ledger: PostgresLedger,
    pub(crate) beside: Client,
    pub(crate) schema: String,
    pub(crate) url: String,
}

impl Still {
    pub(crate) async fn new() -> Self {
        let schema = schema();
        let url = format!("{}?schema={schema}", server());
        let ledger = PostgresLedger::connect(&url)
            .await
            .expect("it can be reached");
        let beside = connect(&server()).await;
        let clock = format!(
            "CREATE TABLE {schema}.clock (at int8 NOT NULL);
             INSERT INTO {schema}.clock VALUES (1700000000000);
             CREATE OR REPLACE FUNCTION {schema}.now_ms() RETURNS int8 LANGUAGE sql VOLATILE AS
                 $$ SELECT at FROM {schema}.clock $$;"
        );
        beside.batch_execute(&clock).await.expect("it is SQL");
        Self {
            ledger,
            beside,
            schema,
            url,
        }
    }

    async fn clock(&self, sql: &str) -> i64 {
        let sql = sql.replace("clock", &format!("{}.clock", self.schema));
        let row = self.beside.query_one(&sql, &[]).await;
        row.expect("there is a clock").get(0)
    }
}

impl Subject for Still {
    fn ledger(&self) -> &dyn Ledger {
        &self.ledger
    }

    async fn now(&self) -> Moment {
        Moment::from_millis(self.clock("SELECT at FROM clock").await.cast_unsigned())
    }

    async fn pass(&mut self, time: Duration) {
        let then = self.now().await.after(time).as_millis();
        self.clock(&format!("UPDATE clock SET at = {then} RETURNING at"))
            .await;
    }

    async fn reopen(&mut self) {
        let again = PostgresLedger::connect(&self.url).await;
        self.ledger = again.expect("it can be reached");
    }
}

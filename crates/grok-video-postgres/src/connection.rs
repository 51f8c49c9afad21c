//! A few connections to the database, and one step of work on one of them.

use std::future::Future;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use grok_video_ledger::{LedgerError, LedgerErrorKind};
use tokio::time::{Instant, timeout_at};
use tokio_postgres::config::SslMode;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Row};

use crate::address::Address;
use crate::fault::Fault;
use crate::known::Known;
use crate::sql::Sql;
use crate::{schema, tls};

/// How many connections a ledger has at most.
const CONNECTIONS: usize = 4;

/// How long a call may take, with all its attempts.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a call needs to know of the database.
#[derive(Debug)]
pub(crate) struct Connections {
    pool: Pool,
    sql: Sql,
    known: Known,
    pub(crate) place: Box<str>,
}

/// One call of a ledger: made as a whole, and made again where somebody was in its way.
pub(crate) trait Call: Send + Sync {
    /// What it is answered with.
    type Answer: Send;

    /// Makes one attempt.
    fn make(&self, step: &Step<'_>) -> impl Future<Output = Result<Self::Answer, Fault>> + Send;
}

/// One attempt, on one connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    client: &'a Client,
    pub(crate) sql: &'a Sql,
    pub(crate) known: &'a Known,
}

/// A value of a statement, and its type.
pub(crate) type Value<'a> = (&'a (dyn ToSql + Sync), Type);

impl Connections {
    /// Connects once, and makes the tables where they are missing.
    pub(crate) async fn open(url: &str) -> Result<Self, LedgerError> {
        let address = Address::parse(url)?;
        let place = address.place.into_boxed_str();
        let manager = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = if address.config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(address.config, NoTls, manager)
        } else {
            let connector = tls::connector(address.roots.as_deref()).map_err(|error| {
                let message =
                    format!("the ledger at {place} can't be reached by TLS; mend its sslrootcert");
                LedgerError::new(LedgerErrorKind::Unavailable, message).caused_by(error)
            })?;
            Manager::from_config(address.config, connector, manager)
        };
        // Whoever waits for a connection has a time limit of its own.
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .build()
            .unwrap_or_else(|_| unreachable!("no time limit takes a runtime"));
        let this = Self {
            pool,
            sql: Sql::new(&address.schema),
            known: Known::default(),
            place,
        };
        this.prepare(&address.schema)
            .await
            .map_err(|fault| fault.of(&this.place))?;
        Ok(this)
    }

    async fn prepare(&self, schema: &str) -> Result<(), Fault> {
        let by = Instant::now() + PATIENCE;
        let connection = timeout_at(by, self.pool.get()).await;
        let mut connection = connection.map_err(|_| Fault::Late)??;
        let prepared = timeout_at(by, schema::prepare(&mut connection, schema)).await;
        prepared.map_err(|_| Fault::Late)?
    }

    pub(crate) async fn make<C: Call>(&self, call: C) -> Result<C::Answer, LedgerError> {
        let by = Instant::now() + PATIENCE;
        loop {
            match self.attempt(&call, by).await {
                Err(fault) if fault.is_missed() && Instant::now() < by => {}
                done => return done.map_err(|fault| fault.of(&self.place)),
            }
        }
    }

    async fn attempt<C: Call>(&self, call: &C, by: Instant) -> Result<C::Answer, Fault> {
        let connection = timeout_at(by, self.pool.get()).await;
        let connection = connection.map_err(|_| Fault::Late)??;
        let step = Step {
            client: &connection,
            sql: &self.sql,
            known: &self.known,
        };
        let made = timeout_at(by, call.make(&step)).await;
        made.unwrap_or_else(|_| {
            // Whoever came next on this connection would wait for the same.
            drop(Object::take(connection));
            Err(Fault::Late)
        })
    }
}

impl Step<'_> {
    pub(crate) async fn rows(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        // Nothing is prepared: a pooler may give each statement to another server process.
        Ok(self.client.query_typed(sql, values).await?)
    }

    pub(crate) async fn row(&self, sql: &str, values: &[Value<'_>]) -> Result<Row, Fault> {
        Ok(self.client.query_typed_one(sql, values).await?)
    }
}

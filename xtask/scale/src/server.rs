//! The server that all share, and how busy it has been.

use std::fs;
use std::time::Duration;

use grok_video_engine::Engine;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::fault::Fault;
use crate::turn::N_CLIENTS;

/// As a server is set up that has work to do; whoever is told "done" finds it on the disk.
const SETTINGS: [&str; 5] = [
    "shared_buffers=512MB",
    "max_wal_size=4GB",
    "checkpoint_timeout=15min",
    "synchronous_commit=on",
    "fsync=on",
];

/// Of a second, in which the system counts CPU: 100 on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// A server, and connections for all but the ledger, which has as many of its own.
#[derive(Debug)]
pub(crate) struct Server {
    engine: Engine,
    pub(crate) pool: PgPool,
}

impl Server {
    pub(crate) async fn start() -> Result<Self, Fault> {
        let engine = Engine::start_with(&SETTINGS)?;
        let n = u32::try_from(N_CLIENTS)?;
        let options = PgPoolOptions::new().min_connections(n).max_connections(n);
        let pool = options.connect(&engine.url()).await?;
        Ok(Self { engine, pool })
    }

    /// Returns the address of a schema of the database.
    pub(crate) fn url(&self, schema: &str) -> String {
        format!("{}?schema={schema}", self.engine.url())
    }

    /// Does what the server puts off: every turn begins with clean tables, and with nothing to write.
    pub(crate) async fn settle(&self) -> Result<(), Fault> {
        for statement in ["VACUUM ANALYZE", "CHECKPOINT"] {
            sqlx::raw_sql(statement).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Returns how long the server has computed, all its processes together and those that have ended.
    pub(crate) fn cpu(&self) -> Result<Duration, Fault> {
        let server = self.engine.pid();
        let mut ticks = ticks(server, 4)?;
        let children = fs::read_to_string(format!("/proc/{server}/task/{server}/children"))?;
        for child in children.split_whitespace() {
            // One that ends meanwhile is counted by the server from then on.
            ticks += ticks_of_child(child.parse()?);
        }
        Ok(TICK * u32::try_from(ticks)?)
    }
}

fn ticks_of_child(process: u32) -> u64 {
    ticks(process, 2).unwrap_or(0)
}

/// Sums the first `n` of: time in the program, in the system, and both of the children that have ended.
fn ticks(process: u32, n: usize) -> Result<u64, Fault> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program, in parentheses, may hold anything.
    let (_, behind) = text.rsplit_once(')').ok_or("the system tells no times")?;
    let numbers = behind.split_whitespace().skip(11).take(n);
    let mut sum = 0;
    for number in numbers {
        sum += number.parse::<u64>()?;
    }
    Ok(sum)
}

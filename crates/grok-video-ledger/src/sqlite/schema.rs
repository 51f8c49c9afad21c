//! The tables, and how a file comes to have them.

use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::fault::Fault;

/// Marks a file as a ledger: `gvld`.
const APPLICATION: i64 = 0x6776_6C64;

/// How long others may have the file for themselves.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What makes each version of the one before. Those that were released never change.
///
/// Times are milliseconds since 1970. `rank` and `rank_at` say where a free task stands among those to lease, and are
/// null where it isn't free: the rules themselves stand in no table. `spent_until` is in nanoseconds.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE tasks (
        task INTEGER PRIMARY KEY,
        client_ref TEXT NOT NULL,
        account TEXT NOT NULL,
        destination TEXT,
        follows TEXT,
        submitted_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        fence INTEGER NOT NULL,
        holder INTEGER,
        due_at INTEGER NOT NULL,
        id TEXT,
        created_at INTEGER,
        snapshot TEXT,
        snapshot_at INTEGER NOT NULL,
        result TEXT,
        born_at INTEGER,
        proof_place TEXT,
        proof_bytes INTEGER,
        proof_sha256 BLOB,
        trouble_kind TEXT,
        trouble_message TEXT,
        note TEXT,
        changed_at INTEGER NOT NULL,
        rank INTEGER,
        rank_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX tasks_by_name ON tasks (client_ref, account);
    CREATE INDEX tasks_by_rank ON tasks (account, rank, rank_at, task, due_at) WHERE rank IS NOT NULL;
    CREATE INDEX tasks_by_holder ON tasks (holder) WHERE holder IS NOT NULL;
    CREATE INDEX tasks_by_state ON tasks (state);

    CREATE TABLE requests (
        task INTEGER PRIMARY KEY,
        request TEXT NOT NULL
    ) STRICT;

    CREATE TABLE sessions (
        session INTEGER PRIMARY KEY AUTOINCREMENT,
        worker TEXT NOT NULL,
        ends_at INTEGER NOT NULL,
        ttl INTEGER NOT NULL,
        has_lock INTEGER NOT NULL
    ) STRICT;
", "
    CREATE TABLE accounts (
        account TEXT PRIMARY KEY,
        spent_until INTEGER NOT NULL,
        halted_until INTEGER NOT NULL,
        why TEXT
    ) STRICT;
"];

/// Connects to a file that exists, and makes a ledger of an empty one; others may have it for as long as `patience`.
pub(super) fn open(path: &Path, patience: Duration) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(32);
    // SQLite waits for others by itself, but not where one of them switches to WAL or away from it.
    let began = Instant::now();
    loop {
        match prepare(&mut connection) {
            Err(fault) if fault.is_busy() && began.elapsed() < patience => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(fault) => return Err(fault),
            Ok(()) => return Ok(connection),
        }
    }
}

fn prepare(connection: &mut Connection) -> Result<(), Fault> {
    // A file of somebody else is left as it is.
    version(&connection.transaction()?)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(Fault::Io(io::Error::new(
            io::ErrorKind::Unsupported,
            "SQLite can keep no write-ahead log there; a disk of this machine is needed",
        )));
    }
    // On macOS, fsync alone leaves what was written in the disk's cache.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = version(&step)?;
    for migration in &MIGRATIONS[version..] {
        step.execute_batch(migration)?;
    }
    if version < MIGRATIONS.len() {
        step.pragma_update(None, "application_id", APPLICATION)?;
        step.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    }
    Ok(step.commit()?)
}

/// Returns the version of the tables; 0 where there are none yet.
fn version(step: &Transaction<'_>) -> Result<usize, Fault> {
    let number = |pragma: &str| step.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let n_items: i64 =
        step.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let version = number("user_version")?;
    match number("application_id")? {
        0 if version == 0 && n_items == 0 => Ok(0),
        APPLICATION => match usize::try_from(version) {
            Ok(version) if (1..=MIGRATIONS.len()).contains(&version) => Ok(version),
            _ => Err(Fault::Foreign(
                format!(
                    "is a ledger of version {version}, and this program knows version {} and earlier; \
                     use a later program",
                    MIGRATIONS.len()
                )
                .into(),
            )),
        },
        _ => Err(Fault::Foreign(
            "is a database of another program; choose another file".into(),
        )),
    }
}

//! The ledger of this user, and whether there is one.

use std::path::{Path, PathBuf};

use grok_video::ClientBuilder;
use grok_video::ledger::{Ledger, MemoryLedger, SqliteLedger};
use grok_video::one_line;

use crate::args::Args;
use crate::failure::Failure;
use crate::history::History;
use crate::ledger_place::LedgerPlace;
use crate::report::Reporter;
use crate::state_folder::StateFolder;

/// Holds what was opened to write tasks down.
#[derive(Debug, Clone)]
pub(crate) struct Book(Kept);

#[derive(Debug, Clone)]
enum Kept {
    InFile(SqliteLedger, PathBuf),
    /// For as long as the program runs.
    InMemory(MemoryLedger),
    #[cfg(feature = "postgres")]
    Database(grok_video_postgres::PostgresLedger),
}

impl Book {
    /// Opens what is kept beside the ledger about what happened to its tasks.
    pub(crate) fn history(&self, reporter: &Reporter) -> Option<History> {
        open_history(self.file()?, reporter)
    }

    /// Opens the history of the ledger that is there, for commands which don't need the ledger itself.
    pub(crate) fn existing_history(args: &Args, reporter: &Reporter) -> Option<History> {
        match Self::place(args)? {
            LedgerPlace::File(path) if path.exists() => open_history(&path, reporter),
            LedgerPlace::File(_) | LedgerPlace::Database(_) => None,
        }
    }

    /// Opens the ledger, or makes it. Where none can be kept in its usual place, this is told, and one is kept for as long
    /// as the program runs.
    pub(crate) async fn open(args: &Args, reporter: &Reporter) -> Result<Self, Failure> {
        if args.no_ledger {
            return Ok(Self::in_memory());
        }
        if let Some(place) = LedgerPlace::named(args) {
            return Self::at(&place).await;
        }
        let made = match StateFolder::find() {
            Some(folder) => match folder.make() {
                Ok(()) => return Self::in_file(&folder.ledger()),
                Err(error) => format!("{} can't be made: {error}", folder.path().display()),
            },
            None => "the environment names no home".to_owned(),
        };
        reporter.warn(&format!(
            "no ledger is kept, so what a crash leaves behind is not known afterwards ({made}); \
             give it a place with --ledger, or say --no-ledger"
        ));
        Ok(Self::in_memory())
    }

    /// Opens the ledger where there is one already.
    pub(crate) async fn existing(args: &Args) -> Result<Option<Self>, Failure> {
        match Self::place(args) {
            Some(place) if place.exists() => Self::at(&place).await.map(Some),
            Some(_) | None => Ok(None),
        }
    }

    /// Returns where the ledger is, whether or not it is there already.
    pub(crate) fn place(args: &Args) -> Option<LedgerPlace> {
        if args.no_ledger {
            return None;
        }
        let named = LedgerPlace::named(args);
        named.or_else(|| Some(LedgerPlace::File(StateFolder::find()?.ledger())))
    }

    pub(crate) fn in_memory() -> Self {
        Self(Kept::InMemory(MemoryLedger::default()))
    }

    async fn at(place: &LedgerPlace) -> Result<Self, Failure> {
        match place {
            LedgerPlace::File(path) => Self::in_file(path),
            #[cfg(feature = "postgres")]
            LedgerPlace::Database(url) => {
                match grok_video_postgres::PostgresLedger::connect(url).await {
                    Ok(ledger) => Ok(Self(Kept::Database(ledger))),
                    Err(error) => Err(Failure::no_ledger(&one_line(&error))),
                }
            }
            #[cfg(not(feature = "postgres"))]
            LedgerPlace::Database(_) => Err(Failure::no_ledger(
                "this program was built without the feature `postgres`, so it can't use a database",
            )),
        }
    }

    fn in_file(path: &Path) -> Result<Self, Failure> {
        match SqliteLedger::open(path) {
            Ok(ledger) => Ok(Self(Kept::InFile(ledger, path.to_owned()))),
            Err(error) => Err(Failure::no_ledger(&one_line(&error))),
        }
    }

    /// Has a client write down here what it does.
    pub(crate) fn give_to(&self, client: ClientBuilder) -> ClientBuilder {
        match &self.0 {
            Kept::InFile(ledger, _) => client.ledger(ledger.clone()),
            Kept::InMemory(ledger) => client.ledger(ledger.clone()),
            #[cfg(feature = "postgres")]
            Kept::Database(ledger) => client.ledger(ledger.clone()),
        }
    }

    pub(crate) fn ledger(&self) -> &dyn Ledger {
        match &self.0 {
            Kept::InFile(ledger, _) => ledger,
            Kept::InMemory(ledger) => ledger,
            #[cfg(feature = "postgres")]
            Kept::Database(ledger) => ledger,
        }
    }

    /// Tells whether the ledger is there when the program has ended.
    pub(crate) fn is_kept(&self) -> bool {
        !matches!(self.0, Kept::InMemory(_))
    }

    /// Returns the file; `None` where nothing is kept, or elsewhere.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.0 {
            Kept::InFile(_, path) => Some(path),
            Kept::InMemory(_) => None,
            #[cfg(feature = "postgres")]
            Kept::Database(_) => None,
        }
    }
}

/// Opens a history; that it can't be is told, and spoils nothing.
fn open_history(ledger: &Path, reporter: &Reporter) -> Option<History> {
    let path = history_of(ledger);
    History::open(&path)
        .inspect_err(|error| {
            reporter.warn(&format!(
                "what happens can't be kept for pictures in {}: {error}",
                path.display()
            ));
        })
        .ok()
}

/// Returns where is kept what happened to the tasks of a ledger.
pub(crate) fn history_of(ledger: &Path) -> PathBuf {
    let mut path = ledger.as_os_str().to_owned();
    path.push(".history.jsonl");
    path.into()
}

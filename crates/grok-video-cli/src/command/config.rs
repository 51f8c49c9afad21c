//! Shows what the program goes by.

use crate::args::Args;
use crate::book::Book;
use crate::config::{base_of, key_of};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ledger_place::LedgerPlace;
use crate::output::Output;
use crate::report::{Event, Reporter};
use crate::state_folder::StateFolder;

pub(super) fn run(args: &Args, reporter: &Reporter) -> Result<Exit, Failure> {
    let (base, base_url_from) = base_of(args)?;
    let base = base.to_string();
    let (key_from, key) = key_of(args);
    let ledger = Book::place(args);
    let ledger_exists = ledger.as_ref().is_some_and(LedgerPlace::exists);
    let ledger = ledger.map(|place| place.to_string());
    let state_folder = StateFolder::find().map(|folder| folder.path().display().to_string());
    let config = Event::Config {
        base_url: &base,
        base_url_from,
        key,
        key_from,
        ledger: ledger.clone(),
        ledger_exists,
        state_folder: state_folder.clone(),
        version: env!("CARGO_PKG_VERSION"),
    };
    if reporter.output() == Output::Json {
        reporter.tell(&config);
        return Ok(Exit::Done);
    }
    let key = if key {
        "set, and not shown"
    } else {
        "not set, or not usable"
    };
    let ledger = match (ledger, ledger_exists) {
        (Some(path), true) => path,
        (Some(path), false) => format!("{path} (not made yet)"),
        (None, _) => "none".to_owned(),
    };
    for (name, value) in [
        ("base URL", format!("{base} (from {base_url_from})")),
        ("API key", format!("{key} (from {key_from})")),
        ("ledger", ledger),
        (
            "state folder",
            state_folder.unwrap_or_else(|| "none: the environment names no home".to_owned()),
        ),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
    ] {
        reporter.print(&format!("{name:<14}{value}"));
    }
    Ok(Exit::Done)
}

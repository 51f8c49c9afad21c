//! Shows what the ledger holds.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

use grok_video::ledger::{Entry, Filter, MAX_BATCH, TaskState};

use crate::args::{Args, StateName};
use crate::book::Book;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::{Event, Output, Reporter, table};

/// What is shown.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    pub(super) states: &'a [StateName],
    pub(super) last: Option<usize>,
    pub(super) svg: Option<&'a Path>,
}

pub(super) async fn run(
    args: &Args,
    selection: Selection<'_>,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    if args.no_ledger {
        return Err(Failure::usage(
            "without a ledger there is nothing to list; leave --no-ledger out",
        ));
    }
    let Some(book) = Book::existing(args)? else {
        let place = Book::place(args);
        let place = place.map_or_else(String::new, |place| format!(" at {}", place.display()));
        let message = format!("there is no ledger yet{place}");
        if args.ledger.is_some() {
            return Err(Failure::usage(&message));
        }
        reporter.hint(&message);
        return Ok(Exit::Done);
    };
    let states: Vec<_> = selection.states.iter().copied().map(state).collect();
    let mut entries = entries(&book, &states).await?;
    if let Some(last) = selection.last {
        entries.drain(..entries.len().saturating_sub(last));
    }
    let now = SystemTime::now();
    if let Some(file) = selection.svg {
        draw(file, &book, &entries, now)?;
        reporter.hint(&format!("drawn: {}", file.display()));
        return Ok(Exit::Done);
    }
    match reporter.output() {
        Output::Json => {
            for entry in &entries {
                reporter.tell(&Event::entry(entry));
            }
        }
        Output::Human if entries.is_empty() => reporter.hint("the ledger holds no such task"),
        Output::Human => {
            for line in table(&entries, now) {
                reporter.print(&line);
            }
        }
    }
    Ok(Exit::Done)
}

fn draw(_file: &Path, _book: &Book, _entries: &[Entry], _now: SystemTime) -> Result<(), Failure> {
    Ok(())
}

async fn entries(book: &Book, states: &[TaskState]) -> Result<Vec<Entry>, Failure> {
    let filter = Filter::states(states);
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let after = entries.last().map(|entry| entry.task);
        let page = book.ledger().list(filter.clone(), after, MAX_BATCH).await;
        let page = page.map_err(|error| Failure::of_ledger(&error))?;
        if page.is_empty() {
            return Ok(entries);
        }
        entries.extend(page);
    }
}

fn state(name: StateName) -> TaskState {
    match name {
        StateName::Intent => TaskState::Intent,
        StateName::Sending => TaskState::Sending,
        StateName::Unknown => TaskState::Unknown,
        StateName::Active => TaskState::Active,
        StateName::Completed => TaskState::Completed,
        StateName::Saved => TaskState::Saved,
        StateName::Failed => TaskState::Failed,
    }
}

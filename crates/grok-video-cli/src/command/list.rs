//! Shows what the ledger holds.

use std::collections::{HashMap, HashSet};
use std::fs::OpenOptions;
use std::hash::Hash;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::time::SystemTime;

use grok_video::ledger::{Entry, Filter, TaskState};

use crate::args::Args;
use crate::book::{Book, history_of};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::history::{self, Record};
use crate::ledger_place::LedgerPlace;
use crate::output::Output;
use crate::report::{Event, Reporter, table};
use crate::timeline::{self, Lane};

/// What is shown.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    pub(super) states: &'a [TaskState],
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
    let Some(book) = Book::existing(args).await? else {
        let place = Book::place(args);
        let place = place.map_or_else(String::new, |place| format!(" at {place}"));
        let message = format!("there is no ledger yet{place}");
        if LedgerPlace::named(args).is_some() {
            return Err(Failure::usage(&message));
        }
        reporter.hint(&message);
        return Ok(Exit::Done);
    };
    let entries = book
        .ledger()
        .list_all(Filter::states(selection.states))
        .await;
    let mut entries = entries.map_err(|error| Failure::of_ledger(&error))?;
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

/// Draws what happened to tasks into a new file.
fn draw(file: &Path, book: &Book, entries: &[Entry], now: SystemTime) -> Result<(), Failure> {
    let ids: HashSet<_> = entries
        .iter()
        .filter_map(|entry| entry.id.as_ref())
        .collect();
    let tasks: HashSet<_> = entries.iter().map(|entry| entry.task.0).collect();
    let is_wanted = |record: &Record| match (&record.id, record.task) {
        (Some(id), _) => ids.contains(id),
        (None, task) => task.is_some_and(|task| tasks.contains(&task)),
    };
    let records = match book.file() {
        Some(ledger) => history::read(&history_of(ledger), is_wanted),
        None => Ok(Vec::new()),
    };
    let records = records.map_err(|error| {
        Failure::io(&format!(
            "what happened to the tasks can't be read: {error}"
        ))
    })?;
    let (by_id, by_task): (Vec<_>, Vec<_>) = records.into_iter().partition(|it| it.id.is_some());
    let mut by_id = grouped(by_id, |record| record.id.clone());
    let mut by_task = grouped(by_task, |record| record.task);
    let lanes: Vec<_> = entries
        .iter()
        .map(|entry| {
            let mut records = by_task.remove(&entry.task.0).unwrap_or_default();
            let id = entry.id.as_ref();
            records.extend(id.and_then(|id| by_id.remove(id)).unwrap_or_default());
            lane(entry, records)
        })
        .collect();
    let picture = timeline::svg(&lanes, now);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .and_then(|mut file| file.write_all(picture.as_bytes()));
    written.map_err(|error| {
        let hint = match error.kind() {
            ErrorKind::AlreadyExists => "; choose another name or move it away",
            _ => "",
        };
        Failure::io(&format!(
            "{} can't be written: {error}{hint}",
            file.display()
        ))
    })
}

fn grouped<K: Eq + Hash>(
    records: Vec<Record>,
    key: impl Fn(&Record) -> Option<K>,
) -> HashMap<K, Vec<Record>> {
    let mut groups: HashMap<K, Vec<Record>> = HashMap::new();
    for record in records {
        if let Some(key) = key(&record) {
            groups.entry(key).or_default().push(record);
        }
    }
    groups
}

fn lane(entry: &Entry, records: Vec<Record>) -> Lane {
    let request = entry.request.as_ref();
    Lane {
        label: match &entry.id {
            Some(id) => id.to_string(),
            None => format!("task {}", entry.task),
        },
        detail: request.map(|request| request.prompt().to_owned()),
        model: request.map(|request| request.model().to_string()),
        state: entry.state.as_str().to_owned(),
        is_over: entry.is_over(),
        submitted_at: entry.submitted_at,
        changed_at: entry.changed_at,
        records,
    }
}

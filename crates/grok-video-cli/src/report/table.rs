//! The ledger's tasks as a table.

use std::time::{Duration, SystemTime};

use console::{Term, measure_text_width, truncate_str};
use grok_video::ledger::{Entry, TaskState};
use grok_video::types::plain_text;

use super::glyphs::Glyphs;
use super::span::Span;

/// The longest text of a cell, in bytes.
const LONGEST: usize = 400;

/// Returns a heading and a line for each task; on a terminal, they fit into it.
pub(crate) fn table(entries: &[Entry], now: SystemTime) -> Vec<String> {
    let term = Term::stdout();
    let width = if term.is_term() {
        term.size_checked().map(|(_, columns)| usize::from(columns))
    } else {
        None
    };
    lines(entries, now, width, Glyphs::of_environment())
}

fn lines(entries: &[Entry], now: SystemTime, width: Option<usize>, glyphs: Glyphs) -> Vec<String> {
    let heading = ["TASK", "STATE", "CHANGED", "ID", "WHAT"].map(str::to_owned);
    let mut rows = vec![heading];
    rows.extend(entries.iter().map(|entry| row(entry, now)));
    let columns: Vec<usize> = (0..4)
        .map(|column| {
            rows.iter()
                .map(|row| measure_text_width(&row[column]))
                .max()
                .unwrap_or(0)
        })
        .collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&columns) {
                let padding = width - measure_text_width(cell);
                line += &format!("{cell}{}  ", " ".repeat(padding));
            }
            line += &row[4];
            let line = line.trim_end();
            match width {
                Some(width) => truncate_str(line, width, glyphs.ellipsis).into_owned(),
                None => line.to_owned(),
            }
        })
        .collect()
}

fn row(entry: &Entry, now: SystemTime) -> [String; 5] {
    let age = now
        .duration_since(entry.changed_at)
        .unwrap_or(Duration::ZERO);
    let state = match entry.state {
        TaskState::Unknown => "unknown".to_owned(),
        TaskState::Intent | TaskState::Active | TaskState::Completed if entry.is_held => {
            format!("{}, in hand", entry.state)
        }
        state => state.to_string(),
    };
    [
        entry.task.to_string(),
        state,
        format!("{} ago", Span(age)),
        entry
            .id
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string),
        what(entry),
    ]
}

/// Says what there is to know about a task: its file, its trouble, or what was asked for.
fn what(entry: &Entry) -> String {
    let text = match (entry.state, &entry.proof, &entry.trouble, &entry.note) {
        (TaskState::Saved, Some(proof), _, _) => format!("{} ({} bytes)", proof.place, proof.bytes),
        (TaskState::Failed, _, Some(trouble), _) => trouble.message.to_string(),
        (TaskState::Unknown, ..) => format!(
            "perhaps paid; find out, then: grok-video resolve {} --id ID, --send or --drop",
            entry.task.0
        ),
        (_, _, _, Some(note)) => note.to_string(),
        _ => match &entry.request {
            Some(request) => format!("{:?}", request.prompt()),
            None => String::new(),
        },
    };
    plain_text(&text, LONGEST)
}

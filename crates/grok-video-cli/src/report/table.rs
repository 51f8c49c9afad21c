//! The ledger's tasks as a table.

use std::time::{Duration, SystemTime};

use console::{Term, measure_text_width, truncate_str};
use grok_video::ledger::{Entry, TaskState};
use grok_video::types::plain_text;

use super::glyphs::Glyphs;
use super::span::Span;

/// The longest text of a cell, in bytes.
const LONGEST: usize = 400;
/// Two of the columns.
const SERVICE: usize = 3;
const WHAT: usize = 5;

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
    // Whose a task is matters where there are several.
    let is_mixed = entries
        .windows(2)
        .any(|pair| pair[0].account != pair[1].account);
    let mut rows = vec![["TASK", "STATE", "CHANGED", "SERVICE", "ID", "WHAT"].map(str::to_owned)];
    rows.extend(entries.iter().map(|entry| row(entry, now)));
    let is_shown = |column: usize| is_mixed || column != SERVICE;
    let width_of = |column: usize| {
        rows.iter()
            .map(|row| measure_text_width(&row[column]))
            .max()
    };
    let widths: [usize; 6] = std::array::from_fn(|column| width_of(column).unwrap_or(0));
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for column in (0..WHAT).filter(|column| is_shown(*column)) {
                let cell = &row[column];
                let padding = widths[column] - measure_text_width(cell);
                line += &format!("{cell}{}  ", " ".repeat(padding));
            }
            line += &row[WHAT];
            let line = line.trim_end();
            match width {
                Some(width) => truncate_str(line, width, glyphs.ellipsis).into_owned(),
                None => line.to_owned(),
            }
        })
        .collect()
}

fn row(entry: &Entry, now: SystemTime) -> [String; 6] {
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
    let id = entry.id.as_ref().map(ToString::to_string);
    [
        entry.task.to_string(),
        state,
        format!("{} ago", Span(age)),
        plain_text(entry.account.as_str(), LONGEST),
        id.unwrap_or_else(|| "-".to_owned()),
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

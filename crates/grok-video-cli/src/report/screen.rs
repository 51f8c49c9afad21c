//! The lines at the bottom of a terminal that change.

use std::io;
use std::sync::{Mutex, PoisonError};

use console::{Term, measure_text_width};

/// Shows lines below all else that is written; draws nothing where standard error is no terminal.
///
/// The cursor stands on an empty line of its own below them: what the terminal echoes there, as of Ctrl-C, goes with the
/// lines.
#[derive(Debug)]
pub(super) struct Screen {
    term: Option<Term>,
    shown: Mutex<Vec<String>>,
}

impl Screen {
    /// The size of a terminal that does not tell it.
    const USUAL: (u16, u16) = (24, 80);
    /// The columns below which a line says nothing.
    const NARROWEST: usize = 20;

    pub(super) fn new(is_wanted: bool) -> Self {
        let term = Term::buffered_stderr();
        // A dumb one can't take back what it shows.
        let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        Self {
            term: Some(term).filter(|term| is_wanted && term.is_term() && !is_dumb),
            shown: Mutex::default(),
        }
    }

    /// Returns how many lines of how many columns there is room for; `None` where nothing is drawn.
    pub(super) fn room(&self) -> Option<(usize, usize)> {
        let (rows, columns) = size(self.term.as_ref()?);
        // In the last column, some terminals begin a new line.
        (columns >= Self::NARROWEST).then(|| ((rows / 2).max(1), columns - 1))
    }

    /// Shows these lines in the place of those before.
    pub(super) fn show(&self, lines: &[String]) {
        let Some(term) = &self.term else { return };
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown != lines {
            // A terminal that takes nothing has nobody who misses it.
            let _ = clear(term, &shown).and_then(|()| draw(term, lines));
            *shown = lines.to_vec();
        }
    }

    /// Has something written above the lines.
    pub(super) fn above(&self, write: impl FnOnce()) {
        let Some(term) = &self.term else {
            return write();
        };
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = clear(term, &shown).and_then(|()| term.flush());
        write();
        let _ = draw(term, &shown);
    }
}

/// Returns the rows and columns, of which there is one at least.
fn size(term: &Term) -> (usize, usize) {
    let told = term.size_checked();
    let told = told.filter(|(rows, columns)| *rows > 0 && *columns > 0);
    let (rows, columns) = told.unwrap_or(Screen::USUAL);
    (rows.into(), columns.into())
}

fn draw(term: &Term, lines: &[String]) -> io::Result<()> {
    for line in lines {
        term.write_line(line)?;
    }
    term.flush()
}

/// Takes lines away again, whose rows may be more than they were if the terminal has become narrower.
fn clear(term: &Term, shown: &[String]) -> io::Result<()> {
    if shown.is_empty() {
        return Ok(());
    }
    let (_, columns) = size(term);
    let rows = shown
        .iter()
        .map(|line| measure_text_width(line).div_ceil(columns).max(1));
    term.clear_line()?;
    term.clear_last_lines(rows.sum())
}

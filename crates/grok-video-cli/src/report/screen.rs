//! The lines at the bottom of a terminal that change.

use std::sync::{Mutex, PoisonError};

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows lines below all else that is written on standard error; draws nothing where that is no terminal.
#[derive(Debug)]
pub(super) struct Screen {
    term: Option<Term>,
    lines: MultiProgress,
    shown: Mutex<Vec<ProgressBar>>,
}

impl Screen {
    /// The size of a terminal that does not tell it.
    const USUAL: (u16, u16) = (24, 80);

    pub(super) fn new(is_wanted: bool) -> Self {
        let term = Some(Term::stderr()).filter(|term| is_wanted && term.is_term());
        let target = match &term {
            Some(term) => ProgressDrawTarget::term(term.clone(), 20),
            None => ProgressDrawTarget::hidden(),
        };
        Self {
            term,
            lines: MultiProgress::with_draw_target(target),
            shown: Mutex::default(),
        }
    }

    /// Returns how many lines of how many columns there is room for; `None` where nothing is drawn.
    pub(super) fn room(&self) -> Option<(usize, usize)> {
        let (rows, columns) = self.term.as_ref()?.size_checked().unwrap_or(Self::USUAL);
        let is_told = rows > 0 && columns > 0;
        let (rows, columns) = if is_told {
            (rows, columns)
        } else {
            Self::USUAL
        };
        // In the last column, some terminals begin a new line.
        Some((usize::from(rows / 2).max(1), usize::from(columns - 1)))
    }

    /// Shows these lines in the place of those before.
    pub(super) fn show(&self, lines: &[String]) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        while shown.len() > lines.len() {
            if let Some(line) = shown.pop() {
                line.finish_and_clear();
                self.lines.remove(&line);
            }
        }
        if lines.is_empty() {
            // Also where too little time has passed since the lines were drawn. What can't be cleared is no loss.
            let _ = self.lines.clear();
        }
        while shown.len() < lines.len() {
            let style = ProgressStyle::with_template("{msg}")
                .unwrap_or_else(|_| unreachable!("the template is a constant"));
            shown.push(self.lines.add(ProgressBar::new_spinner().with_style(style)));
        }
        for (line, text) in shown.iter().zip(lines) {
            line.set_message(text.clone());
        }
    }

    /// Has something written above the lines.
    pub(super) fn above(&self, write: impl FnOnce()) {
        self.lines.suspend(write);
    }
}

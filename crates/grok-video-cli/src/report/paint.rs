//! Colour, where a terminal shows it and the user wants it.

use console::{Style, Term};

/// Knows whether a place takes colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint(bool);

impl Paint {
    /// Paints on a terminal, unless `NO_COLOR` is set or the terminal is a dumb one.
    pub(super) fn on(term: &Term) -> Self {
        let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self(term.is_term() && term.features().colors_supported() && !is_unwanted)
    }

    pub(super) fn error(self, text: &str) -> String {
        self.with(Style::new().red().bold(), text)
    }

    pub(super) fn warning(self, text: &str) -> String {
        self.with(Style::new().yellow().bold(), text)
    }

    pub(super) fn success(self, text: &str) -> String {
        self.with(Style::new().green(), text)
    }

    pub(super) fn failure(self, text: &str) -> String {
        self.with(Style::new().red(), text)
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.0 {
            style.force_styling(true).apply_to(text).to_string()
        } else {
            text.to_owned()
        }
    }
}

//! Who tells a person or a script what happens.

use std::io::{self, Write};
use std::sync::Mutex;

use console::Term;

use super::event::Event;
use super::paint::Paint;
use super::screen::Screen;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Verbosity};

/// Tells a person or a script what happens.
#[derive(Debug)]
pub(crate) struct Reporter {
    output: Output,
    verbosity: Verbosity,
    screen: Screen,
    on_stdout: Paint,
    on_stderr: Paint,
    /// Lines of several tasks never mix.
    turn: Mutex<()>,
}

impl Reporter {
    pub(crate) fn new(output: Output, verbosity: Verbosity) -> Self {
        Self {
            output,
            verbosity,
            screen: Screen::new(verbosity != Verbosity::Quiet),
            on_stdout: Paint::on(&Term::stdout()),
            on_stderr: Paint::on(&Term::stderr()),
            turn: Mutex::new(()),
        }
    }

    /// Returns what standard output holds.
    pub(crate) fn output(&self) -> Output {
        self.output
    }

    /// Tells of an event: results on standard output, the rest on standard error.
    pub(crate) fn tell(&self, event: &Event<'_>) {
        match self.output {
            Output::Json => {
                let line = serde_json::to_string(event)
                    .unwrap_or_else(|_| unreachable!("an event is texts and numbers"));
                self.write(&mut io::stdout(), &line);
            }
            Output::Human => {
                let line = event.to_string();
                if !event.is_result() {
                    self.warn(&line);
                } else if !line.is_empty() {
                    let line = match event {
                        Event::Saved { .. } => self.on_stdout.success(&line),
                        Event::Failed { .. } => self.on_stdout.failure(&line),
                        _ => line,
                    };
                    self.write(&mut io::stdout(), &line);
                }
            }
        }
    }

    /// Tells of a failure and returns its exit code.
    pub(crate) fn fail(&self, failure: &Failure) -> Exit {
        match self.output {
            Output::Json => self.tell(&Event::Error {
                id: failure.id.as_ref(),
                kind: failure.kind,
                message: &failure.message,
            }),
            Output::Human => {
                let line = format!("{} {}", self.on_stderr.error("error:"), failure.message);
                self.write(&mut io::stderr(), &line);
            }
        }
        failure.exit
    }

    /// Prints a line on standard output that is no event, as of a table for a person.
    pub(crate) fn print(&self, line: &str) {
        self.write(&mut io::stdout(), line);
    }

    /// Warns on standard error.
    pub(crate) fn warn(&self, text: &str) {
        if self.verbosity >= Verbosity::Normal {
            let line = format!("{} {text}", self.on_stderr.warning("warning:"));
            self.write(&mut io::stderr(), &line);
        }
    }

    /// Remarks something on standard error that only a curious user wants to know.
    pub(crate) fn remark(&self, text: &str) {
        if self.verbosity == Verbosity::Verbose {
            self.write(&mut io::stderr(), text);
        }
    }

    /// Hints on standard error at how to go on.
    pub(crate) fn hint(&self, text: &str) {
        self.write(&mut io::stderr(), text);
    }

    /// Returns for how many lines of how many columns of progress there is room; `None` where none is shown.
    pub(crate) fn room(&self) -> Option<(usize, usize)> {
        self.screen.room()
    }

    /// Shows these lines of progress in the place of those before.
    pub(crate) fn show(&self, lines: &[String]) {
        let _turn = self.turn.lock();
        self.screen.show(lines);
    }

    /// Takes the lines of progress away.
    pub(crate) fn clear(&self) {
        self.show(&[]);
    }

    /// Writes a line; the lines of progress make room for it.
    fn write(&self, place: &mut impl Write, line: &str) {
        let _turn = self.turn.lock();
        self.screen.above(|| {
            // Whoever reads may be gone; a paid task is followed to its end all the same.
            let _ = writeln!(place, "{line}").and_then(|()| place.flush());
        });
    }
}

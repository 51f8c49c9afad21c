//! What is told, to whom, and where: results on standard output, the rest on standard error.

mod board;
mod diary;
mod event;
mod glyphs;
mod lane;
mod paint;
mod screen;
mod span;
mod table;

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::Mutex;

use clap::ValueEnum;
use console::Term;

use crate::exit::Exit;
use crate::failure::Failure;

use paint::Paint;
use screen::Screen;

pub(crate) use board::Board;
pub(crate) use event::{Event, seconds};
pub(crate) use table::table;

/// Says what standard output holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// Lines for a person
    Human,
    /// One JSON object a line
    Json,
}

impl Output {
    /// Finds out what was asked for on a command line that could not be understood.
    pub(crate) fn of(args: &[OsString]) -> Self {
        let is_json = args.iter().any(|arg| arg == "--output=json")
            || args
                .windows(2)
                .any(|pair| pair[0] == "--output" && pair[1] == "json");
        if is_json { Self::Json } else { Self::Human }
    }
}

/// Says how much is told on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

impl Verbosity {
    pub(crate) fn of(quiet: bool, verbose: bool) -> Self {
        match (quiet, verbose) {
            (true, _) => Self::Quiet,
            (false, true) => Self::Verbose,
            (false, false) => Self::Normal,
        }
    }
}

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

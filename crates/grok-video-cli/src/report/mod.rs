//! What is told, to whom, and where: results on standard output, the rest on standard error.

mod bar;
mod event;

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::Mutex;

use clap::ValueEnum;
use indicatif::{MultiProgress, ProgressDrawTarget};

use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) use bar::Bar;
pub(crate) use event::{Event, seconds};

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
    bars: MultiProgress,
    /// Lines of several tasks never mix.
    turn: Mutex<()>,
}

impl Reporter {
    pub(crate) fn new(output: Output, verbosity: Verbosity) -> Self {
        // A target on standard error draws nothing where that is no terminal.
        let target = match verbosity {
            Verbosity::Quiet => ProgressDrawTarget::hidden(),
            _ => ProgressDrawTarget::stderr(),
        };
        Self {
            output,
            verbosity,
            bars: MultiProgress::with_draw_target(target),
            turn: Mutex::new(()),
        }
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
                if event.is_result() {
                    if !line.is_empty() {
                        self.write(&mut io::stdout(), &line);
                    }
                } else {
                    self.warn(&line);
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
                self.write(&mut io::stderr(), &format!("error: {}", failure.message));
            }
        }
        failure.exit
    }

    /// Warns on standard error.
    pub(crate) fn warn(&self, text: &str) {
        if self.verbosity >= Verbosity::Normal {
            self.write(&mut io::stderr(), &format!("warning: {text}"));
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

    /// Adds a progress bar.
    pub(crate) fn bar(&self, name: &str) -> Bar {
        Bar::add_to(&self.bars, name)
    }

    /// Writes a line; the bars make room for it.
    fn write(&self, place: &mut impl Write, line: &str) {
        let _turn = self.turn.lock();
        self.bars.suspend(|| {
            // Whoever reads may be gone; a paid task is followed to its end all the same.
            let _ = writeln!(place, "{line}").and_then(|()| place.flush());
        });
    }
}

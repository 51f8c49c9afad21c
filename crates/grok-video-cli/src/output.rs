//! How much is told, and in which form.

use std::ffi::OsString;

use clap::ValueEnum;

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

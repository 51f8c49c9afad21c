//! What is wrong with the arguments, in one line.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ErrorKind};
use grok_video::types::plain_text;

use crate::args::Args;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Verbosity};
use crate::report::Reporter;

/// The longest line, in bytes: what somebody typed may be of any length.
const CAP: usize = 1024;

/// Says what is wrong with `args`, or shows the help that was asked for.
pub(crate) fn refuse(error: &clap::Error, args: &[OsString]) -> Exit {
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let output = Output::of(args);
    if !error.use_stderr() || (is_help && output == Output::Human) {
        // A pipe that was closed early is no trouble.
        let _ = error.print();
        return if is_help { Exit::Usage } else { Exit::Done };
    }
    let line = if is_help {
        "no command is given".to_owned()
    } else {
        in_one_line(error)
    };
    let failure = Failure::usage(&format!("{line}; see {} --help", command(args)));
    Reporter::new(output, Verbosity::Normal).fail(&failure)
}

/// Returns what clap writes in paragraphs, without the last ones, which every error has.
///
/// The text repeats what was typed, which may hold anything: line breaks and what a terminal would
/// obey among it.
fn in_one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let mut text = text.strip_prefix("error: ").unwrap_or(&text);
    let has_usage = error.get(ContextKind::Usage).is_some();
    for (ending, is_there) in [
        ("\n\nFor more information", true),
        ("\n\nUsage: ", has_usage),
    ] {
        if let Some(end) = text.rfind(ending).filter(|_| is_there) {
            text = &text[..end];
        }
    }
    let text = text.replace("\n\n  tip: ", "; ").replace("\n  tip: ", "; ");
    plain_text(&text, CAP)
}

/// Returns the command whose help tells more.
fn command(args: &[OsString]) -> String {
    let program = Args::command();
    let named = args
        .iter()
        .filter_map(|arg| arg.to_str())
        .find(|arg| program.find_subcommand(arg).is_some());
    match named {
        Some(name) => format!("grok-video {name}"),
        None => "grok-video".to_owned(),
    }
}

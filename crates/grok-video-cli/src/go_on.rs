//! The command with which tasks are followed further, fit to be pasted into a shell.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use grok_video::TaskId;

use crate::args::Args;
use crate::ledger_place::LedgerPlace;

/// Holds what a later command needs to go on: which service, which key, which ledger, and where results go.
///
/// Without them the key of one service might go to another. The ids come from a server, and a
/// shell reads what is pasted: every word is quoted that has to be, and none of them is read as an
/// option.
#[derive(Debug, Clone)]
pub(crate) struct GoOn {
    by: By,
    base_url: Option<String>,
    api_key_file: Option<PathBuf>,
    ledger: Option<String>,
    save: Option<PathBuf>,
}

/// Says what there is to go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The ids, for which `wait` waits.
    Ids,
    /// What the ledger has unfinished.
    Ledger,
    /// Nothing: the service ends with the program.
    Nothing,
}

impl GoOn {
    /// Goes on by waiting for ids.
    pub(crate) fn by_ids(args: &Args, save: Option<&Path>) -> Self {
        Self {
            by: By::Ids,
            base_url: args.base_url.clone(),
            api_key_file: args.api_key_file.clone(),
            ledger: args.ledger.as_ref().map(|it| LedgerPlace::of(it).to_word()),
            save: save.map(Path::to_owned),
        }
    }

    /// Goes on with what the ledger has unfinished.
    pub(crate) fn by_ledger(args: &Args) -> Self {
        Self {
            by: By::Ledger,
            ..Self::by_ids(args, None)
        }
    }

    /// There is nothing to go on with.
    pub(crate) fn nothing() -> Self {
        Self {
            by: By::Nothing,
            base_url: None,
            api_key_file: None,
            ledger: None,
            save: None,
        }
    }

    /// Returns what stands behind an end that is none: the command that goes on with `ids`.
    pub(crate) fn advice(&self, ids: &[TaskId]) -> String {
        let command = match self.by {
            By::Nothing => return String::new(),
            By::Ids if ids.is_empty() => return String::new(),
            By::Ids => self.wait(ids),
            By::Ledger => self.resume(),
        };
        format!("; go on with: {command}")
    }

    fn wait(&self, ids: &[TaskId]) -> String {
        let mut command = self.program("wait");
        option(&mut command, "--save", self.save.as_deref());
        if ids.iter().any(|id| id.as_str().starts_with('-')) {
            command += " --";
        }
        for id in ids {
            command += &format!(" {}", word(id.as_str()));
        }
        command
    }

    /// Returns the command that goes on with everything in the ledger.
    pub(crate) fn resume(&self) -> String {
        self.program("resume")
    }

    fn program(&self, name: &str) -> String {
        let mut command = format!("grok-video {name}");
        option(&mut command, "--base-url", self.base_url.as_ref());
        option(&mut command, "--api-key-file", self.api_key_file.as_ref());
        option(&mut command, "--ledger", self.ledger.as_ref());
        command
    }
}

fn option(command: &mut String, name: &str, value: Option<impl AsRef<OsStr>>) {
    if let Some(value) = value {
        *command += &format!(" {name} {}", word(&value.as_ref().to_string_lossy()));
    }
}

/// Returns `text` as one word of a shell's command line.
fn word(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
    }
}

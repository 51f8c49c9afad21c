//! The command with which tasks are followed further, fit to be pasted into a shell.

use std::borrow::Cow;
use std::path::Path;

use grok_video::TaskId;

use crate::args::Args;

/// Holds what a later command needs to go on: which service, which key, and where results go.
///
/// Without them the key of one service might go to another. The ids come from a server, and a
/// shell reads what is pasted: every word is quoted that has to be, and none of them is read as an
/// option.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct GoOn<'a> {
    base_url: Option<&'a str>,
    api_key_file: Option<&'a Path>,
    save: Option<&'a Path>,
}

impl<'a> GoOn<'a> {
    pub(crate) fn new(args: &'a Args, save: Option<&'a Path>) -> Self {
        Self {
            base_url: args.base_url.as_deref(),
            api_key_file: args.api_key_file.as_deref(),
            save,
        }
    }

    /// Returns the command that waits for `ids`.
    pub(crate) fn wait(self, ids: &[TaskId]) -> String {
        let options = [
            ("--base-url", self.base_url.map(Cow::Borrowed)),
            (
                "--api-key-file",
                self.api_key_file.map(Path::to_string_lossy),
            ),
            ("--save", self.save.map(Path::to_string_lossy)),
        ];
        let mut command = "grok-video wait".to_owned();
        for (name, value) in options {
            if let Some(value) = value {
                command += &format!(" {name} {}", word(&value));
            }
        }
        if ids.iter().any(|id| id.as_str().starts_with('-')) {
            command += " --";
        }
        for id in ids {
            command += &format!(" {}", word(id.as_str()));
        }
        command
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

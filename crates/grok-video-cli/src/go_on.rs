//! The command with which tasks are followed further, fit to be pasted into a shell.

use std::borrow::Cow;
use std::path::Path;

use grok_video::TaskId;

/// Returns the command that waits for `ids`, and saves where `save` says.
///
/// The ids come from a server, and a shell reads what is pasted: every word is quoted that has to
/// be, and none of them is read as an option.
pub(crate) fn wait(ids: &[TaskId], save: Option<&Path>) -> String {
    let save = match save {
        Some(path) => format!(" --save {}", word(&path.to_string_lossy())),
        None => String::new(),
    };
    let like_options = ids.iter().any(|id| id.as_str().starts_with('-'));
    let ids: Vec<_> = ids.iter().map(|id| word(id.as_str())).collect();
    let ids = ids.join(" ");
    if like_options {
        format!("grok-video wait{save} -- {ids}")
    } else {
        format!("grok-video wait {ids}{save}")
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

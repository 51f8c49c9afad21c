//! The texts of the checkout: every file of Markdown.

use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;
use crate::sources::LEFT_OUT;

/// One file of Markdown.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its path from the root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Reads every page below the root, by path.
pub(crate) fn read_all(root: &Path) -> Result<Vec<Page>, Failure> {
    let mut pages = Vec::new();
    gather(root, "", &mut pages)
        .map_err(|error| Failure::check(format!("can't read the texts: {error}")))?;
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(pages)
}

fn gather(root: &Path, prefix: &str, pages: &mut Vec<Page>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(prefix))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if !LEFT_OUT.contains(&&*name) {
                gather(root, &format!("{path}/"), pages)?;
            }
        } else if name.ends_with(".md") {
            let text = fs::read_to_string(entry.path())?;
            pages.push(Page { path, text });
        }
    }
    Ok(())
}

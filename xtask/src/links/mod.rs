//! `cargo xtask links`: what a text links to is there.

mod target;

use std::collections::BTreeMap;
use std::path::Path;

use crate::failure::Failure;
use crate::sources::{Source, Sources};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::target::{Target, headings, targets};

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "links",
    parameters: "",
    about: "Checks that every link and picture of the texts leads somewhere",
    details: "\
Reads all Markdown of the checkout. A link or picture by path must lead to a file or folder of the checkout, and its
fragment to a heading there; a path may not leave the checkout. Addresses on the web are counted and not asked, as nothing
here reaches an outside address. Links to items of a crate are for rustdoc, which `doc` asks.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let pages = Sources::texts(workspace.root())?;
    let found: BTreeMap<&str, Vec<Target>> = pages
        .files()
        .iter()
        .map(|page| (&*page.path, targets(&page.text)))
        .collect();
    let mut complaints = Vec::new();
    let mut n_web = 0;
    for page in pages.files() {
        for target in &found[&*page.path] {
            match target {
                Target::Web => n_web += 1,
                Target::Here { path, fragment } => {
                    let reason = broken(workspace.root(), &pages, page, path, fragment.as_deref());
                    complaints.extend(reason.map(|reason| format!("{}: {reason}", page.path)));
                }
            }
        }
    }
    for complaint in &complaints {
        eprintln!("links: {complaint}; rule: every link leads somewhere");
    }
    match complaints.len() {
        0 => {
            let n_links: usize = found.values().map(Vec::len).sum();
            println!(
                "links: {n_links} in {} texts, {n_web} of them to the web, which are not asked; none is broken",
                pages.files().len()
            );
            Ok(())
        }
        n => Err(Failure::check(format!(
            "{n} links are broken, listed above"
        ))),
    }
}

/// Says why a link within the checkout leads nowhere.
fn broken(
    root: &Path,
    pages: &Sources,
    page: &Source,
    path: &str,
    fragment: Option<&str>,
) -> Option<String> {
    let Some(to) = resolved(&page.path, path) else {
        return Some(format!("`{path}` leaves the checkout"));
    };
    if !root.join(&to).exists() {
        return Some(format!("`{path}` is not there"));
    }
    let fragment = fragment?;
    let has_heading = pages
        .at(&to)
        .is_some_and(|page| headings(&page.text).iter().any(|it| it == fragment));
    (!has_heading).then(|| format!("`{to}` has no heading `#{fragment}`"))
}

/// Goes a path from the folder of a page; none where it leads out of the checkout.
fn resolved(page: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_gone_from_the_folder_of_the_page() {
        for (page, path, to) in [
            ("README.md", "docs/x.md", Some("docs/x.md")),
            ("docs/a/README.md", "../b/", Some("docs/b")),
            ("docs/a.md", "", Some("docs/a.md")),
            ("docs/a.md", "../../x", None),
        ] {
            assert_eq!(resolved(page, path).as_deref(), to, "{page} {path}");
        }
    }
}

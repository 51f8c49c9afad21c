//! `cargo xtask browser`: the page of the simulated service, driven in a real browser.

pub(crate) mod chromium;
mod modules;
mod script;

use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::programs::{self, Profile};
use crate::simulated::Simulated;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::script::Script;

/// Where the scripts are.
const SCRIPTS: &str = "xtask/browser";
/// Where the modules of npm and the pictures are put.
const FOLDER: &str = "target/browser";
/// Where the pictures are that the README may show.
const PICTURES: &str = "crates/grok-video-mock/screenshots";
/// The pictures that the scripts make.
const NAMES: [&str; 2] = ["light.png", "dark.png"];
/// The most bytes that a picture in the repository may have.
const MAX_PICTURE: u64 = 150_000;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "browser",
    parameters: "[--screenshots]",
    about: "Drives the page of the simulated service in headless Chromium",
    details: "\
Starts grok-video-mock with a manual clock, and opens its page at /__mock/ in headless Chromium. Each
check is a line: tasks appear without a reload, everything can be done by keyboard alone, the focus stays
where it is while the page refreshes, the timelines show the polls and faults of the journal and nothing
else, hostile text stays text, sessions are kept apart, colours have contrast in light and in dark, nothing
is written to the console, and no other origin is asked. The scripts are in xtask/browser.

It takes Node with npm, which puts playwright-core into target/browser, and Chromium; where that is
missing, it is installed with apt-get if this runs as root. Pictures of the page are written to
target/browser, and with --screenshots to crates/grok-video-mock/screenshots, too.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let is_kept = parse_arguments(arguments)?;
    let folder = workspace.root().join(FOLDER);
    let chromium = chromium::find_or_install()?;
    modules::install(&workspace.root().join(SCRIPTS), &folder)?;
    let programs = programs::build(workspace, Profile::Dev)?;

    // Only the scripts move the clock.
    let simulated = Simulated::start(&programs.join("grok-video-mock"), ["--manual-clock"])?;
    let script = Script {
        main: &workspace.root().join(SCRIPTS).join("main.js"),
        ready: simulated.ready(),
        chromium: &chromium,
        folder: &folder,
    };
    script.run()?;
    simulated.stop()?;
    if is_kept {
        keep(&folder, &workspace.root().join(PICTURES))?;
    }
    Ok(())
}

/// Tells whether the pictures go into the repository.
fn parse_arguments(arguments: &[String]) -> Result<bool, Failure> {
    match arguments {
        [] => Ok(false),
        [one] if one == "--screenshots" => Ok(true),
        _ => Err(Failure::usage(format!(
            "`browser` takes `--screenshots` or nothing, but got `{}`",
            arguments.join(" ")
        ))),
    }
}

/// Copies the pictures to where the repository has them.
fn keep(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::check(format!("can't write {PICTURES}: {error}"));
    fs::create_dir_all(to).map_err(failed)?;
    for name in NAMES {
        let n_bytes = fs::copy(from.join(name), to.join(name)).map_err(failed)?;
        if n_bytes > MAX_PICTURE {
            return Err(Failure::check(format!(
                "{PICTURES}/{name} has {n_bytes} bytes, and may have {MAX_PICTURE}"
            )));
        }
        println!("browser: {PICTURES}/{name}, {n_bytes} bytes");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<bool, Failure> {
        let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
        parse_arguments(&arguments)
    }

    #[test]
    fn pictures_are_kept_where_that_is_asked_for() {
        assert!(!parsed(&[]).expect("fine"));
        assert!(parsed(&["--screenshots"]).expect("fine"));
    }

    #[test]
    fn what_it_does_not_know_is_a_usage_error() {
        for arguments in [&["--screenshot"][..], &["--screenshots", "light"]] {
            assert_eq!(parsed(arguments).expect_err("refused").exit_code(), 2);
        }
    }
}

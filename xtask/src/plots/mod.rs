//! `cargo xtask plots`: the picture of a trace in the documentation is drawn from that trace.

mod axis;
mod drawing;
mod labels;
mod legend;
mod marks;
mod story;
mod style;
mod svg;
mod uri;

use std::fs;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::trace::Trace;
use crate::workspace::Workspace;

use self::story::Story;

/// The trace that is drawn.
const TRACE: &str = "crates/grok-video-poller/traces/one_task_with_troubles.trace";

/// Where the picture goes.
const PICTURE: &str = "crates/grok-video-poller/timeline.svg";

/// Where the picture goes as a link that rustdoc can include.
const LINK: &str = "crates/grok-video-poller/timeline.uri";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "plots",
    parameters: "[--check]",
    about: "Draws the timeline of a trace for the documentation",
    details: "\
Reads crates/grok-video-poller/traces/one_task_with_troubles.trace, and writes timeline.svg and
timeline.uri into the folder of that crate: the picture, and the same as the target of a link named
`timeline`, for the crate's documentation to include.

With --check nothing is written: proves that both files are what would be written. The same trace
gives the same bytes everywhere.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let checks = match arguments {
        [] => false,
        [argument] if argument == "--check" => true,
        _ => {
            return Err(Failure::usage(format!(
                "`plots` takes no argument but `--check`, and got `{}`",
                arguments.join(" ")
            )));
        }
    };
    let path = workspace.root().join(TRACE);
    let text = fs::read_to_string(&path)
        .map_err(|error| Failure::check(format!("can't read {}: {error}", path.display())))?;
    let picture = picture(&text).map_err(|error| Failure::check(format!("{TRACE}:{error}")))?;
    let files = [(LINK, uri::link("timeline", &picture)), (PICTURE, picture)];

    if checks {
        for (name, text) in &files {
            // A file that is not there differs as well.
            if fs::read_to_string(workspace.root().join(name))
                .ok()
                .as_ref()
                != Some(text)
            {
                return Err(Failure::check(format!(
                    "{name} is not what {TRACE} gives: run `cargo xtask plots`, and look at it"
                )));
            }
        }
        println!("plots: {PICTURE} is drawn from its trace");
        return Ok(());
    }
    for (name, text) in &files {
        let path = workspace.root().join(name);
        fs::write(&path, text)
            .map_err(|error| Failure::check(format!("can't write {}: {error}", path.display())))?;
        println!("plots: {name}, {} bytes", text.len());
    }
    Ok(())
}

/// Draws a trace, given as the text of its file.
fn picture(trace: &str) -> Result<String, String> {
    let trace = Trace::parse(trace)?;
    Ok(drawing::draw(&Story::new(&trace)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "\
# <One> task & \"its\" 'end'.

schedule: provider

34s | 404 => 34s | error: not_found; next in 32.5s
66.5s | <queued> => 66.5s | first seen: <queued>; next in 33.5s
100s | 429, Retry-After: 75 => 100s | throttled: rate_limited; next in 75s
175s | silence => 235s | error: timeout; next in 50s
- | restart, after 20s, away 70s => 325s | back; next in 11s
336s | failed => 336s | changed: <queued> -> failed
- | end => 336s | failed: a & b; 5 polls
";

    #[test]
    fn a_picture_is_well_formed_and_without_foreign_marks() {
        let picture = picture(SAMPLE).expect("it is a trace");
        assert!(picture.starts_with("<svg "), "{picture}");
        assert!(picture.ends_with("</svg>\n"), "{picture}");
        assert!(picture.contains("&lt;queued&gt;"), "{picture}");
        assert!(picture.contains("failed: a &amp; b, 5 polls"), "{picture}");
        assert!(!picture.contains("<queued>"), "{picture}");
        assert!(picture.contains("prefers-color-scheme:dark"), "{picture}");
        assert!(picture.contains("<title ") && picture.contains("<desc "));
        assert_balanced(&picture);
    }

    /// Asserts that every element that is opened is closed, in order.
    #[track_caller]
    fn assert_balanced(picture: &str) {
        let mut open = Vec::new();
        for part in picture.split('<').skip(1) {
            let (tag, _) = part.split_once('>').expect("a tag ends");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{picture}");
            } else if !tag.ends_with('/') {
                open.push(tag.split(' ').next().expect("a tag has a name"));
            }
        }
        assert_eq!(open, [""; 0]);
    }

    #[test]
    fn a_trace_gives_the_same_picture_again() {
        assert_eq!(picture(SAMPLE), picture(SAMPLE));
    }

    #[test]
    fn what_is_no_trace_is_told_with_its_line() {
        let error = picture("# a\n1s | queued => 2 | dropped\n").expect_err("2 is no time");
        assert!(error.starts_with("2: `2` is no time"), "{error}");
    }

    #[test]
    fn every_trace_of_the_poller_can_be_drawn() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let folder = workspace.root().join(TRACE);
        let folder = folder.parent().expect("the trace is in a folder");
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            let text = fs::read_to_string(&path).expect("it can be read");
            let picture = picture(&text).unwrap_or_else(|it| panic!("{}:{it}", path.display()));
            assert_balanced(&picture);
        }
    }

    #[test]
    fn an_unknown_argument_is_a_usage_error() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let failure = run(&workspace, &["--chekc".to_owned()]).expect_err("no such argument");
        assert_eq!(failure.exit_code(), 2);
    }
}

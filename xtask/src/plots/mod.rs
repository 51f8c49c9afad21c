//! `cargo xtask plots`: the pictures in the documentation are drawn from files beside them.

mod area;
mod areas;
mod axis;
mod csv;
mod frame;
mod grid;
mod labels;
mod legend;
mod picture;
mod results;
mod scale;
mod schedules;
mod storm;
mod style;
mod svg;
mod timeline;
mod uri;

use crate::failure::Failure;
use crate::measured::{self, Record};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::picture::{File, Picture};

/// How near the goals of all measurements are.
const RESULTS: Picture = Picture {
    source: measured::FILE,
    output: "benches/results",
    link: None,
    draw: results::draw,
};

/// All pictures.
const PICTURES: [Picture; 4] = [
    RESULTS,
    Picture {
        source: "crates/grok-video-poller/traces/one_task_with_troubles.trace",
        output: "crates/grok-video-poller/timeline",
        link: Some("timeline"),
        draw: timeline::draw,
    },
    Picture {
        source: "benches/schedules.csv",
        output: "crates/grok-video-poller/schedules",
        link: Some("schedules"),
        draw: schedules::draw,
    },
    Picture {
        source: "crates/grok-video-poller/plots/storm.csv",
        output: "crates/grok-video-poller/storm",
        link: Some("storm"),
        draw: storm::draw,
    },
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "plots",
    parameters: "[--check]",
    about: "Draws the pictures of the documentation",
    details: "\
Writes benches/RESULTS.md and results.svg, which show the goals in benches/results.jsonl, as `bench --record` left them. And
into the folder of grok-video-poller, each as NAME.svg, the picture, and NAME.uri, the same as the target of a link of that
name, for the crate's documentation to include:

  timeline   what happens to one task, from traces/one_task_with_troubles.trace
  schedules  what schedules cost, from benches/schedules.csv
  storm      what a fleet asks while it is throttled, from plots/storm.csv

With --check nothing is written: proves that all files are what would be written. The same sources
give the same bytes everywhere.",
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
    for picture in PICTURES {
        let source = picture.source;
        let mut files = picture.files(workspace.root())?;
        if picture.output == RESULTS.output {
            files.push(results_page(workspace)?);
        }
        for file in files {
            let name = &file.name;
            if !checks {
                file.write(workspace.root())?;
                println!("plots: {name}, {} bytes", file.text.len());
            } else if !file.is_written(workspace.root()) {
                return Err(Failure::check(format!(
                    "{name} is not what {source} gives: run `cargo xtask plots`, and look at it"
                )));
            }
        }
        if checks {
            println!("plots: {}.svg is drawn from {source}", picture.output);
        }
    }
    Ok(())
}

/// Writes what shows the results.
pub(crate) fn write_results(workspace: &Workspace) -> Result<(), Failure> {
    let mut files = RESULTS.files(workspace.root())?;
    files.push(results_page(workspace)?);
    files
        .iter()
        .try_for_each(|file| file.write(workspace.root()))
}

/// Returns the page of the results.
fn results_page(workspace: &Workspace) -> Result<File, Failure> {
    Ok(File {
        name: "benches/RESULTS.md".to_owned(),
        text: results::page(&Record::read_all(workspace.root())?),
    })
}

#[cfg(test)]
mod tests {
    use super::svg::assert_balanced;
    use super::*;

    #[test]
    fn a_source_gives_the_same_well_formed_picture_again() {
        let workspace = Workspace::load().expect("the tests run inside it");
        for picture in PICTURES {
            let files = || picture.files(workspace.root()).expect("it is drawn");
            let file = files().pop().expect("the picture comes last");
            assert!(file.text.starts_with("<svg "), "{}", file.text);
            assert!(!file.text.contains("<script"), "{}", file.text);
            assert_balanced(&file.text);
            assert_eq!(files().pop().map(|it| it.text), Some(file.text));
        }
    }

    #[test]
    fn an_unknown_argument_is_a_usage_error() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let failure = run(&workspace, &["--chekc".to_owned()]).expect_err("no such argument");
        assert_eq!(failure.exit_code(), 2);
    }
}

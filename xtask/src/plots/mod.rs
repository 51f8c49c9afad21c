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
mod scale;
mod schedules;
mod storm;
mod style;
mod svg;
mod timeline;
mod uri;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::picture::Picture;

/// All pictures.
const PICTURES: [Picture; 3] = [
    Picture {
        source: "crates/grok-video-poller/traces/one_task_with_troubles.trace",
        output: "crates/grok-video-poller/timeline",
        link: "timeline",
        draw: timeline::draw,
    },
    Picture {
        source: "benches/schedules.csv",
        output: "crates/grok-video-poller/schedules",
        link: "schedules",
        draw: schedules::draw,
    },
    Picture {
        source: "crates/grok-video-poller/plots/storm.csv",
        output: "crates/grok-video-poller/storm",
        link: "storm",
        draw: storm::draw,
    },
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "plots",
    parameters: "[--check]",
    about: "Draws the pictures of the documentation",
    details: "\
Writes into the folder of grok-video-poller, each as NAME.svg, the picture, and NAME.uri, the same as
the target of a link of that name, for the crate's documentation to include:

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
        for file in picture.files(workspace.root())? {
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

#[cfg(test)]
mod tests {
    use super::svg::assert_balanced;
    use super::*;

    #[test]
    fn a_source_gives_the_same_well_formed_picture_again() {
        let workspace = Workspace::load().expect("the tests run inside it");
        for picture in PICTURES {
            let files = || picture.files(workspace.root()).expect("it is drawn");
            let [_, file] = files();
            assert!(file.text.starts_with("<svg "), "{}", file.text);
            assert!(!file.text.contains("<script"), "{}", file.text);
            assert_balanced(&file.text);
            assert_eq!(files()[1].text, file.text);
        }
    }

    #[test]
    fn an_unknown_argument_is_a_usage_error() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let failure = run(&workspace, &["--chekc".to_owned()]).expect_err("no such argument");
        assert_eq!(failure.exit_code(), 2);
    }
}

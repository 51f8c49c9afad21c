//! `cargo xtask captures`: what a person sees of the program, captured from a terminal.

mod folder;
mod page;
mod scene;
mod scenes;
mod screen;
mod stage;
mod terminal;

use std::fs;
use std::path::Path;
use std::thread;

use crate::failure::Failure;
use crate::programs::{self, Profile};
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::scene::{Scene, Size};
use self::scenes::SCENES;
use self::stage::Stage;
use self::terminal::Terminal;

/// Where the captures are, each as SCENE-COLUMNS.txt.
const FOLDER: &str = "crates/grok-video-cli/captures";
/// The pages that may show some of them.
const PAGES: [&str; 2] = ["README.md", "crates/grok-video-cli/README.md"];
/// The terminals of each scene.
const SIZES: [Size; 2] = [
    Size {
        columns: 80,
        rows: 24,
    },
    Size {
        columns: 120,
        rows: 30,
    },
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "captures",
    parameters: "[--check | SCENE…]",
    about: "Captures what a person sees of the program, and puts it into the READMEs",
    details: "\
Types at `grok-video` in tmux, in terminals of 80x24 and 120x30, against a simulated service of its
own for each scene, and writes what stands on the screen to crates/grok-video-cli/captures, each as
SCENE-COLUMNS.txt; with SCENE, of these scenes alone. The scenes are a table in
xtask/src/captures/scenes.rs. Ports, the name of the folder and the ends of URLs are replaced by fixed
ones of the same width; how long things took is as it was.

README.md and the README of grok-video-cli show those captures that they name, each between
  <!-- capture: SCENE-COLUMNS -->  and  <!-- end of capture -->

With --check nothing is captured or written, and tmux is not needed: proves that the pages show what
the files hold. A run takes a minute: the scenes go at the pace of a real service, all at once.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    if arguments == ["--check"] {
        return check(workspace.root());
    }
    let scenes = chosen(arguments)?;
    Terminal::check_installed()?;
    let folder = programs::build(workspace, Profile::Dev)?;
    let missed = capture_all(workspace.root(), &folder, &scenes)?;
    fill(workspace.root())?;
    if missed.is_empty() {
        return Ok(());
    }
    Err(Failure::check(missed.join("\n")))
}

/// Returns the scenes that the arguments name, or all.
fn chosen(arguments: &[String]) -> Result<Vec<&'static Scene>, Failure> {
    if arguments.is_empty() {
        return Ok(SCENES.iter().collect());
    }
    let names = || SCENES.map(|scene| scene.name).join(", ");
    let named = arguments.iter().map(|name| {
        SCENES
            .iter()
            .find(|scene| scene.name == name)
            .ok_or_else(|| {
                Failure::usage(format!("there is no scene `{name}`; there are {}", names()))
            })
    });
    named.collect()
}

/// Plays all scenes at once, each on a stage of its own, and returns what went wrong.
///
/// What went well is written all the same.
fn capture_all(
    root: &Path,
    programs: &Path,
    scenes: &[&'static Scene],
) -> Result<Vec<String>, Failure> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::check(format!("can't make {FOLDER}: {error}")))?;
    let parts: Vec<(&Scene, Size)> = scenes
        .iter()
        .flat_map(|scene| SIZES.map(|size| (*scene, size)))
        .collect();
    let captured: Vec<Result<String, Failure>> = thread::scope(|scope| {
        let plays: Vec<_> = parts
            .iter()
            .map(|(scene, size)| scope.spawn(|| Stage::set(programs, scene, *size)?.play(scene)))
            .collect();
        let joined = plays.into_iter().map(|play| {
            play.join()
                .unwrap_or_else(|_| Err(Failure::check("the scene could not be played")))
        });
        joined.collect()
    });

    let mut missed = Vec::new();
    for ((scene, size), captured) in parts.iter().zip(captured) {
        let name = size.name_of(scene);
        match captured {
            Ok(screen) => {
                let path = format!("{FOLDER}/{name}.txt");
                fs::write(root.join(&path), &screen)
                    .map_err(|error| Failure::check(format!("can't write {path}: {error}")))?;
                println!("captures: {name}, {} lines", screen.lines().count());
            }
            Err(failure) => missed.push(format!("{name}: {failure}")),
        }
    }
    Ok(missed)
}

/// Puts the captures into the pages that name them.
fn fill(root: &Path) -> Result<(), Failure> {
    for page in PAGES {
        let (text, filled) = filled(root, page)?;
        if text != filled {
            fs::write(root.join(page), filled)
                .map_err(|error| Failure::check(format!("can't write {page}: {error}")))?;
            println!("captures: {page} is changed");
        }
    }
    Ok(())
}

/// Proves that the pages show what was captured.
fn check(root: &Path) -> Result<(), Failure> {
    for page in PAGES {
        let (text, filled) = filled(root, page)?;
        if text != filled {
            return Err(Failure::check(format!(
                "{page} does not show what stands in {FOLDER}: run `cargo xtask captures`, and look at it"
            )));
        }
        let n_captures = page::names(&text).len();
        println!("captures: {page} shows {n_captures}, as captured");
    }
    Ok(())
}

/// Returns a page as it is, and as it is to be.
fn filled(root: &Path, page: &str) -> Result<(String, String), Failure> {
    let read = |path: &str| {
        fs::read_to_string(root.join(path))
            .map_err(|error| Failure::check(format!("can't read {path}: {error}")))
    };
    let text = read(page)?;
    let filled = page::filled(&text, |name| {
        read(&format!("{FOLDER}/{name}.txt")).map_err(|failure| failure.to_string())
    });
    let filled = filled.map_err(|error| Failure::check(format!("{page}: {error}")))?;
    Ok((text, filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_show_what_was_captured() {
        let workspace = Workspace::load().expect("the tests run inside it");
        check(workspace.root()).expect("they do");
    }

    #[test]
    fn an_unknown_scene_is_a_usage_error() {
        let failure = chosen(&["wiat".to_owned()]).expect_err("a slip");
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.to_string().contains("there are wait, "));
    }

    #[test]
    fn scenes_are_chosen_by_name() {
        let names = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
            let chosen = chosen(&arguments).expect("all known");
            chosen.iter().map(|scene| scene.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["error", "wait"]), ["error", "wait"]);
        assert_eq!(names(&[]).len(), SCENES.len());
    }
}

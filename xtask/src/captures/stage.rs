//! Where a scene is played: a folder, a service and a terminal of its own.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::failure::Failure;
use crate::process;
use crate::simulated::Simulated;

use super::folder::Folder;
use super::scene::{Scene, Size, Step, with_ids};
use super::screen;
use super::terminal::{Environment, Terminal};

/// The key that the program has.
const KEY: &str = "the-key-of-a-scene";
/// The key that a service takes that is to refuse it.
const OTHER_KEY: &str = "another-key-than-that";
/// How long one step may take.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long until the screen is looked at again.
const PAUSE: Duration = Duration::from_millis(50);
/// How many glances in a row have to say the same: one may fall into the middle of a change.
const N_GLANCES: u32 = 10;

/// What one glance at the screen says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Glance {
    /// It is as it should be.
    Yes,
    NotYet,
    /// It will not be.
    Never,
}

impl Glance {
    fn yes_if(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::NotYet }
    }

    /// Looks for what a command shows that is under way.
    fn at_command(screen: &str, texts: &[&str]) -> Self {
        if texts.iter().all(|text| screen::shows(screen, text)) {
            Self::Yes
        } else if screen::is_at_prompt(screen) {
            Self::Never
        } else {
            Self::NotYet
        }
    }
}

/// All that one scene needs; none of it is left when this is dropped.
#[derive(Debug)]
pub(super) struct Stage {
    // Dropped in this order: nothing is written to a folder that is gone.
    terminal: Terminal,
    simulated: Simulated,
    folder: Folder,
    /// The ids of the tasks that the scene begins with.
    ids: Vec<String>,
}

impl Stage {
    /// Makes ready what is there when a scene begins.
    pub(super) fn set(programs: &Path, scene: &Scene, size: Size) -> Result<Self, Failure> {
        let folder = Folder::new()?;
        for (name, text) in scene.files {
            folder.write(name, text)?;
        }
        let key = if scene.takes_key { KEY } else { OTHER_KEY };
        let time_scale = scene.time_scale.to_string();
        let simulated = Simulated::start(
            &programs.join("grok-video-mock"),
            ["--key", key, "--time-scale", &time_scale],
        )?;
        let environment = environment(programs, &folder, &simulated);
        let mut ids = Vec::new();
        for prompt in scene.tasks {
            ids.push(create(programs, &environment, prompt)?);
        }
        Ok(Self {
            terminal: Terminal::open(&folder, size, environment)?,
            simulated,
            folder,
            ids,
        })
    }

    /// Plays the scene, and returns the screen on which it ends.
    pub(super) fn play(&self, scene: &Scene) -> Result<String, Failure> {
        let at_prompt = |screen: &str| Glance::yes_if(screen::is_at_prompt(screen));
        let mut screen = self.wait("a prompt", at_prompt)?;
        for step in scene.steps {
            match step {
                Step::Type(line) => {
                    let line = with_ids(line, &self.ids);
                    self.terminal.write(&line)?;
                    self.wait("what was typed", |screen| {
                        Glance::yes_if(screen::shows(screen, &line))
                    })?;
                    self.terminal.press("Enter")?;
                }
                Step::Press(key) => self.terminal.press(key)?,
                Step::Shows(texts) => {
                    let look = |screen: &str| Glance::at_command(screen, texts);
                    screen = self.wait(&texts.join(" and "), look)?;
                }
                Step::Ends => screen = self.wait("the end of the command", at_prompt)?,
                Step::Clear => {
                    self.terminal.clear()?;
                    // The shell does not know, and shows its prompt for an empty line.
                    self.terminal.press("Enter")?;
                    let is_clear = |screen: &str| screen.trim().len() == 1;
                    self.wait("an empty screen", |screen| {
                        Glance::yes_if(is_clear(screen) && screen::is_at_prompt(screen))
                    })?;
                }
            }
        }
        Ok(screen::tidy(
            &screen,
            self.simulated.addr().port(),
            self.folder.name(),
        ))
    }

    /// Waits until the screen is as it should be, and stays so, and returns it.
    fn wait(&self, what: &str, look: impl Fn(&str) -> Glance) -> Result<String, Failure> {
        let start = Instant::now();
        let (mut last, mut n_same) = (Glance::NotYet, 0);
        loop {
            let screen = self.terminal.screen().unwrap_or_default();
            let glance = look(&screen);
            n_same = if glance == last { n_same + 1 } else { 1 };
            last = glance;
            let is_settled = n_same >= N_GLANCES;
            if is_settled && glance == Glance::Yes {
                return Ok(screen);
            }
            let is_lost = is_settled && glance == Glance::Never;
            if is_lost || start.elapsed() > PATIENCE {
                return Err(Failure::check(format!(
                    "after {:.0} s the screen does not show {what}, but:\n{}",
                    start.elapsed().as_secs_f64(),
                    screen.trim_end()
                )));
            }
            thread::sleep(PAUSE);
        }
    }
}

/// Returns the environment of all programs of a scene, with nothing of the user's but the path.
fn environment(programs: &Path, folder: &Folder, simulated: &Simulated) -> Environment {
    let mut path = OsString::from(programs);
    if let Some(others) = std::env::var_os("PATH") {
        path.push(":");
        path.push(others);
    }
    vec![
        ("PATH", path),
        ("HOME", folder.path().into()),
        ("XDG_STATE_HOME", folder.path().join("state").into()),
        ("LC_ALL", "C.UTF-8".into()),
        ("GROK_VIDEO_API_KEY", KEY.into()),
        ("GROK_VIDEO_BASE_URL", simulated.base_url().into()),
    ]
}

/// Creates a task with the program itself, and returns its id.
fn create(programs: &Path, environment: &Environment, prompt: &str) -> Result<String, Failure> {
    let output = process::read(
        Command::new(programs.join("grok-video"))
            .args(["create", "--model", "grok_video3", "--prompt", prompt])
            .args(["--output", "json"])
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value))),
    )?;
    id(&output).ok_or_else(|| Failure::check(format!("no task was created, but: {output}")))
}

/// Reads the id from the lines that tell of a create call.
fn id(output: &str) -> Option<String> {
    let mut events = output
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let created = events.find(|event| event.get("event").is_some_and(|it| it == "created"))?;
    Some(created.get("id")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_has_ended_will_show_nothing_more() {
        let look = |screen| Glance::at_command(screen, &["saved", "queued"]);
        assert_eq!(look("$ wait\nqueued\n"), Glance::NotYet);
        assert_eq!(look("$ wait\nqueued\n$\n"), Glance::Never);
        assert_eq!(look("$ wait\nqueued\nsaved\n"), Glance::Yes);
        assert_eq!(look("$ wait\nqueued\nsaved\n$\n"), Glance::Yes);
    }

    #[test]
    fn reads_the_id_of_what_was_created() {
        let output = "{\"event\":\"intent\"}\n{\"event\":\"created\",\"id\":\"video_1\"}\n";
        assert_eq!(id(output).as_deref(), Some("video_1"));
        assert_eq!(id("{\"event\":\"error\"}\n"), None);
        assert_eq!(id(""), None);
    }
}

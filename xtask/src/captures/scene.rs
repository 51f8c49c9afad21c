//! One scene: what there is before it, what is typed, and when the screen is captured.

/// A scene; the screen on which its last step ends is what is captured.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) name: &'static str,
    /// How many seconds of the simulated service pass in one of ours.
    pub(super) time_scale: u32,
    /// Whether the service takes the key that the program has.
    pub(super) takes_key: bool,
    /// Files in the working folder, as names and texts.
    pub(super) files: &'static [(&'static str, &'static str)],
    /// The prompts of the tasks that were created before, by the same person.
    pub(super) tasks: &'static [&'static str],
    pub(super) steps: &'static [Step],
}

/// One thing that a person does or waits for.
#[derive(Debug)]
pub(super) enum Step {
    /// Types a line and Enter; `{0}` stands for the id of the first task, `{1}` for the second's.
    Type(&'static str),
    /// Presses a key, by the name that tmux gives it.
    Press(&'static str),
    /// Waits until all of these texts are on the screen.
    Shows(&'static [&'static str]),
    /// Waits until the command has ended, and the shell asks for the next one.
    Ends,
    /// Clears the screen.
    Clear,
}

/// The size of a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) columns: u16,
    pub(super) rows: u16,
}

impl Size {
    /// Returns the name of the capture of a scene in a terminal of this size.
    pub(super) fn name_of(self, scene: &Scene) -> String {
        format!("{}-{}", scene.name, self.columns)
    }
}

/// Puts the ids of the tasks into a line that is typed.
pub(super) fn with_ids(line: &str, ids: &[String]) -> String {
    let mut line = line.to_owned();
    for (n, id) in ids.iter().enumerate() {
        line = line.replace(&format!("{{{n}}}"), id);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_where_their_numbers_were() {
        let ids = ["video_a".to_owned(), "video_b".to_owned()];
        assert_eq!(
            with_ids("wait {1} {0} {1}", &ids),
            "wait video_b video_a video_b"
        );
        assert_eq!(with_ids("wait", &ids), "wait");
    }
}

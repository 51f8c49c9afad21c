//! `cargo xtask kill`: the tests that kill and cut, in full size.

use std::process::Stdio;

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// A test of full size, by its package and its name in tests/it.
type Test = (&'static str, &'static str);

const TESTS: [Test; 7] = [
    (
        "grok-video-save",
        "kill::points::at_5000_random_points_nothing_is_corrupt_or_lost",
    ),
    (
        "grok-video-save",
        "kill::calls::at_every_system_call_nothing_is_corrupt_or_lost",
    ),
    (
        "grok-video-save",
        "kill::calls::at_every_system_call_of_a_save_by_links_nothing_is_corrupt_or_lost",
    ),
    (
        "grok-video-save",
        "kill::calls::the_system_calls_of_a_save_come_in_their_order",
    ),
    (
        "grok-video",
        "cut::a_large_body_with_a_length_that_is_cut_anywhere_is_not_saved",
    ),
    (
        "grok-video",
        "cut::a_large_body_in_chunks_that_is_cut_anywhere_is_not_saved",
    ),
    (
        "grok-video",
        "cut::a_large_body_that_ends_with_its_connection_is_not_saved",
    ),
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "kill",
    parameters: "[TEXT…]",
    about: "Kills programs that save and cuts what they are sent, thousands of times",
    details: "\
Runs the tests that take too long for `cargo xtask test`, which runs smaller ones of the same kind;
with TEXT, only those whose package or name holds one of the texts. Each tells its figures:
- A program that saves is killed with SIGKILL at 5,000 random points, and at every system call of two
  saves: nothing but the whole video stands at a final name, and no acknowledged file is missing. strace
  shows that the calls come in their order. KILL_SEED=N repeats the points of an earlier run.
- A result of 64 KiB is cut at every offset of its body, with a length, in chunks, and ended by its
  connection: nothing is saved.

The kills take a minute, the cuts half an hour. strace is needed, and the right to trace; where it is
missing, a line says what was not checked.",
    run,
};

fn run(workspace: &Workspace, texts: &[String]) -> Result<(), Failure> {
    for (package, test) in chosen(texts)? {
        let mut cargo = process::cargo(workspace);
        cargo
            .args([
                "test",
                "--quiet",
                "--package",
                package,
                "--test",
                "it",
                test,
            ])
            .args(["--", "--exact", "--include-ignored", "--nocapture"])
            .stdout(Stdio::piped());
        let shown = process::shown(&cargo);
        eprintln!("$ {shown}");
        let output = cargo
            .spawn()
            .and_then(std::process::Child::wait_with_output)
            .map_err(|error| Failure::check(format!("can't start `{shown}`: {error}")))?;
        let said = String::from_utf8_lossy(&output.stdout);
        println!("{}", said.trim());
        // A name that no test has is none that failed.
        if !output.status.success() || !said.contains("test result: ok. 1 passed;") {
            return Err(Failure::check(format!("`{test}` did not pass")));
        }
    }
    Ok(())
}

/// Returns the tests whose package or name holds one of the texts, or all where there is no text.
fn chosen(texts: &[String]) -> Result<Vec<Test>, Failure> {
    let holds = |(package, test): &Test, text: &String| {
        package.contains(text.as_str()) || test.contains(text.as_str())
    };
    for text in texts {
        if !TESTS.iter().any(|test| holds(test, text)) {
            return Err(Failure::usage(format!(
                "no test to kill or cut has `{text}` in its name"
            )));
        }
    }
    let is_chosen = |test: &Test| texts.is_empty() || texts.iter().any(|text| holds(test, text));
    Ok(TESTS.into_iter().filter(is_chosen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<&'static str> {
        let texts: Vec<_> = texts.iter().copied().map(str::to_owned).collect();
        let chosen = chosen(&texts).expect("there are some");
        chosen.into_iter().map(|(_, test)| test).collect()
    }

    #[test]
    fn a_text_chooses_and_none_takes_all() {
        assert_eq!(names(&[]).len(), TESTS.len());
        assert_eq!(names(&["5000"]), [TESTS[0].1]);
        assert_eq!(names(&["kill::", "chunks"]).len(), 5);
    }

    #[test]
    fn a_text_that_chooses_nothing_is_a_usage_error() {
        let failure = chosen(&["kil::".to_owned()]).expect_err("a slip");
        assert_eq!(failure.exit_code(), 2);
    }
}

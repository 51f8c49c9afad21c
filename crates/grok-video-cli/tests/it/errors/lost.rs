//! What may have been paid in an earlier run.

use std::fmt::Write as _;

use super::CREATE;
use crate::program::{at, run, state};
use crate::relay::Relay;

#[test]
fn what_was_lost_earlier_is_told_with_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("kite.mp4");
    let place = place.to_str().unwrap();
    let generate = [&["generate"], &CREATE[1..], &["--save", place]].concat();
    let state = state();
    let mut text = String::new();
    let mut note = |title: &str, base: &str, args: &[&str]| {
        let ran = run(at(base).env("XDG_STATE_HOME", &state), args);
        let _ = writeln!(
            text,
            "# {title} (exit {})\n{}{}",
            ran.code, ran.stdout, ran.stderr
        );
    };
    let lost = Relay::always(Vec::new());
    note("the answer is lost", &lost.base(), &generate);
    note("the same again", &lost.base(), &generate);
    note("going on with it", &lost.base(), &["resume"]);
    note("a task that is not there", &lost.base(), &["resume", "9"]);
    note(
        "what is known",
        &lost.base(),
        &["list", "--state", "unknown"],
    );
    assert_eq!(lost.requests().len(), 1, "a create is never sent again");
    note(
        "it is to be sent",
        &lost.base(),
        &["resolve", "1", "--send"],
    );
    note(
        "it can't be decided about twice",
        &lost.base(),
        &["resolve", "1", "--drop"],
    );
    insta::assert_snapshot!(
        "lost",
        text.replace(&lost.base(), "RELAY")
            .replace(folder.path().to_str().unwrap(), "FOLDER")
    );
}

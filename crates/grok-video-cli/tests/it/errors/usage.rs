//! Errors of whoever uses the program.

use std::fs;
use std::path::Path;

use super::Errors;
use crate::program::{KEY, bare, nobody, run};

/// What is wrong before anything is sent.
fn usage(folder: &Path) -> Vec<(&'static str, Vec<String>)> {
    fs::create_dir(folder).unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let place = folder.to_str().unwrap();
    let kite = r#"{"model":"grok_video3","prompt":"kite"}"#;
    let no_ledger = file(
        "no.db",
        "this is a text, and no ledger at all, as anybody can see who looks",
    );
    let mut cases: Vec<(&str, Vec<String>)> = Vec::new();
    let mut case = |title, args: &[&str]| {
        cases.push((title, args.iter().map(|arg| (*arg).to_owned()).collect()));
    };
    case("nothing to make", &["generate", "--save", place]);
    case(
        "two ways to say what to make",
        &[
            "generate", "--from", "x", "--model", "m", "--prompt", "p", "--save", place,
        ],
    );
    case(
        "half of what to make",
        &["generate", "--model", "grok_video3", "--save", place],
    );
    case(
        "no such file of requests",
        &["generate", "--from", "/nowhere.jsonl", "--save", place],
    );
    case(
        "a folder of requests",
        &["generate", "--from", place, "--save", place],
    );
    case(
        "no requests",
        &[
            "generate",
            "--from",
            &file("empty.jsonl", "\n"),
            "--save",
            place,
        ],
    );
    case(
        "no JSON",
        &[
            "generate",
            "--from",
            &file("text.jsonl", &format!("{kite}\nkite")),
            "--save",
            place,
        ],
    );
    let typo = r#"{"model":"grok_video3","prompt":"kite","lenght":10}"#;
    case(
        "a field that nobody knows",
        &[
            "generate",
            "--from",
            &file("typo.jsonl", typo),
            "--save",
            place,
        ],
    );
    let above = r#"{"model":"grok_video3","prompt":"kite","file":"../kite.mp4"}"#;
    case(
        "a file elsewhere",
        &[
            "generate",
            "--from",
            &file("above.jsonl", above),
            "--save",
            place,
        ],
    );
    let long = r#"{"model":"grok_video3","prompt":"kite","duration":10000}"#;
    case(
        "a rule of the model",
        &[
            "generate",
            "--from",
            &file("long.jsonl", long),
            "--save",
            place,
        ],
    );
    let one = file("one.jsonl", kite);
    case(
        "many results for one file",
        &[
            "generate",
            "--from",
            &one,
            "--save",
            &format!("{place}/kite.mp4"),
        ],
    );
    case(
        "key and requests from standard input",
        &[
            "--api-key-file",
            "-",
            "generate",
            "--from",
            "-",
            "--save",
            place,
        ],
    );
    case(
        "key and ids from standard input",
        &["--api-key-file", "-", "query", "-"],
    );
    case("no ids", &["wait", "-"]);
    case(
        "a ledger that is none",
        &[
            "--ledger",
            &no_ledger,
            "create",
            "--model",
            "grok_video3",
            "--prompt",
            "kite",
        ],
    );
    case(
        "a ledger in no folder",
        &[
            "--ledger",
            "/nowhere/ledger.db",
            "create",
            "--model",
            "grok_video3",
            "--prompt",
            "kite",
        ],
    );
    case(
        "both ledger and none",
        &["--ledger", "x", "--no-ledger", "list"],
    );
    case("nothing to go on with", &["--no-ledger", "resume"]);
    case("nothing to list", &["--no-ledger", "list"]);
    case(
        "no ledger there",
        &["--ledger", "/nowhere/ledger.db", "list"],
    );
    case(
        "no ledger to go on with",
        &["--ledger", "/nowhere/ledger.db", "resume"],
    );
    case("no ledger to decide about", &["resolve", "7", "--drop"]);
    case("no decision", &["resolve", "7"]);
    case("two decisions", &["resolve", "7", "--drop", "--send"]);
    case("no number", &["resolve", "video_1", "--drop"]);
    case("no such state", &["list", "--state", "lost"]);
    case("a rate of nothing", &["wait", "video_1", "--rate", "0"]);
    case(
        "nothing in flight",
        &["wait", "video_1", "--max-in-flight", "0"],
    );
    case("no such page", &["man", "dance"]);
    case("no such shell", &["completions", "cmd"]);
    cases
}

impl Errors {
    /// Runs a command that is refused before anything is sent.
    #[track_caller]
    fn note_usage(&mut self, title: &str, args: &[String]) {
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        self.note(title, &nobody(), &args);
        let told = self
            .text
            .lines()
            .rev()
            .find(|line| line.starts_with('#'))
            .unwrap();
        assert!(told.ends_with("(exit 2)"), "{told}");
    }
}

#[test]
fn wrong_usage_is_told_in_one_line() {
    let mut errors = Errors::new();
    for (title, args) in usage(&errors.folder.path().join("usage")) {
        errors.note_usage(title, &args);
    }
    insta::assert_snapshot!("usage", errors.text);
}

#[test]
fn a_missing_key_says_where_it_comes_from() {
    let ran = run(&mut bare(), ["query", "video_1"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("GROK_VIDEO_API_KEY") && !ran.stderr.contains(KEY),
        "{ran:?}"
    );
}

//! What a schedule learns is kept from one run to the next.

use std::fs;
use std::path::PathBuf;

use grok_video_mock::Script;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::program::{service, service_with};
use super::user::{User, generate};

const N_LEARNED: usize = 200;

/// Returns what an earlier run has learned of tasks that took so long: without it, the first poll is a minute away.
fn learned(took_ms: u64) -> String {
    let took = vec![format!("[0,{took_ms}]"); N_LEARNED].join(",");
    format!(
        r#"{{"version":1,"min_gap_ns":20000000,"poll_cost_ns":1000000,"profiles":[{{"class":{{"model":"grok_video3","seconds":10,"has_images":false}},"profile":{{"version":1,"least_ms":120000,"most_ms":240000,"took_ms":[{took}]}}}}]}}"#
    )
}

/// Returns the file of the service that the user asks.
fn file_of(user: &User) -> PathBuf {
    let digest = Sha256::digest(user.base());
    let name: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    user.state_folder().join("profiles").join(name + ".json")
}

fn put(user: &User, text: &str) -> PathBuf {
    let file = file_of(user);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    file
}

/// Returns how long tasks took, as the file has it.
fn n_kept(file: &PathBuf) -> usize {
    let text = fs::read_to_string(file).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    let profiles = kept["profiles"].as_array().unwrap();
    assert_eq!(profiles.len(), 1, "{kept}");
    profiles[0]["profile"]["took_ms"].as_array().unwrap().len()
}

fn adaptive<'a>(user: &'a User, prompt: &'a str) -> Vec<&'a str> {
    [
        &generate(prompt, user.folder())[..],
        &["--schedule", "adaptive"],
    ]
    .concat()
}

#[test]
fn what_was_learned_is_read_and_added_to() {
    let server = service_with(Script::immediate());
    let user = User::of(&server);
    let file = put(&user, &learned(100));
    for n in 1..=2 {
        let ran = user.json(adaptive(&user, "kite"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        let completed = ran
            .events()
            .into_iter()
            .find(|event| event["event"] == "completed");
        let elapsed = completed.unwrap()["elapsed"].as_f64().unwrap();
        assert!(
            elapsed < 10.0,
            "it is asked for when those were over: {elapsed}"
        );
        assert_eq!(n_kept(&file), N_LEARNED + n);
    }
    // Nothing but the file is left of writing it.
    let left = fs::read_dir(file.parent().unwrap()).unwrap();
    let names: Vec<_> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, [file.file_name().unwrap().to_str().unwrap()]);
}

#[test]
fn other_schedules_learn_nothing() {
    let server = service();
    let user = User::of(&server);
    assert_eq!(user.run(generate("kite", user.folder())).code, 0);
    assert!(!file_of(&user).exists());
}

#[cfg(unix)]
#[test]
fn it_is_made_where_there_is_none_also_for_an_interrupted_run() {
    // Nothing is known, so the first poll is far away: what is written is that nothing was learned.
    let server = service();
    let user = User::of(&server);
    let running = user.start(adaptive(&user, "kite"));
    running.says(" created ");
    running.interrupt();
    assert_eq!(running.end().code, 130);
    let text = fs::read_to_string(file_of(&user)).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(kept["version"], 1);
}

#[test]
fn one_that_is_broken_is_a_warning_and_made_anew() {
    let server = service_with(Script::immediate());
    for text in [
        "",
        "{",
        "[]",
        r#"{"version":99}"#,
        "\u{0}\u{0}\u{0}",
        &learned(100).replace("\"version\":1", "\"version\":7"),
        &learned(100).replace("\"min_gap_ns\":20000000", "\"min_gap_ns\":-1"),
    ] {
        let user = User::of(&server);
        let file = put(&user, text);
        // A refused request: the file is read before, and the first poll of an accepted one is a minute away.
        let ran = user.run(adaptive(&user, "[mock:nonsense]"));
        assert_eq!(ran.code, 8, "{text:?}: {ran:?}");
        let warning = ran.stderr.lines().next().unwrap();
        assert!(
            warning.starts_with("warning: what was learned of earlier tasks can't be read"),
            "{text:?}: {ran:?}"
        );
        assert!(warning.contains(file.to_str().unwrap()), "{warning}");
        let quiet = user.run([&["-q"], &adaptive(&user, "[mock:nonsense]")[..]].concat());
        assert!(!quiet.stderr.contains("warning"), "{quiet:?}");
    }
}

#[test]
fn one_that_is_too_large_or_no_file_is_a_warning() {
    let server = service_with(Script::immediate());
    let user = User::of(&server);
    let file = put(&user, "");
    let large = fs::File::create(&file).unwrap();
    large.set_len(17 << 20).unwrap();
    let ran = user.run(adaptive(&user, "[mock:nonsense]"));
    assert!(
        ran.stderr.contains("warning: ") && ran.stderr.contains("too large"),
        "{ran:?}"
    );

    let user = User::of(&server);
    let folder = file_of(&user);
    fs::create_dir_all(&folder).unwrap();
    let ran = user.run(adaptive(&user, "[mock:nonsense]"));
    assert_eq!(ran.code, 8, "{ran:?}");
    assert_eq!(
        ran.stderr.matches("warning: ").count(),
        2,
        "it is not written either: {ran:?}"
    );
    assert!(folder.is_dir());
}

#[test]
fn each_service_teaches_about_itself_alone() {
    let (one, other) = (
        service_with(Script::immediate()),
        service_with(Script::immediate()),
    );
    let mut user = User::of(&one);
    let file = put(&user, &learned(100));
    user.goes_to(&other.base_url());
    let running = user.start(adaptive(&user, "kite"));
    running.says(" created ");
    running.interrupt();
    assert_eq!(running.end().code, 130);
    assert_eq!(n_kept(&file), N_LEARNED);
    assert_ne!(file_of(&user), file);
    assert!(file_of(&user).exists());
}

//! What `list` shows of a ledger.

use std::time::{SystemTime, UNIX_EPOCH};

use grok_video_mock::{MockServer, Script};
use serde_json::Value;

use super::program::service;
use super::user::{PATIENT, User, generate};

/// Makes a video, lets one fail, waits for one without saving it, and creates one.
fn four(server: &MockServer) -> User {
    let user = User::of(server);
    let path = user.path("kite.mp4");
    assert_eq!(user.run(generate("a red kite", &path)).code, 0);
    let failing = "[mock:fail no such bird]";
    assert_eq!(user.run(generate(failing, user.folder())).code, 3);
    for prompt in ["a boat", "a \"green\"\n\u{1b}[2J影"] {
        let create = ["create", "--model", "grok_video3_pro", "--prompt", prompt];
        assert_eq!(user.run(create).code, 0);
    }
    let id = user.entries(&[])[2]["id"].as_str().unwrap().to_owned();
    assert_eq!(user.run([&["wait", &id], &PATIENT[..]].concat()).code, 0);
    user
}

fn numbers(entries: &[Value]) -> Vec<u64> {
    entries
        .iter()
        .map(|entry| entry["task"].as_u64().unwrap())
        .collect()
}

#[test]
fn a_script_is_told_all_there_is() {
    let server = service();
    let user = four(&server);
    let entries = user.entries(&[]);
    assert_eq!(numbers(&entries), [1, 2, 3, 4]);
    let states: Vec<_> = entries.iter().map(|entry| &entry["state"]).collect();
    assert_eq!(states, ["saved", "failed", "completed", "active"]);
    let saved = &entries[0];
    assert_eq!(saved["model"], "grok_video3");
    assert_eq!(saved["prompt"], "a red kite");
    assert_eq!(saved["path"], user.path("kite.mp4").as_str());
    assert_eq!(saved["destination"], user.path("kite.mp4").as_str());
    assert_eq!(saved["in_hand"], false);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for time in ["submitted", "changed"] {
        let time = saved[time].as_u64().unwrap();
        assert!((now - 120..=now + 1).contains(&time), "{time} {now}");
    }
    assert_eq!(entries[1]["error"], "no such bird");
    assert!(entries[2]["video_url"].is_string() && entries[2].get("path").is_none());
    assert_eq!(entries[3]["prompt"], "a \"green\"\n\u{1b}[2J影");
    assert_eq!(entries[3]["destination"], Value::Null);
}

#[test]
fn a_person_is_shown_a_table_of_plain_text() {
    let server = service();
    let user = four(&server);
    let shown = user.run(["list"]);
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""));
    let lines: Vec<_> = shown.stdout.lines().collect();
    assert_eq!(lines.len(), 5, "a line each: {shown:?}");
    assert!(lines[0].starts_with("TASK") && lines[0].ends_with("WHAT"));
    let id = lines[0].find("ID").unwrap();
    for (line, entry) in lines[1..].iter().zip(user.entries(&[])) {
        let state = entry["state"].as_str().unwrap();
        assert!(line.contains(state) && line.contains(" ago"), "{line}");
        assert!(
            line[id..].starts_with(entry["id"].as_str().unwrap()),
            "{line}"
        );
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    assert!(lines[1].contains("kite.mp4 (23009 bytes)"), "{}", lines[1]);
    assert!(lines[2].ends_with("no such bird"), "{}", lines[2]);
    assert!(lines[3].ends_with("\"a boat\""), "{}", lines[3]);
}

#[test]
fn states_and_the_latest_are_chosen() {
    let server = service();
    let user = four(&server);
    for (args, chosen) in [
        (&["--state", "saved"][..], &[1][..]),
        (&["--state", "failed", "--state", "active"], &[2, 4]),
        (&["--state=completed", "--last", "5"], &[3]),
        (&["--last", "2"], &[3, 4]),
        (&["--last", "0"], &[]),
        (&["--last", "100"], &[1, 2, 3, 4]),
        (&["--state", "unknown"], &[]),
        (&["--state", "intent", "--state", "sending"], &[]),
    ] {
        assert_eq!(numbers(&user.entries(args)), chosen, "{args:?}");
        let shown = user.run([&["list"], args].concat());
        let n_lines = shown.stdout.lines().count();
        match chosen.len() {
            0 => assert_eq!(
                (n_lines, shown.stderr.as_str()),
                (0, "the ledger holds no such task\n")
            ),
            n => assert_eq!(n_lines, n + 1),
        }
    }
    for args in [["--state", "lost"], ["--last", "-1"], ["--last", "all"]] {
        assert_eq!(
            user.run([&["list"], &args[..]].concat()).code,
            2,
            "{args:?}"
        );
    }
}

#[test]
fn more_than_one_page_is_listed() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &super::user::requests(520));
    // One key of no balance: none of them is created, and all of them are written down.
    let folder = user.folder();
    let refusing = MockServer::builder()
        .key("another")
        .start_on_thread()
        .unwrap();
    let args = super::user::generate_from(&file, folder);
    let mut command = user.command();
    command.env("GROK_VIDEO_BASE_URL", refusing.base_url());
    super::program::run(&mut command, [&args[..], &["-q"]].concat());
    let entries = user.entries(&[]);
    assert_eq!(numbers(&entries), (1..=520).collect::<Vec<_>>());
    assert_eq!(numbers(&user.entries(&["--last", "1"])), [520]);
}

#[cfg(unix)]
#[test]
fn what_a_program_has_in_hand_is_marked() {
    let server = super::program::service_with(Script::after_polls(1_000_000, 0));
    let user = User::of(&server);
    let running = user.start(generate("kite", user.folder()));
    running.says(" created ");
    let entry = user.entries(&[]).pop().unwrap();
    assert_eq!(
        (&entry["state"], &entry["in_hand"]),
        (&"active".into(), &true.into())
    );
    assert!(user.run(["list"]).stdout.contains("active, in hand"));
    let resumed = user.run(["resume"]);
    assert_eq!((resumed.code, resumed.stdout.as_str()), (0, ""));
    let words = "nothing is left to go on with; 1 in another program's hands\n";
    assert_eq!(resumed.stderr, words);
    let chosen = user.json(["resume", "1"]);
    assert_eq!(chosen.code, 6, "{chosen:?}");
    assert!(
        chosen.last()["message"]
            .as_str()
            .unwrap()
            .contains("in another program's hands")
    );
    running.kill();
    assert_eq!(user.entries(&[])[0]["in_hand"], false);
}

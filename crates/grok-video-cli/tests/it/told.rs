//! What `wait` and `save` tell the ledger about tasks that it knows.

use grok_video_mock::Script;

use super::program::{service, service_with};
use super::user::{PATIENT, User};

const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

fn created(user: &User) -> String {
    let ran = user.json(CREATE);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.last()["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_task_that_was_waited_for_and_saved_is_not_resumed() {
    let server = service();
    let user = User::of(&server);
    let id = created(&user);
    assert_eq!(user.states(), ["active"]);
    let args = [&["wait", &id, "--save", user.folder()], &PATIENT[..]].concat();
    assert_eq!(user.run(args).code, 0);
    is_saved(&user, &id);
    let n_requests = server.counts().total();
    let resumed = user.run(["resume"]);
    assert_eq!(
        (resumed.code, resumed.stderr.as_str()),
        (0, "nothing is unfinished\n")
    );
    assert_eq!(
        (resumed.stdout.as_str(), server.counts().total()),
        ("", n_requests)
    );
}

#[test]
fn a_task_that_was_saved_is_not_resumed() {
    let server = service_with(Script::immediate());
    let user = User::of(&server);
    let id = created(&user);
    assert_eq!(user.run(["save", &id, "--to", user.folder()]).code, 0);
    is_saved(&user, &id);
    assert_eq!(user.run(["resume"]).stderr, "nothing is unfinished\n");
}

#[track_caller]
fn is_saved(user: &User, id: &str) {
    let entry = user.entries(&[]).pop().unwrap();
    assert_eq!(
        (&entry["id"], &entry["state"]),
        (&id.into(), &"saved".into())
    );
    let path = user.path(&format!("{id}.mp4"));
    assert_eq!(entry["path"], path.as_str());
    assert!(entry["bytes"].as_u64().unwrap() > 1000);
    let table = user.run(["list"]).stdout;
    assert!(
        table.contains(&path) && table.contains(" saved "),
        "{table}"
    );
}

#[test]
fn what_was_waited_for_without_a_place_is_completed() {
    let server = service();
    let user = User::of(&server);
    let id = created(&user);
    assert_eq!(user.run([&["wait", &id], &PATIENT[..]].concat()).code, 0);
    let entry = user.entries(&[]).pop().unwrap();
    assert_eq!(entry["state"], "completed");
    assert!(entry["video_url"].as_str().unwrap().contains(&id));
    assert_eq!(user.run(["resume"]).stderr, "nothing is unfinished\n");
}

#[test]
fn a_task_that_failed_or_is_gone_is_not_resumed() {
    let server = service();
    let user = User::of(&server);
    let id = created(&user);
    server.fail(&id, "no such bird");
    assert_eq!(user.run([&["wait", &id], &PATIENT[..]].concat()).code, 3);
    let entry = user.entries(&[]).pop().unwrap();
    assert_eq!(
        (&entry["state"], &entry["error"]),
        (&"failed".into(), &"no such bird".into())
    );
    assert_eq!(user.run(["resume"]).stderr, "nothing is unfinished\n");
}

#[test]
fn what_it_does_not_know_stays_out_of_it() {
    let server = service();
    let user = User::of(&server);
    created(&user);
    server.plant("video_1", "grok_video3", Script::immediate());
    let args = [&["wait", "video_1", "--save", user.folder()], &PATIENT[..]].concat();
    assert_eq!(user.run(args).code, 0);
    assert_eq!(user.states(), ["active"]);
}

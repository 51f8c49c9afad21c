//! Every exit code that can be reached, each by every command that can.

use std::fs;

use grok_video_mock::{MockServer, Script};

use super::program::{QUICK, at, nobody, run, service, service_with};

fn wait(server: &MockServer, ids: &[&str]) -> i32 {
    run(
        &mut at(&server.base_url()),
        [&["wait"], ids, &QUICK].concat(),
    )
    .code
}

fn generate(server: &MockServer, prompt: &str) -> i32 {
    let folder = tempfile::tempdir().unwrap();
    let generate = ["generate", "--model", "grok_video3", "--prompt", prompt];
    let args = [
        &generate[..],
        &["--save", folder.path().to_str().unwrap()],
        &QUICK,
    ]
    .concat();
    let code = run(&mut at(&server.base_url()), args).code;
    let n_files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(n_files, usize::from(code == 0));
    code
}

#[test]
fn three_a_task_failed_at_the_service() {
    let server = service();
    server.plant(
        "video_1",
        "grok_video3",
        Script::after_polls(1, 0).then_fail("invalid prompt"),
    );
    assert_eq!(wait(&server, &["video_1"]), 3);
    assert_eq!(
        generate(&server, "[mock:fail unsupported reference image]"),
        3
    );
    let folder = tempfile::tempdir().unwrap();
    let save = ["save", "video_1", "--to", folder.path().to_str().unwrap()];
    assert_eq!(run(&mut at(&server.base_url()), save).code, 3);
    let query = run(&mut at(&server.base_url()), ["query", "video_1"]);
    assert_eq!(
        (query.code, query.stdout.as_str()),
        (0, "video_1 failed (grok_video3): invalid prompt\n")
    );
}

#[test]
fn four_the_key_is_refused() {
    let server = MockServer::builder()
        .key("another-key")
        .start_on_thread()
        .unwrap();
    server.plant("video_1", "grok_video3", Script::immediate());
    assert_eq!(wait(&server, &["video_1"]), 4);
    assert_eq!(generate(&server, "kite"), 4);
    assert_eq!(
        run(&mut at(&server.base_url()), ["query", "video_1"]).code,
        4
    );
    assert_eq!(server.counts().creates, 0);
}

#[test]
fn five_no_such_task() {
    let server = service();
    assert_eq!(wait(&server, &["video_1"]), 5);
    assert_eq!(
        run(&mut at(&server.base_url()), ["query", "video_1"]).code,
        5
    );
    assert_eq!(
        run(
            &mut at(&server.base_url()),
            ["save", "video_1", "--to", "never.mp4"]
        )
        .code,
        5
    );
}

#[test]
fn six_gave_up_and_the_same_command_goes_on_later() {
    let server = service_with(Script::after_polls(20, 0));
    server.plant("video_1", "grok_video3", Script::after_polls(20, 0));
    let args = [
        "wait",
        "video_1",
        "--interval",
        "20ms",
        "--timeout",
        "100ms",
    ];
    assert_eq!(run(&mut at(&server.base_url()), args).code, 6);
    let save = ["save", "video_1", "--to", "never.mp4"];
    assert_eq!(
        run(&mut at(&server.base_url()), save).code,
        6,
        "a pending task has no result yet"
    );
    assert_eq!(wait(&server, &["video_1"]), 0);
}

#[test]
fn eight_network_and_routes() {
    let server = service();
    let elsewhere = format!("{}/elsewhere", server.base_url());
    for base in [nobody(), elsewhere] {
        for args in [
            &["query", "video_1"][..],
            &["create", "--model", "grok_video3", "--prompt", "kite"],
        ] {
            assert_eq!(run(&mut at(&base), args).code, 8, "{base} {args:?}");
        }
    }
    assert_eq!(server.take_unexpected().len(), 2);
}

#[test]
fn with_several_ids_the_first_that_is_not_0_counts() {
    let server = service();
    server.plant("good", "grok_video3", Script::immediate());
    server.plant(
        "slow_to_fail",
        "grok_video3",
        Script::after_polls(3, 3).then_fail("no"),
    );
    assert_eq!(wait(&server, &["good", "slow_to_fail", "missing"]), 3);
    assert_eq!(wait(&server, &["missing", "good", "slow_to_fail"]), 5);
    assert_eq!(wait(&server, &["good"]), 0);
    let query = run(
        &mut at(&server.base_url()),
        ["query", "good", "missing", "slow_to_fail"],
    );
    assert_eq!(
        (
            query.code,
            query.stdout.lines().count(),
            query.stderr.lines().count()
        ),
        (5, 2, 1)
    );
}

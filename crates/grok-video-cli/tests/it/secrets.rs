//! The key is shown nowhere, whatever a server echoes; `run` checks both outputs of every run.

use super::program::{KEY, QUICK, at, run};
use super::relay::{Relay, completed, http, task};

#[test]
fn an_echoed_key_is_shown_nowhere() {
    let echo = |status, body: String| http(status, &format!("x-echo: {KEY}\r\n"), body);
    let answers = [
        echo(
            401,
            format!(r#"{{"error":{{"message":"bad key {KEY}","code":"{KEY}"}}}}"#),
        ),
        echo(200, format!(r#"{{"code":"{KEY}","msg":"{KEY}"}}"#)),
        echo(200, format!(r#"{{"id":"{KEY}","status":"queued"}}"#)),
        echo(200, format!("<html>{KEY}</html>")),
        http(
            302,
            &format!("location: https://u:{KEY}@evil.example/{KEY}?k={KEY}\r\n"),
            "",
        ),
        task("failed", &format!(r#","error":"used {KEY}""#)),
        task(KEY, &format!(r#","model":"{KEY}""#)),
        task(
            "completed",
            &format!(r#","video_url":"https://cdn.example.com/v?k={KEY}""#),
        ),
    ];
    for answer in answers {
        let relay = Relay::always(answer);
        for output in ["human", "json"] {
            run(
                at(&relay.base()).args(["--output", output]),
                ["query", "video_1"],
            );
            run(
                at(&relay.base()).args(["--output", output]),
                ["create", "--model", "grok_video3", "--prompt", "kite"],
            );
            let args = [
                "-v",
                "wait",
                "video_1",
                "--interval",
                "20ms",
                "--timeout",
                "60ms",
            ];
            run(at(&relay.base()).args(["--output", output]), args);
        }
    }
}

#[test]
fn a_key_in_what_the_results_host_says_is_shown_nowhere() {
    let place = format!("location: /{KEY}?k={KEY}\r\n");
    let away = format!("location: https://{KEY}.invalid:444/\r\nx-echo: {KEY}\r\n");
    for asset in [
        http(403, "", KEY),
        http(200, "", format!("<html>{KEY}</html>")),
        http(302, &place, ""),
        http(302, &away, KEY),
        http(400, &format!("content-type: {KEY}\r\n"), KEY),
    ] {
        let relay = Relay::with_result(asset);
        for output in ["human", "json"] {
            let folder = tempfile::tempdir().unwrap();
            let place = ["save", "video_1", "--to", folder.path().to_str().unwrap()];
            // `run` looks for the key in both outputs.
            let ran = run(at(&relay.base()).args(["-v", "--output", output]), place);
            assert_eq!(ran.code, 7, "{ran:?}");
        }
    }
}

#[test]
fn the_results_host_never_sees_the_key() {
    let relay = Relay::start(|line, _| match line {
        line if line.contains("/v1/") => completed("/v.mp4"),
        line if line.contains("/v.mp4") => http(302, "location: /moved\r\n", ""),
        _ => http(200, "", include_bytes!("../../../../fixtures/video.mp4")),
    });
    let folder = tempfile::tempdir().unwrap();
    let args = [
        &["wait", "video_1", "--save", folder.path().to_str().unwrap()],
        &QUICK[..],
    ]
    .concat();
    assert_eq!(run(&mut at(&relay.base()), args).code, 0);
    let (api, assets): (Vec<_>, Vec<_>) = relay
        .requests()
        .into_iter()
        .partition(|request| request.contains("/v1/"));
    assert!(api.iter().all(|request| request.contains(KEY)));
    assert_eq!(assets.len(), 2);
    assert!(assets.iter().all(|request| !request.contains("canary")
        && !request.to_ascii_lowercase().contains("authorization")));
}

//! Whatever text a server sends is shown plain and on one line, wherever it stands.

use super::events::keeps_the_contract;
use super::program::{at, run};
use super::relay::{Relay, http, task};

/// A window title, a cleared screen, colour, line breaks, a change of direction, the eight-bit ESC [.
const EVIL: &str = r"\u001b]0;owned\u0007\u001b[2J\u001b[31mev\u001b[0m\r\n\u202eil\u009b1m";

#[test]
fn hostile_text_is_plain_in_both_outputs() {
    let with = |text: &str| text.replace("EVIL", EVIL);
    let answers = [
        task("failed", &with(r#","error":"EVIL""#)),
        task(EVIL, &with(r#","model":"EVIL","error":{"message":"EVIL"}"#)),
        task(
            "completed",
            &with(r#","video_url":"https://cdn.example.com/EVIL""#),
        ),
        task(
            "completed",
            &with(
                r#","video_url":"https://cdn.example.com/v","last_frame_url":"EVIL","amount":"EVIL""#,
            ),
        ),
        http(200, "", with(r#"{"id":"EVIL","status":"queued"}"#)),
        http(200, "", with(r#"{"code":"EVIL","msg":"EVIL"}"#)),
        http(
            401,
            "",
            with(r#"{"error":{"message":"EVIL","code":"EVIL"}}"#),
        ),
        http(404, "", with(r#"{"message":"No handler found for EVIL"}"#)),
        http(
            422,
            "content-encoding: \u{9b}1m\r\n",
            with(r#"{"code":422,"msg":"EVIL"}"#),
        ),
        http(500, "", with("<html>EVIL")),
        http(
            302,
            "location: https://e.invalid/\u{9b}31m\t\u{202e}x\r\n",
            "",
        ),
    ];
    let polling = ["--interval", "20ms", "--timeout", "50ms"];
    let wait = [&["-v", "wait", "video_1"], &polling[..]].concat();
    let create = ["create", "--model", "grok_video3", "--prompt", "kite"];
    for answer in answers {
        let relay = Relay::always(answer);
        for args in [&["query", "video_1"][..], &wait, &create] {
            let json = run(at(&relay.base()).args(["--output", "json"]), args);
            keeps_the_contract(&json);
            for event in json.events() {
                for (name, value) in event.as_object().unwrap() {
                    let text = value.as_str().unwrap_or_default();
                    assert!(is_plain(text), "{name}: {text:?}");
                }
            }
            let human = run(&mut at(&relay.base()), args);
            let lines: Vec<_> = human.stdout.lines().chain(human.stderr.lines()).collect();
            assert!(lines.iter().all(|line| is_plain(line)), "{human:?}");
            // A line break that came through would begin a line of its own.
            let own = ["video_1", "error: ", "warning: ", "task video_1"];
            let is_own = |line: &&str| own.iter().any(|start| line.starts_with(start));
            assert!(lines.iter().all(is_own), "{human:?}");
        }
    }
}

fn is_plain(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c))
}

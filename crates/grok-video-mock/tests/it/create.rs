use std::fmt::Write as _;

use grok_video_mock::MockServer;

use crate::client::{CREATE, Client};

/// Accepted, or turned away with a message that names the field and holds what
/// is allowed.
type Verdict<'a> = Result<(), (&'a str, &'a str)>;

/// Sends each body and checks the answer.
async fn check(cases: &[(&str, Verdict<'_>)]) {
    let server = MockServer::start().await;
    let mut client = Client::of(&server).await;
    let mut wrong = String::new();
    for (body, expected) in cases {
        let answer = client.create(body).await;
        let good = match expected {
            Ok(()) => answer.status == 200 && answer.field("status") == "queued",
            Err((field, allowed)) => {
                let message = answer.json()["error"]["message"].to_string();
                answer.status == 400
                    && answer.json()["error"]["code"] == "invalid_request"
                    && message.contains(&format!("{field}: "))
                    && message.contains(allowed)
            }
        };
        if !good {
            let _ = writeln!(wrong, "{body}: {}", String::from_utf8_lossy(&answer.body));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Returns the body of a request for this model with one more field.
fn with(model: &str, field: &str) -> String {
    format!(r#"{{"model":"{model}","prompt":"A cat",{field}}}"#)
}

fn images(n: usize, image: &str) -> String {
    format!(
        r#""image_urls":[{}]"#,
        vec![format!(r#""{image}""#); n].join(",")
    )
}

#[tokio::test(start_paused = true)]
async fn each_model_allows_what_the_provider_documents() {
    const DATA: &str = "data:image/png;base64,iVBORw0KGgo=";
    const URL: &str = "https://example.com/cat.png";
    // Durations, ratios, resolutions, the most images, and data URIs.
    let models = [
        (
            "grok_video3",
            (6..=30).collect::<Vec<u64>>(),
            vec!["16:9", "9:16", "1:1", "3:2", "2:3"],
            vec!["480p", "720p"],
            7,
            true,
        ),
        (
            "grok_video3_pro",
            vec![10],
            vec!["16:9"],
            vec!["720p"],
            40,
            true,
        ),
        (
            "grok_video3_max",
            vec![6, 10, 12, 16, 20, 30],
            vec!["16:9", "9:16", "1:1"],
            vec!["480p", "720p"],
            5,
            false,
        ),
        (
            "grok_video3_stable",
            vec![6, 10],
            vec!["16:9", "9:16", "3:2", "2:3", "1:1"],
            vec!["480p", "720p"],
            7,
            false,
        ),
    ];
    for (model, durations, ratios, resolutions, max_images, data_uris) in models {
        let verdict = |allowed: bool, field: &'static str| {
            if allowed { Ok(()) } else { Err((field, model)) }
        };
        let mut cases = Vec::new();
        for duration in 0..=40_u64 {
            let body = with(model, &format!(r#""duration":{duration}"#));
            cases.push((body, verdict(durations.contains(&duration), "duration")));
        }
        for ratio in ["16:9", "9:16", "1:1", "3:2", "2:3", "4:3", "", "16x9"] {
            let body = with(model, &format!(r#""aspect_ratio":"{ratio}""#));
            cases.push((body, verdict(ratios.contains(&ratio), "aspect_ratio")));
        }
        for resolution in ["480p", "720p", "1080p", "720", ""] {
            let body = with(model, &format!(r#""resolution":"{resolution}""#));
            cases.push((
                body,
                verdict(resolutions.contains(&resolution), "resolution"),
            ));
        }
        for n in [0, 1, 5, 6, 7, 8, 40] {
            cases.push((
                with(model, &images(n, URL)),
                verdict(n <= max_images, "image_urls"),
            ));
        }
        cases.push((
            with(model, &images(1, DATA)),
            verdict(data_uris, "image_urls"),
        ));
        for image in [
            "",
            "cat.png",
            "ftp://example.com/cat.png",
            "https://",
            "data:text/plain,a",
        ] {
            cases.push((with(model, &images(1, image)), verdict(false, "image_urls")));
        }
        let cases: Vec<_> = cases
            .iter()
            .map(|(body, verdict)| (body.as_str(), *verdict))
            .collect();
        check(&cases).await;
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_is_malformed_is_told_why() {
    check(&[
        ("", Err(("body", "JSON object"))),
        ("{", Err(("body", "JSON object"))),
        ("[]", Err(("body", "JSON object"))),
        ("{}", Err(("model", "required"))),
        (
            r#"{"model":null,"prompt":"A cat"}"#,
            Err(("model", "required")),
        ),
        (r#"{"model":3,"prompt":"A cat"}"#, Err(("model", "string"))),
        (
            r#"{"model":"sora","prompt":"A cat"}"#,
            Err(("model", "grok_video3_stable")),
        ),
        (r#"{"model":"grok_video3"}"#, Err(("prompt", "required"))),
        (
            r#"{"model":"grok_video3","prompt":" "}"#,
            Err(("prompt", "empty")),
        ),
        (
            r#"{"model":"grok_video3","prompt":["A cat"]}"#,
            Err(("prompt", "string")),
        ),
        (
            &with("grok_video3", r#""duration":"10""#),
            Err(("duration", "whole number")),
        ),
        (
            &with("grok_video3", r#""duration":10.5"#),
            Err(("duration", "whole number")),
        ),
        (
            &with("grok_video3", r#""duration":-10"#),
            Err(("duration", "whole number")),
        ),
        (
            &with("grok_video3", r#""aspect_ratio":1"#),
            Err(("aspect_ratio", "string")),
        ),
        (
            &with("grok_video3", r#""image_urls":"https://x/1""#),
            Err(("image_urls", "array")),
        ),
        (
            &with("grok_video3", r#""image_urls":[1]"#),
            Err(("image_urls", "array of strings")),
        ),
        (
            r#"{"model":"grok_video3","prompt":"[mock:vanish]"}"#,
            Err(("prompt", "[mock:fail")),
        ),
        (
            &with("grok_video3", r#""duration":null,"image_urls":null"#),
            Ok(()),
        ),
        (&with("grok_video3", r#""loop":true"#), Ok(())),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_body_may_have_a_mebibyte() {
    let server = MockServer::start().await;
    let mut client = Client::of(&server).await;
    let mut body = with("grok_video3", r#""aspect_ratio":"16:9""#).into_bytes();
    body.resize(1024 * 1024, b' ');
    assert_eq!(client.send("POST", CREATE, &[], &body).await.status, 200);
    body.push(b' ');
    client
        .send("POST", CREATE, &[], &body)
        .await
        .error(413, "too_large");
    assert_eq!(server.counts().creates, 1);
}

use std::error::Error as _;

use grok_video_objects::{ObjectUrl, ObjectsErrorKind};

fn url(text: &str) -> ObjectUrl {
    text.parse().expect(text)
}

#[test]
fn a_folder_gets_a_name_and_an_object_keeps_its_own() {
    for (given, expected) in [
        ("s3://bucket", "s3://bucket/video_1.mp4"),
        ("s3://bucket/", "s3://bucket/video_1.mp4"),
        ("gs://bucket/a/b/", "gs://bucket/a/b/video_1.mp4"),
        ("az://box/kite.mp4", "az://box/kite.mp4"),
        (
            "abfss://box@account.dfs.core.windows.net/v/",
            "abfss://box@account.dfs.core.windows.net/v/video_1.mp4",
        ),
    ] {
        let object = url(given).object("video_1").expect("a name");
        assert_eq!(object.to_string(), expected);
        assert_eq!(url(expected), object);
    }
}

#[track_caller]
fn refused(text: &str) -> String {
    let error = text.parse::<ObjectUrl>().expect_err(text);
    assert_eq!(error.kind(), ObjectsErrorKind::InvalidUrl);
    let told = format!("{error}: {}", error.source().expect("a reason"));
    assert!(!told.contains('\u{1b}'), "{told}");
    told
}

#[test]
fn what_may_hold_a_secret_is_refused_and_not_repeated() {
    for text in [
        "s3://AKIA:canary@bucket/x.mp4",
        "s3://bucket/x.mp4?X-Amz-Signature=canary",
        "s3://bucket/x.mp4#canary",
        "canary-1://bucket/canary",
        "file:///canary",
        "canary",
    ] {
        let told = refused(text);
        assert!(!told.contains("canary"), "{told}");
    }
}

#[test]
fn what_names_no_object_is_refused() {
    for text in [
        "",
        "s3:",
        "s3://",
        "s3:///video.mp4",
        "s3://bucket//video.mp4",
        "s3://bucket/a//video.mp4",
        "s3://bucket/../video.mp4",
        "s3://bucket/%2e/video.mp4",
        "s3://bucket/video\u{1b}[2J",
        "https://bucket/video.mp4",
    ] {
        refused(text);
    }
    refused(&format!("s3://bucket/{}", "a".repeat(1000)));
}

#[test]
fn a_stem_that_leads_elsewhere_is_refused() {
    for stem in ["", "a/b", "/"] {
        let error = url("s3://bucket/v/").object(stem).expect_err(stem);
        assert_eq!(error.kind(), ObjectsErrorKind::InvalidUrl);
    }
}

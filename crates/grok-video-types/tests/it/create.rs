//! Each model's rules, and the body that is sent.

use grok_video_types::{
    AspectRatio, CreateVideo, InvalidRequest, Model, ReferenceImage, Resolution,
};

const DATA_URI: &str = "data:image/png;base64,iVBORw0KGgo=";

fn image(text: &str) -> ReferenceImage {
    text.parse().unwrap()
}

fn durations(model: &Model) -> Vec<u32> {
    let builds = |seconds: &u32| {
        CreateVideo::builder(model.clone(), "kite")
            .duration(*seconds)
            .build()
            .is_ok()
    };
    (0..=60).filter(builds).collect()
}

fn ratios(model: &Model) -> Vec<&'static str> {
    let builds = |ratio: &AspectRatio| {
        CreateVideo::builder(model.clone(), "kite")
            .aspect_ratio(*ratio)
            .build()
            .is_ok()
    };
    AspectRatio::ALL
        .iter()
        .copied()
        .filter(builds)
        .map(AspectRatio::as_str)
        .collect()
}

fn resolutions(model: &Model) -> Vec<&'static str> {
    let builds = |resolution: &Resolution| {
        CreateVideo::builder(model.clone(), "kite")
            .resolution(*resolution)
            .build()
            .is_ok()
    };
    Resolution::ALL
        .iter()
        .copied()
        .filter(builds)
        .map(Resolution::as_str)
        .collect()
}

/// Returns the most images that build, of at most 20.
fn max_images(model: &Model, text: &str) -> usize {
    let builds = |n: &usize| {
        let builder = CreateVideo::builder(model.clone(), "kite");
        (0..*n)
            .fold(builder, |builder, _| builder.image(image(text)))
            .build()
            .is_ok()
    };
    (0..=20).filter(builds).max().unwrap()
}

#[track_caller]
fn check(model: &Model, seconds: &[u32], shapes: &str, sizes: &str, urls: usize, data_uris: usize) {
    assert_eq!(durations(model), seconds);
    assert_eq!(ratios(model).join(" "), shapes);
    assert_eq!(resolutions(model).join(" "), sizes);
    assert_eq!(max_images(model, "https://example.com/a.png"), urls);
    assert_eq!(max_images(model, DATA_URI), data_uris);
}

#[test]
fn each_model_keeps_its_rules() {
    let six_to_thirty: Vec<u32> = (6..=30).collect();
    let all = "16:9 9:16 1:1 3:2 2:3";
    check(&Model::GrokVideo3, &six_to_thirty, all, "480p 720p", 7, 7);
    check(&Model::GrokVideo3Pro, &[10], "16:9", "720p", 20, 20);
    check(
        &Model::GrokVideo3Max,
        &[6, 10, 12, 16, 20, 30],
        "16:9 9:16 1:1",
        "480p 720p",
        5,
        0,
    );
    check(&Model::GrokVideo3Stable, &[6, 10], all, "480p 720p", 7, 0);
}

#[test]
fn the_body_holds_what_was_asked_for_and_no_more() {
    let least = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    assert_eq!(
        serde_json::to_string(&least).unwrap(),
        r#"{"model":"grok_video3","prompt":"a kite"}"#
    );
    let most = CreateVideo::builder(Model::GrokVideo3Max, "a \"kite\"")
        .duration(12)
        .aspect_ratio(AspectRatio::Ratio1x1)
        .resolution(Resolution::P480)
        .image(image("https://example.com/a.png?sig=1"))
        .build()
        .unwrap();
    assert_eq!(
        serde_json::to_string(&most).unwrap(),
        r#"{"model":"grok_video3_max","prompt":"a \"kite\"","duration":12,"aspect_ratio":"1:1","resolution":"480p","image_urls":["https://example.com/a.png?sig=1"]}"#
    );
}

#[test]
fn pro_leaves_its_only_duration_out() {
    let request = CreateVideo::builder(Model::GrokVideo3Pro, "kite")
        .duration(10)
        .build()
        .unwrap();
    assert_eq!(
        serde_json::to_string(&request).unwrap(),
        r#"{"model":"grok_video3_pro","prompt":"kite"}"#
    );
}

#[test]
fn an_unknown_model_passes_by_explicit_choice_only() {
    let builder = CreateVideo::builder(Model::from("grok_video4"), "kite").duration(99);
    assert!(builder.clone().build().is_err());
    assert_eq!(
        builder.allow_unknown_model().build().unwrap().duration(),
        Some(99)
    );
}

#[test]
fn refusals_name_the_rule_and_what_it_allows() {
    let builder = |model| CreateVideo::builder(model, "kite");
    let mut eight_images = builder(Model::GrokVideo3);
    for _ in 0..8 {
        eight_images = eight_images.image(image(DATA_URI));
    }
    let refused: Vec<InvalidRequest> = vec![
        CreateVideo::builder(Model::GrokVideo3, " \n")
            .build()
            .unwrap_err(),
        builder(Model::GrokVideo3).duration(5).build().unwrap_err(),
        builder(Model::GrokVideo3Pro)
            .duration(6)
            .build()
            .unwrap_err(),
        builder(Model::GrokVideo3Max)
            .duration(11)
            .build()
            .unwrap_err(),
        builder(Model::GrokVideo3Max)
            .aspect_ratio(AspectRatio::Ratio3x2)
            .build()
            .unwrap_err(),
        builder(Model::GrokVideo3Pro)
            .resolution(Resolution::P480)
            .build()
            .unwrap_err(),
        eight_images.build().unwrap_err(),
        builder(Model::GrokVideo3Stable)
            .image(image(DATA_URI))
            .build()
            .unwrap_err(),
        builder(Model::from("grok_video4")).build().unwrap_err(),
        "4:3".parse::<AspectRatio>().unwrap_err(),
        "1080p".parse::<Resolution>().unwrap_err(),
        "kite.png".parse::<ReferenceImage>().unwrap_err(),
    ];
    let refused: Vec<String> = refused.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn images_are_urls_or_base64_data() {
    for text in ["https://e.x/a", "http://e.x/a?b", "HTTPS://e.x", DATA_URI] {
        assert!(text.parse::<ReferenceImage>().is_ok(), "{text}");
    }
    for text in [
        "",
        "a.png",
        "https://",
        "ftp://e.x/a",
        "https://e.x/a b",
        "data:text/plain;base64,YQ==",
        "data:image/png,raw",
        "data:image/png;base64,***",
    ] {
        assert!(text.parse::<ReferenceImage>().is_err(), "{text}");
    }
    assert_eq!(
        format!("{:?}", image("https://e.x/a?sig=secret")),
        "ReferenceImage(https://e.x/a…)"
    );
}

#[test]
fn what_is_written_down_reads_back_as_the_same_request() {
    let most = CreateVideo::builder(Model::GrokVideo3, "a \"red\" kite\nover the sea")
        .duration(6)
        .aspect_ratio(AspectRatio::Ratio9x16)
        .resolution(Resolution::P480)
        .image(image("https://example.com/kite.png?sig=1"))
        .image(image(DATA_URI));
    let least = CreateVideo::builder(Model::GrokVideo3Pro, "kite");
    let unknown = CreateVideo::builder(Model::from("grok_video9"), "kite")
        .duration(99)
        .allow_unknown_model();
    for builder in [most, least, unknown] {
        let request = builder.build().unwrap();
        let read: CreateVideo = serde_json::from_str(&request.to_json()).unwrap();
        assert_eq!(read, request);
    }
}

#[test]
fn what_breaks_a_rule_is_not_read() {
    for (body, part) in [
        (
            r#"{"model":"grok_video3","prompt":" "}"#,
            "the prompt is empty",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","duration":99}"#,
            "6 to 30 seconds",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","durations":6}"#,
            "unknown field `durations`",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","resolution":"8k"}"#,
            "480p or 720p",
        ),
        (
            r#"{"model":"grok_video3","prompt":"kite","image_urls":["kite.png"]}"#,
            "no reference image",
        ),
        (r#"{"model":"grok_video3"}"#, "missing field `prompt`"),
    ] {
        let error = serde_json::from_str::<CreateVideo>(body).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

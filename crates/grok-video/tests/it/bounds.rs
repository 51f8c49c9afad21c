//! Where the key and the requests go, and where they don't.

use grok_video::save::{Destination, Saved};
use grok_video::transport::{DownloadErrorKind, Guard};
use grok_video::{Client, Ending, NotSaved, NotSavedReason, one_line};

use super::service::{KEY, Scripted, VIDEO, builder, client, completed_at, http, id, json, moved};

async fn save(client: &Client) -> Result<Saved, NotSaved> {
    let folder = tempfile::tempdir().unwrap();
    let task = client.query(&id("video_1")).await.unwrap();
    let destination = Destination::file(folder.path().join("kite.mp4")).unwrap();
    let saved = client.save(&task, destination).await;
    let n_files = folder.path().read_dir().unwrap().count();
    assert_eq!(n_files, usize::from(saved.is_ok()));
    saved
}

#[track_caller]
fn check_out_of_scope(saved: Result<Saved, NotSaved>) {
    match saved.unwrap_err().reason {
        NotSavedReason::Download(error) => {
            assert_eq!(error.kind(), DownloadErrorKind::OutOfScope, "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_results_host_never_sees_the_key() {
    let answers = [moved("/moved?sig=2"), http(200, VIDEO)];
    let host = Scripted::start(&[Vec::new()], &answers).await;
    let url = format!("{}/v?sig=1", host.base);
    let api = Scripted::start(&[completed_at(&url)], &[Vec::new()]).await;
    save(&client(&api.base)).await.unwrap();
    assert!(api.received("GET /v1/result/video_1")[0].contains(KEY));
    let received = host.received("");
    assert_eq!(received.len(), 2, "{received:?}");
    for request in received {
        let request = request.to_ascii_lowercase();
        assert!(!request.contains("canary"), "{request}");
        assert!(!request.contains("authorization"), "{request}");
    }
}

#[tokio::test]
async fn a_result_out_of_bounds_is_not_asked_for() {
    for url in [
        "http://169.254.169.254/v",
        "https://10.0.0.1/v",
        "https://[::ffff:10.0.0.1]/v",
        "http://example.com/v",
        "file:///etc/passwd",
    ] {
        let api = Scripted::start(&[completed_at(url)], &[http(200, VIDEO)]).await;
        check_out_of_scope(save(&client(&api.base)).await);
        assert_eq!(api.received("").len(), 1, "a query, and no more for {url}");
    }
}

#[tokio::test]
async fn a_result_on_this_machine_is_asked_for_only_where_the_guard_lets_it() {
    let trap = Scripted::start(&[Vec::new()], &[http(200, VIDEO)]).await;
    let (_, port) = trap.base.rsplit_once(':').unwrap();
    for url in [
        format!("http://127.0.0.1:{port}/v"),
        format!("https://127.0.0.1:{port}/v"),
        format!("http://localhost:{port}/v"),
        format!("http://[::ffff:127.0.0.1]:{port}/v"),
    ] {
        let api = Scripted::start(&[completed_at(&url)], &[Vec::new()]).await;
        let client = builder(&api.base).guard(Guard::PublicOnly).build();
        check_out_of_scope(save(&client).await);
    }
    assert_eq!(trap.n_connections(), 0);
}

#[tokio::test]
async fn a_redirect_out_of_bounds_is_not_followed() {
    for place in ["http://169.254.169.254/v", "//10.0.0.1/v", "ftp://e.x/v"] {
        let host = Scripted::start(&[Vec::new()], &[moved(place)]).await;
        let url = format!("{}/v", host.base);
        let api = Scripted::start(&[completed_at(&url)], &[Vec::new()]).await;
        check_out_of_scope(save(&client(&api.base)).await);
        assert_eq!(host.received("").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_of_the_service_ends_the_watch_and_is_not_followed() {
    let trap = Scripted::start(&[completed_at("https://e.x/v")], &[Vec::new()]).await;
    let place = format!("{}/v1/result/video_1", trap.base);
    let api = Scripted::start(&[moved(&place)], &[Vec::new()]).await;
    let outcome = client(&api.base).wait(&id("video_1")).await;
    assert!(matches!(outcome.ending, Ending::Fatal(_)), "{outcome:?}");
    assert_eq!(outcome.n_polls, 1);
    assert_eq!(trap.n_connections(), 0);
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_the_key_or_a_signature() {
    let host = Scripted::start(&[Vec::new()], &[http(410, b"")]).await;
    let url = format!("{}/v?sig=canary", host.base);
    let echo = json(&format!(r#"{{"code":401,"msg":"bad key {KEY}"}}"#));
    let api = Scripted::start(
        &[completed_at(&url), completed_at(&url), echo],
        &[Vec::new()],
    )
    .await;
    let client = client(&api.base);
    let task = client.query(&id("video_1")).await.unwrap();
    let not_saved = save(&client).await.unwrap_err();
    let denied = client.query(&id("video_1")).await.unwrap_err();
    let printed = [
        format!("{client:?} {task:?} {task} {not_saved:?} {denied:?}"),
        one_line(&not_saved),
        one_line(&denied),
    ];
    for text in printed {
        assert!(!text.contains("canary"), "{text}");
    }
}

//! From a URL to a file, whatever breaks in between.

use std::fs;

use grok_video::save::{Destination, SaveErrorKind, Saved};
use grok_video::transport::{DownloadErrorKind, DownloadLimits};
use grok_video::{NotSaved, NotSavedReason};

use super::service::{Scripted, VIDEO, builder, client, completed, cut, http, id, json, seconds};

/// Queries `video_1` and saves it as `kite.mp4`; returns what came of it and the names in the folder.
async fn save(server: &Scripted) -> (Result<Saved, NotSaved>, Vec<String>) {
    let client = client(&server.base);
    let folder = tempfile::tempdir().unwrap();
    let task = client.query(&id("video_1")).await.unwrap();
    let destination = Destination::file(folder.path().join("kite.mp4")).unwrap();
    let saved = client.save(&task, destination).await;
    if let Ok(saved) = &saved {
        assert_eq!(fs::read(&saved.path).unwrap(), VIDEO);
    }
    let names = fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    (saved, names.collect())
}

#[track_caller]
fn check_download(saved: Result<Saved, NotSaved>, kind: DownloadErrorKind) {
    match saved.unwrap_err().reason {
        NotSavedReason::Download(error) => assert_eq!(error.kind(), kind, "{error}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_expired_url_is_asked_for_afresh_once() {
    let queries = [completed("/old"), completed("/new")];
    let server = Scripted::start(&queries, &[http(403, b""), http(200, VIDEO)]).await;
    let (saved, names) = save(&server).await;
    assert!(saved.is_ok(), "{saved:?}");
    assert_eq!(names, ["kite.mp4"]);
    assert_eq!(server.received("/v1/result/").len(), 2);
    assert_eq!(
        (
            server.received("GET /old").len(),
            server.received("GET /new").len()
        ),
        (1, 1)
    );
}

#[tokio::test]
async fn a_result_that_stays_expired_is_told_apart() {
    let server = Scripted::start(&[completed("/v")], &[http(410, b"")]).await;
    let (saved, names) = save(&server).await;
    assert!(saved.unwrap_err().is_expired());
    assert!(names.is_empty());
    assert_eq!(
        (
            server.received("/v1/result/").len(),
            server.received("GET /v ").len()
        ),
        (2, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_download_that_breaks_off_is_begun_anew_twice() {
    let assets = [cut(0), cut(20_000), http(200, VIDEO)];
    let server = Scripted::start(&[completed("/v")], &assets).await;
    let begun = tokio::time::Instant::now();
    let (saved, names) = save(&server).await;
    assert!(saved.is_ok(), "{saved:?}");
    assert_eq!(names, ["kite.mp4"]);
    assert!(begun.elapsed() >= seconds(3), "it pauses in between");
    let server = Scripted::start(&[completed("/v")], &[cut(1000)]).await;
    let (saved, names) = save(&server).await;
    check_download(saved, DownloadErrorKind::Corrupt);
    assert!(names.is_empty(), "{names:?}");
    assert_eq!(server.received("GET /v ").len(), 3);
}

#[tokio::test]
async fn an_error_page_is_no_video() {
    for page in [&b"<html>expired</html>"[..], br#"{"code":403}"#, b""] {
        let server = Scripted::start(&[completed("/v")], &[http(200, page)]).await;
        let (saved, names) = save(&server).await;
        match saved.unwrap_err().reason {
            NotSavedReason::Save(error) => assert_eq!(error.kind(), SaveErrorKind::NotMp4),
            other => panic!("{other:?}"),
        }
        assert!(names.is_empty(), "{names:?}");
    }
}

#[tokio::test]
async fn a_task_without_a_result_saves_nothing() {
    let server = Scripted::start(
        &[json(r#"{"id":"video_1","status":"processing"}"#)],
        &[http(200, VIDEO)],
    )
    .await;
    let (saved, names) = save(&server).await;
    assert_eq!(
        saved.unwrap_err().to_string(),
        "task video_1: the result was not saved: the task is processing"
    );
    assert!(names.is_empty());
}

#[tokio::test]
async fn a_file_that_exists_is_not_replaced() {
    let server = Scripted::start(&[completed("/v")], &[http(200, VIDEO)]).await;
    let client = client(&server.base);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kite.mp4");
    fs::write(&path, "precious").unwrap();
    let task = client.query(&id("video_1")).await.unwrap();
    let saved = client.save(&task, Destination::file(&path).unwrap()).await;
    match saved.unwrap_err().reason {
        NotSavedReason::Save(error) => assert_eq!(error.kind(), SaveErrorKind::AlreadyExists),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_expired_url_and_a_service_that_refuses_to_tell_leave_nothing() {
    let queries = [completed("/v"), http(401, b"")];
    let server = Scripted::start(&queries, &[http(404, b"")]).await;
    let (saved, names) = save(&server).await;
    let error = saved.unwrap_err();
    assert!(
        matches!(error.reason, NotSavedReason::Query(_)),
        "{error:?}"
    );
    assert!(names.is_empty(), "{names:?}");
    assert_eq!(server.received("GET /v ").len(), 1);
}

#[tokio::test]
async fn progress_ends_with_the_whole() {
    let server = Scripted::start(&[completed("/v")], &[http(200, VIDEO)]).await;
    let client = client(&server.base);
    let folder = tempfile::tempdir().unwrap();
    let task = client.query(&id("video_1")).await.unwrap();
    let destination = Destination::file(folder.path().join("kite.mp4")).unwrap();
    let mut seen = Vec::new();
    let saved = client.save_with_progress(&task, destination, |progress| seen.push(progress));
    saved.await.unwrap();
    let whole = VIDEO.len() as u64;
    assert!(seen.is_sorted_by_key(|progress| progress.bytes));
    assert!(seen.iter().all(|progress| progress.total == Some(whole)));
    assert_eq!(seen.last().unwrap().bytes, whole);
}

#[tokio::test(start_paused = true)]
async fn a_blip_while_asking_for_a_fresh_url_ends_no_save() {
    let queries = [completed("/old"), http(503, b""), completed("/new")];
    let assets = [http(410, b""), http(410, b""), http(200, VIDEO)];
    let server = Scripted::start(&queries, &assets).await;
    let (saved, names) = save(&server).await;
    assert!(saved.is_ok(), "{saved:?}");
    assert_eq!(names, ["kite.mp4"]);
    assert_eq!(server.received("GET /new ").len(), 1);
    let queries = [completed("/old"), http(503, b"")];
    let server = Scripted::start(&queries, &[http(410, b"")]).await;
    let (saved, names) = save(&server).await;
    let error = saved.unwrap_err();
    assert!(
        matches!(error.reason, NotSavedReason::Query(_)),
        "{error:?}"
    );
    assert!(names.is_empty(), "{names:?}");
    assert_eq!(server.received("/v1/result/").len(), 4, "one, and three");
}

#[tokio::test]
async fn a_result_beyond_the_limit_is_not_taken() {
    let mut limits = DownloadLimits::default();
    limits.max_bytes = VIDEO.len() as u64 - 1;
    let server = Scripted::start(&[completed("/v")], &[http(200, VIDEO)]).await;
    let client = builder(&server.base).download_limits(limits).build();
    let folder = tempfile::tempdir().unwrap();
    let task = client.query(&id("video_1")).await.unwrap();
    let destination = Destination::file(folder.path().join("kite.mp4")).unwrap();
    let saved = client.save(&task, destination).await;
    check_download(saved, DownloadErrorKind::TooLarge);
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    assert_eq!(server.received("GET /v ").len(), 1);
}

use std::time::Duration;

use grok_video_mock::{MockServer, Script};
use tokio::time::advance;

use crate::client::{Client, path_of};

const MP4: &[u8] = include_bytes!("../../assets/video.mp4");

/// Starts a server with a completed task and returns the path of its video.
async fn completed(id: &str) -> (MockServer, Client, String) {
    let server = MockServer::start().await;
    server.plant(id, "grok_video3", Script::immediate());
    let mut client = Client::of(&server).await;
    let encoded = id.replace('/', "%2F").replace(' ', "%20");
    let url = client.query(&encoded).await.field("video_url");
    let path = path_of(&server, &url).to_owned();
    (server, client.authorization(None), path)
}

#[tokio::test(start_paused = true)]
async fn the_video_is_served_whole_without_a_key() {
    let (server, mut client, path) = completed("video_1").await;
    let video = client.get(&path).await;
    assert_eq!(video.status, 200);
    assert_eq!(video.header("content-type"), Some("video/mp4"));
    assert_eq!(video.header("accept-ranges"), Some("bytes"));
    assert!(
        video.header("etag").unwrap().starts_with('"'),
        "{}",
        video.head
    );
    assert!(video.body == MP4);
    assert_eq!(server.counts().downloads, 1);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_needs_encoding_has_a_video_too() {
    let (_server, mut client, path) = completed("a/b c").await;
    assert!(path.starts_with("/assets/a%2Fb%20c.mp4?"), "{path}");
    let video = client.get(&path).await;
    let name = "attachment; filename=\"a%2Fb%20c.mp4\"";
    assert_eq!(video.header("content-disposition"), Some(name));
    assert_eq!(video.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_last_frame_is_served_as_the_video_is() {
    let (_server, mut client, path) = completed("video_1").await;
    let path = path.replace(".mp4?", ".png?");
    let still = client.get(&path).await;
    assert_eq!(still.header("content-type"), Some("image/png"));
    let name = "attachment; filename=\"video_1.png\"";
    assert_eq!(still.header("content-disposition"), Some(name));
    let range = [("Range", "bytes=1-3")];
    let part = client.send("GET", &path, &range, b"").await;
    assert_eq!((part.status, &*part.body), (206, &b"PNG"[..]));
    let beyond = [("Range", "bytes=999999-")];
    assert_eq!(client.send("GET", &path, &beyond, b"").await.status, 416);
    let head = client.send("HEAD", &path, &[], b"").await;
    assert_eq!(head.header("etag"), still.header("etag"));
    let unsigned = path.split('?').next().unwrap();
    assert_eq!(client.get(unsigned).await.status, 403);
}

#[tokio::test(start_paused = true)]
async fn head_has_the_same_head_and_no_body() {
    let (server, mut client, path) = completed("video_1").await;
    let head = client
        .send("HEAD", &path, &[("Range", "bytes=0-1")], b"")
        .await;
    assert_eq!(head.status, 200);
    assert_eq!(
        head.header("content-length"),
        Some(MP4.len().to_string().as_str())
    );
    let video = client.get(&path).await;
    assert_eq!(video.header("etag"), head.header("etag"));
    assert_eq!(server.counts().heads, 1);
}

#[tokio::test(start_paused = true)]
async fn ranges_resume_a_download() {
    let (_server, mut client, path) = completed("video_1").await;
    let etag = client.get(&path).await.header("etag").unwrap().to_owned();
    let length = MP4.len();

    let resumed = [("Range", "bytes=100-"), ("If-Range", &etag)];
    let part = client.send("GET", &path, &resumed, b"").await;
    assert_eq!(part.status, 206);
    let range = format!("bytes 100-{}/{length}", length - 1);
    assert_eq!(part.header("content-range"), Some(range.as_str()));
    assert!(part.body == MP4[100..]);

    let last = client
        .send("GET", &path, &[("Range", "bytes=-5")], b"")
        .await;
    assert!(last.status == 206 && last.body == MP4[length - 5..]);

    let changed = [("Range", "bytes=100-"), ("If-Range", "\"another\"")];
    assert_eq!(client.send("GET", &path, &changed, b"").await.status, 200);

    let beyond = [("Range", "bytes=999999999-")];
    let refused = client.send("GET", &path, &beyond, b"").await;
    assert_eq!(refused.status, 416);
    let whole = format!("bytes */{length}");
    assert_eq!(refused.header("content-range"), Some(whole.as_str()));
}

#[tokio::test(start_paused = true)]
async fn the_url_dies_after_a_day_of_virtual_time() {
    let (_server, mut client, path) = completed("video_1").await;
    advance(Duration::from_secs(24 * 60 * 60) - Duration::from_nanos(1)).await;
    assert_eq!(client.get(&path).await.status, 200);
    advance(Duration::from_nanos(1)).await;
    client.get(&path).await.error(410, "expired");
}

#[tokio::test(start_paused = true)]
async fn a_task_that_counts_queries_expires_a_day_after_it_showed_its_end() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::after_polls(1, 0));
    let mut client = Client::of(&server).await;
    let day = Duration::from_secs(24 * 60 * 60);
    client.query("video_1").await;
    advance(day).await;
    let url = client.query("video_1").await.field("video_url");
    advance(day - Duration::from_nanos(1)).await;
    assert_eq!(client.query("video_1").await.field("video_url"), url);
    assert_eq!(client.get(path_of(&server, &url)).await.status, 200);
    advance(Duration::from_nanos(1)).await;
    assert_eq!(client.get(path_of(&server, &url)).await.status, 410);
}

#[tokio::test(start_paused = true)]
async fn only_the_signed_url_of_a_completed_task_is_good() {
    let (server, mut client, path) = completed("video_1").await;
    let (unsigned, _) = path.split_once('?').unwrap();
    client.get(unsigned).await.error(403, "forbidden");
    client
        .get(&format!("{path}0"))
        .await
        .error(403, "forbidden");
    client
        .get("/assets/video_2.mp4")
        .await
        .error(404, "not_found");

    server.plant(
        "video_3",
        "grok_video3",
        Script::immediate().then_fail("no"),
    );
    client
        .get("/assets/video_3.mp4")
        .await
        .error(404, "not_found");
}

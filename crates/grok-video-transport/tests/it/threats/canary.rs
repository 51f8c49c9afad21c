//! The key and the signature of a result are in nothing that is printed.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::time::Duration;

use grok_video_transport::{
    ApiKey, Auth, Client, Connector, DownloadError, Downloader, ErrorKind, Guard, Http1, Roots,
};
use grok_video_types::{CreateVideo, Model};
use tower_layer::Layer;

use super::super::fetch::url;
use super::super::server::{KEY, Reply, Server, id};
use super::recorder::{listen, note, note_error, said};

/// A relay that gives back the key in every place it has.
fn echoes() -> Vec<Reply> {
    let echo = format!(r#"{{"error":{{"message":"bad key {KEY}","code":"{KEY}"}}}}"#);
    let location = format!("location: http://u:{KEY}@127.0.0.1:1/{KEY}?k={KEY}\r\n");
    vec![
        Reply::ok(r#"{"id":"video_1","status":"queued"}"#),
        Reply::http(401, "", &echo),
        Reply::http(200, "", &echo),
        Reply::http(500, "", format!("<html>{KEY}")),
        Reply::http(302, &location, ""),
        Reply::http(200, &format!("content-encoding: {KEY}\r\n"), "x"),
        Reply::http(200, "", format!(r#"{{"id":"{KEY}","status":"{KEY}"}}"#)),
        Reply::http(
            200,
            "",
            format!(r#"{{"id":"video_1","status":"{KEY}","model":"{KEY}"}}"#),
        ),
        Reply::http(
            200,
            "",
            format!(r#"{{"id":"video_1","status":"failed","error":"{KEY}"}}"#),
        ),
        Reply::http(429, &format!("retry-after: {KEY}\r\n"), "x"),
        Reply::Last(format!("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{KEY}").into()),
        Reply::Last(format!("{KEY}\r\n\r\n").into()),
        Reply::Last(Vec::new()),
    ]
}

async fn ask(server: &Server) {
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    let client = server.client();
    match client.query(&id()).await {
        Ok(answer) => note(format_args!("{answer:?}")),
        Err(error) => {
            note_error(&error);
            note(format_args!("{} {}", error.detail(), error.advice()));
        }
    }
    if let Err(error) = client.create(&video).await {
        note_error(&error);
    }
    let key = ApiKey::new(KEY).unwrap();
    let auth = Auth::new(server.base(), &key);
    let connector = Connector::new(Roots::webpki());
    let http1 = Http1::new(server.base(), connector, Duration::from_secs(1));
    note(format_args!("{key:?} {auth:?} {http1:?} {client:?}"));
    note(format_args!("{:?}", auth.layer(http1)));
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        panic_any(format!("{client:?} {:?} {key:?}", client.base_url()))
    }));
    note(panicked.unwrap_err().downcast::<String>().unwrap());
}

#[tokio::test]
async fn the_key_is_in_nothing_that_is_printed() {
    listen();
    for reply in echoes() {
        ask(&Server::start(vec![reply]).await).await;
    }
    // A host that speaks no TLS makes rustls speak.
    let server = Server::start_greeting(b"HTTP/1.1 503 X\r\n\r\n").await;
    let base = format!("https://localhost:{}/prefix", server.port());
    let client = Client::new(base.parse().unwrap(), ApiKey::new(KEY).unwrap());
    let error = client.query(&id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    note_error(&error);

    let said = said();
    assert!(said.contains("rustls"), "rustls said nothing");
    for span in ["span query", "span create", "span connect"] {
        assert_eq!(said.contains(span), cfg!(feature = "tracing"), "{span}");
    }
    assert!(!said.contains("canary"), "{said}");
}

#[tokio::test]
async fn the_signature_of_a_result_is_in_nothing_that_is_printed() {
    listen();
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\netag: \"a\"\r\n\r\nvideo";
    for reply in [
        Reply::http(403, "", "sig=canary"),
        Reply::http(200, "", "video"),
        Reply::http(302, "location: http://e.x/?sig=canary\r\n", ""),
        Reply::http(302, "location: /other?sig=canary\r\n", ""),
        Reply::http(302, "location: ftp://canary@e.x/?sig=canary\r\n", ""),
        Reply::Last(cut.to_vec()),
        Reply::Last(Vec::new()),
    ] {
        let server = Server::start(vec![reply]).await;
        let url = url(&format!("http://{}/v.mp4?sig=canary#canary", server.addr));
        let downloader = Downloader::new(Guard::AllowLoopback);
        let fetched = async {
            let mut download = downloader.get(&url).await?;
            note(format_args!("{download:?} {downloader:?} {url:?} {url}"));
            while download.chunk().await?.is_some() {}
            Ok::<(), DownloadError>(())
        };
        if let Err(error) = fetched.await {
            note_error(&error);
        }
    }
    let said = said();
    assert_eq!(said.contains("span hop"), cfg!(feature = "tracing"));
    assert!(!said.contains("canary"), "{said}");
}

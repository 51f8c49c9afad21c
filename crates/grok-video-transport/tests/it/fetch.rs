//! Fetching a result whole.

use grok_video_transport::{DownloadError, Downloader, Guard};
use grok_video_types::ResultUrl;

use super::server::{Reply, Server};

pub(crate) fn downloader() -> Downloader {
    Downloader::new(Guard::AllowLoopback)
}

pub(crate) fn url(text: &str) -> ResultUrl {
    ResultUrl::new(text).unwrap()
}

pub(crate) async fn fetch(downloader: &Downloader, from: &str) -> Result<Vec<u8>, DownloadError> {
    let mut download = downloader.get(&url(from)).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
        assert_eq!(download.progress().bytes, bytes.len() as u64);
    }
    Ok(bytes)
}

pub(crate) async fn fetch_from(server: &Server, path: &str) -> Result<Vec<u8>, DownloadError> {
    fetch(&downloader(), &format!("http://{}{path}", server.addr)).await
}

/// Returns how a download fails that is answered with `reply`, now and whenever it is asked again.
pub(crate) async fn failed(reply: Reply) -> DownloadError {
    let server = Server::start(vec![reply]).await;
    fetch_from(&server, "/v.mp4?sig=canary").await.unwrap_err()
}

//! Results. What a host sends whole and is no video is for saving to find out.

use grok_video::transport::{
    DownloadError, DownloadErrorKind, DownloadLimits, Downloader, Guard, Phase, Roots,
};
use grok_video::types::{ResultUrl, State};
use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};

use super::super::service::{VIDEO, id, seconds};
use super::TIMES;
use super::case::{in_time, over_tcp};

async fn fetch(downloader: &Downloader, url: &ResultUrl) -> Result<Vec<u8>, DownloadError> {
    let mut download = downloader.get(url).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Strikes every request for the video with `fault`; `Ok` means that the whole came all the same.
async fn check(fault: Fault, expected: Result<(), DownloadErrorKind>) {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::immediate());
    let client = over_tcp(&server.base_url());
    let answer = client.query(&id("video_1")).await.unwrap();
    let State::Completed(video) = answer.task.state() else {
        panic!("{answer:?}")
    };
    let nobody = Roots::from_der::<&[u8]>([]).unwrap();
    let limits = DownloadLimits::default().with_total(seconds(15 * 60));
    let downloader = Downloader::with_tls(Guard::AllowLoopback, nobody, limits);
    server.inject(Scope::assets(), Trigger::always(), fault.clone());
    for n in 0..TIMES {
        let fetched = in_time(15 * 60, fetch(&downloader, video.url())).await;
        match fetched {
            Ok(bytes) => {
                assert!(bytes == VIDEO, "{fault}, {n}: not the video");
                assert_eq!(expected, Ok(()), "{fault}, {n}");
            }
            Err(error) => assert_eq!(Err(error.kind()), expected, "{fault}, {n}: {error}"),
        }
    }
    assert!(server.n_faults() >= TIMES as u64, "{fault}");
}

#[tokio::test(start_paused = true)]
async fn a_result_that_does_not_begin_is_given_up() {
    use DownloadErrorKind::{Connect, Expired, Status, Timeout};
    check(Fault::status(500), Err(Status(500))).await;
    check(Fault::status(429), Err(Status(429))).await;
    check(Fault::status(403), Err(Expired)).await;
    check(Fault::reset(), Err(Connect)).await;
    check(Fault::end(), Err(Connect)).await;
    check(Fault::stall(), Err(Timeout(Phase::Head))).await;
    check(Fault::late(seconds(20)), Ok(())).await;
    check(Fault::late(seconds(40)), Err(Timeout(Phase::Head))).await;
}

#[tokio::test(start_paused = true)]
async fn a_result_that_breaks_off_goes_on_or_is_given_up() {
    use DownloadErrorKind::{Corrupt, Timeout};
    // Each connection brings a part, and the next one goes on behind it.
    check(Fault::reset_after(10_000), Ok(())).await;
    check(Fault::end_after(10_000), Ok(())).await;
    check(Fault::stall_after(10_000), Ok(())).await;
    // Too small a part for the number of times that it goes on, or none at all.
    check(Fault::reset_after(1_000), Err(Corrupt)).await;
    check(Fault::end_after(0), Err(Corrupt)).await;
    check(Fault::stall_after(0), Err(Timeout(Phase::Idle))).await;
}

#[tokio::test(start_paused = true)]
async fn a_result_that_drips_comes_or_is_given_up() {
    let tenth = std::time::Duration::from_millis(100);
    check(Fault::drip(500, tenth), Ok(())).await;
    let slow = DownloadErrorKind::Timeout(Phase::Rate);
    check(Fault::drip(250, 5 * tenth), Err(slow)).await;
}

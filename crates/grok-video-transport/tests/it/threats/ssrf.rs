//! A result URL leads nowhere on this machine or its network, however it is spelled. What a name
//! stands for and where a redirect leads is tested within the crate, on a network that is made up.

use grok_video_transport::{DownloadErrorKind, Downloader, Guard};

use super::super::fetch::fetch;
use super::sink::Sink;

#[tokio::test]
async fn a_result_out_of_bounds_makes_no_connection() {
    let sinks = [Sink::start("127.0.0.1").await, Sink::start("::1").await];
    let guards = [
        Guard::PublicOnly,
        Guard::HostAllowList(vec!["cdn.example.com".into()]),
    ];
    let hosts = [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "127.1",
        "127.0.1",
        "0x7f.1",
        "0x7f000001",
        "0x7F.0.0.0x1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "127.255.255.254",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2001::7f00:1]",
        "0.0.0.0",
        "0",
        "[::]",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.1",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "user@127.0.0.1",
        "127.0.0.1:80@127.0.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
    ];
    let mut n_tried = 0;
    for sink in &sinks {
        let port = sink.addr.port();
        for (host, scheme) in hosts
            .iter()
            .flat_map(|host| [(host, "http"), (host, "https")])
        {
            for url in [
                format!("{scheme}://{host}:{port}/v"),
                format!("{scheme}://{host}/v"),
            ] {
                for guard in &guards {
                    n_tried += 1;
                    let asked = fetch(&Downloader::new(guard.clone()), &url).await;
                    let error = asked.unwrap_err();
                    assert_eq!(
                        error.kind(),
                        DownloadErrorKind::OutOfScope,
                        "{url}: {error}"
                    );
                }
            }
        }
    }
    assert!(n_tried >= 200, "{n_tried}");
    assert_eq!(sinks.each_ref().map(Sink::n_connections), [0, 0]);
}

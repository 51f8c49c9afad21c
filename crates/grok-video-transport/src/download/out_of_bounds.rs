//! Where a result must not come from, on a network that is made up: what a name stands for, what
//! answers in its place, and where a redirect leads.

use std::net::SocketAddr;
use std::sync::Arc;

use grok_video_types::ResultUrl;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{DownloadErrorKind, DownloadLimits, Downloader, Guard};
use crate::Roots;
use crate::net::MadeUp;

const PUBLIC: &str = "93.184.215.14";

fn downloader(guard: Guard, network: &Arc<MadeUp>) -> Downloader {
    let nobody = Roots::from_der::<&[u8]>([]).expect("no roots");
    let downloader = Downloader::with_tls(guard, nobody, DownloadLimits::default());
    let connector = downloader.connector.over(Arc::clone(network));
    Downloader {
        connector,
        ..downloader
    }
}

async fn refused(downloader: &Downloader, url: &str) {
    let url = ResultUrl::new(url).expect("a URL");
    let error = downloader.get(&url).await.expect_err("it is refused");
    assert_eq!(error.kind(), DownloadErrorKind::OutOfScope, "{url} {error}");
}

/// Takes one connection, answers it with `answer`, and returns what came over it.
async fn listen(answer: String) -> (SocketAddr, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut received = Vec::new();
        while !received.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
                return received;
            }
        }
        let _ = stream.write_all(answer.as_bytes()).await;
        received
    });
    (addr, serving)
}

#[tokio::test]
async fn a_name_that_stands_for_an_address_which_is_not_public_is_refused() {
    for address in [
        "127.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fd00:ec2::254",
        "fe80::1",
    ] {
        // Alone, and behind one that would do.
        for addresses in [&[address][..], &[PUBLIC, address]] {
            for guard in [Guard::PublicOnly, Guard::AllowLoopback] {
                let network = Arc::new(MadeUp::new(addresses, None));
                refused(&downloader(guard, &network), "https://cdn.example.com/v").await;
                assert_eq!(network.dialled(), [], "{address}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_is_not_the_address_which_was_checked_hears_nothing() {
    let (addr, serving) = listen(String::new()).await;
    let network = Arc::new(MadeUp::new(&[PUBLIC], Some(addr)));
    let url = "https://cdn.example.com/v?sig=1";
    refused(&downloader(Guard::PublicOnly, &network), url).await;
    assert_eq!(network.dialled().len(), 1);
    assert_eq!(serving.await.expect("it ends"), b"");
}

#[tokio::test]
async fn a_name_with_hundreds_of_addresses_does_not_make_us_call_at_all_of_them() {
    let addresses: Vec<String> = (1..=200).map(|n| format!("93.184.215.{n}")).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let network = Arc::new(MadeUp::new(&addresses, None));
    let url = ResultUrl::new("https://cdn.example.com/v").expect("a URL");
    let downloader = downloader(Guard::PublicOnly, &network);
    let error = downloader.get(&url).await.expect_err("all refuse");
    assert_eq!(error.kind(), DownloadErrorKind::Connect);
    assert_eq!(network.dialled().len(), 8);
}

#[tokio::test]
async fn a_host_that_is_no_name_by_its_length_is_refused() {
    let network = Arc::new(MadeUp::new(&[PUBLIC], None));
    let host = ["abcdefghi"; 30].join(".");
    let url = format!("https://{host}/v");
    refused(&downloader(Guard::PublicOnly, &network), &url).await;
    assert_eq!(network.dialled(), []);
}

#[tokio::test]
async fn public_hosts_are_asked_on_port_443_alone() {
    let network = Arc::new(MadeUp::new(&[PUBLIC], None));
    let listed = Guard::HostAllowList(vec!["cdn.example.com".into()]);
    for guard in [Guard::PublicOnly, Guard::AllowLoopback, listed] {
        let downloader = downloader(guard, &network);
        for url in [
            "https://cdn.example.com:8443/v",
            "https://cdn.example.com:22/v",
            "http://cdn.example.com/v",
            "http://cdn.example.com:443/v",
        ] {
            refused(&downloader, url).await;
        }
    }
    assert_eq!(network.dialled(), []);
}

#[tokio::test]
async fn a_redirect_is_guarded_like_the_first_address() {
    for place in [
        "http://169.254.169.254/latest",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/x",
        "https://[fd00:ec2::254]/x",
        "https://[::ffff:169.254.169.254]/",
        "https://0x7f.1/",
        "https://2130706433/",
        "http://cdn.example.com/x",
        "https://cdn.example.com:8443/x",
        "//169.254.169.254/x",
        "ftp://127.0.0.1/x",
        "https://user@1.1.1.1/x",
    ] {
        let answer = format!("HTTP/1.1 302 X\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n");
        let (addr, serving) = listen(answer).await;
        // What is public by its name is not by its address.
        let network = Arc::new(MadeUp::new(&["169.254.169.254"], None));
        let downloader = downloader(Guard::AllowLoopback, &network);
        refused(&downloader, &format!("http://{addr}/v")).await;
        assert_eq!(network.dialled(), [addr], "{place}");
        assert!(!serving.await.expect("it ends").is_empty());
    }
}

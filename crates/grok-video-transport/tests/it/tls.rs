//! Certificates: the right one is believed, all others are not, and nothing is sent to them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use grok_video_transport::{
    ApiKey, Client, Connector, DownloadErrorKind, DownloadLimits, Downloader, ErrorKind, Guard,
    Roots,
};
use grok_video_types::ResultUrl;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::server::{KEY, id};

/// A TLS server on loopback with a certificate of its own making.
struct TlsServer {
    port: u16,
    certificate: CertificateDer<'static>,
    n_requests: Arc<AtomicUsize>,
}

impl TlsServer {
    async fn start(name: &str, until: i32) -> Self {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let n_requests = Arc::new(AtomicUsize::new(0));
        let counter = n_requests.clone();
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let Ok(mut tls) = acceptor.accept(tcp).await else {
                    continue;
                };
                let mut request = [0; 4096];
                let read = tls.read(&mut request).await.unwrap_or(0);
                counter.fetch_add(usize::from(read > 0), Ordering::SeqCst);
                let body = r#"{"id":"video_1","status":"queued"}"#;
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                let _ = tls.write_all((head + body).as_bytes()).await;
                let _ = tls.shutdown().await;
            }
        });
        Self {
            port,
            certificate,
            n_requests,
        }
    }

    async fn query(&self, roots: Roots) -> Result<(), ErrorKind> {
        let base = format!("https://localhost:{}", self.port);
        let connector = Connector::new(roots);
        let key = ApiKey::new(KEY).unwrap();
        let client = Client::builder(base.parse().unwrap(), key, connector).build();
        let answer = client.query(&id()).await;
        answer.map(|_| ()).map_err(|error| error.kind())
    }

    fn roots(&self) -> Roots {
        Roots::from_der([&self.certificate]).unwrap()
    }
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_is_believed() {
    let server = TlsServer::start("localhost", 2100).await;
    assert_eq!(server.query(server.roots()).await, Ok(()));
    assert_eq!(server.n_requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_wrong_certificate_is_refused_before_the_key_is_sent() {
    let unknown = TlsServer::start("localhost", 2100).await;
    assert_eq!(unknown.query(Roots::webpki()).await, Err(ErrorKind::Tls));
    let wrong_name = TlsServer::start("relay.example.com", 2100).await;
    assert_eq!(
        wrong_name.query(wrong_name.roots()).await,
        Err(ErrorKind::Tls)
    );
    let expired = TlsServer::start("localhost", 2001).await;
    assert_eq!(expired.query(expired.roots()).await, Err(ErrorKind::Tls));
    for server in [unknown, wrong_name, expired] {
        assert_eq!(server.n_requests.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn downloads_check_certificates_too() {
    let server = TlsServer::start("localhost", 2100).await;
    let url = ResultUrl::new(&format!("https://localhost:{}/v", server.port)).unwrap();
    let limits = DownloadLimits::default();
    let trusting = Downloader::with_tls(Guard::AllowLoopback, server.roots(), limits);
    let mut download = trusting.get(&url).await.unwrap();
    assert!(download.chunk().await.unwrap().is_some());
    let error = Downloader::new(Guard::AllowLoopback)
        .get(&url)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), DownloadErrorKind::Tls);
}

#[tokio::test]
async fn a_server_in_trouble_is_no_wrong_certificate() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    // A TLS alert `internal_error`, and what a proxy answers that speaks no TLS.
    let answers: [&[u8]; 2] = [&[21, 3, 3, 0, 2, 2, 80], b"HTTP/1.1 503 X\r\n\r\n"];
    tokio::spawn(async move {
        for answer in answers {
            let (mut tcp, _) = listener.accept().await.unwrap();
            tcp.write_all(answer).await.unwrap();
            let _ = tcp.read(&mut [0; 4096]).await;
        }
    });
    let client = Client::new(base.parse().unwrap(), ApiKey::new(KEY).unwrap());
    for _ in answers {
        let error = client.query(&id()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    }
}

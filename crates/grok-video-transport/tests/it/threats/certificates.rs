//! Certificates: the right one is believed, all others are not, and nothing is sent to them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use grok_video_transport::{
    ApiKey, Client, Connector, DownloadErrorKind, DownloadLimits, Downloader, Error, ErrorKind,
    Guard, Roots,
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::super::fetch::fetch;
use super::super::server::{KEY, Server, id};

/// A certificate authority.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let issuer = Issuer::new(params, key);
        Self {
            issuer,
            certificate,
        }
    }

    fn roots(&self) -> Roots {
        Roots::from_der([&self.certificate]).unwrap()
    }
}

/// A certificate with its key, for `name`, valid in some years.
fn certificate(
    name: &str,
    [from, until]: [i32; 2],
    authority: Option<&Authority>,
) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let signed = match authority {
        Some(authority) => params.signed_by(&key, &authority.issuer),
        None => params.self_signed(&key),
    };
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    (signed.unwrap().der().clone(), private)
}

/// A TLS server on loopback that counts the bytes it was told.
struct TlsServer {
    port: u16,
    n_bytes: Arc<AtomicUsize>,
}

impl TlsServer {
    async fn start(certificate: (CertificateDer<'static>, PrivateKeyDer<'static>)) -> Self {
        let (certificate, key) = certificate;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let n_bytes = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&n_bytes);
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let Ok(mut tls) = acceptor.accept(tcp).await else {
                    continue;
                };
                let read = tls.read(&mut [0; 4096]).await.unwrap_or(0);
                counter.fetch_add(read, Ordering::SeqCst);
                let body = r#"{"id":"video_1","status":"queued"}"#;
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                let _ = tls.write_all((head + body).as_bytes()).await;
                let _ = tls.shutdown().await;
            }
        });
        Self { port, n_bytes }
    }

    async fn query(&self, roots: Roots) -> Result<(), Error> {
        let base = format!("https://localhost:{}", self.port);
        let connector = Connector::new(roots);
        let key = ApiKey::new(KEY).unwrap();
        let client = Client::builder(base.parse().unwrap(), key, connector).build();
        client.query(&id()).await.map(drop)
    }

    async fn download(&self, roots: Roots) -> Result<Vec<u8>, DownloadErrorKind> {
        let limits = DownloadLimits::default();
        let downloader = Downloader::with_tls(Guard::AllowLoopback, roots, limits);
        let url = format!("https://localhost:{}/v", self.port);
        let fetched = fetch(&downloader, &url).await;
        fetched.map_err(|error| error.kind())
    }
}

const VALID: [i32; 2] = [2000, 2100];

#[tokio::test]
async fn a_certificate_of_an_authority_of_ones_own_is_believed() {
    let authority = Authority::new();
    let server = TlsServer::start(certificate("localhost", VALID, Some(&authority))).await;
    server.query(authority.roots()).await.unwrap();
    assert!(server.n_bytes.load(Ordering::SeqCst) > 0);
    assert!(server.download(authority.roots()).await.is_ok());
}

#[tokio::test]
async fn a_wrong_certificate_is_refused_before_anything_is_sent() {
    let (ours, other) = (Authority::new(), Authority::new());
    for (what, certificate) in [
        (
            "wrong host",
            certificate("relay.example.com", VALID, Some(&ours)),
        ),
        (
            "expired",
            certificate("localhost", [2000, 2001], Some(&ours)),
        ),
        (
            "not yet valid",
            certificate("localhost", [2099, 2100], Some(&ours)),
        ),
        ("self-signed", certificate("localhost", VALID, None)),
        (
            "unknown authority",
            certificate("localhost", VALID, Some(&other)),
        ),
    ] {
        let server = TlsServer::start(certificate).await;
        for roots in [ours.roots(), Roots::webpki()] {
            let error = server.query(roots.clone()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls, "{what}");
            assert!(error.not_sent(), "{what}");
            let refused = server.download(roots).await;
            assert_eq!(refused, Err(DownloadErrorKind::Tls), "{what}");
        }
        assert_eq!(server.n_bytes.load(Ordering::SeqCst), 0, "{what}");
    }
}

#[tokio::test]
async fn a_server_in_trouble_is_no_wrong_certificate() {
    // A TLS alert `internal_error`, and what a proxy answers that speaks no TLS.
    let answers: [&[u8]; 2] = [&[21, 3, 3, 0, 2, 2, 80], b"HTTP/1.1 503 X\r\n\r\n"];
    for answer in answers {
        let server = Server::start_greeting(answer).await;
        let base = format!("https://localhost:{}", server.port());
        let client = Client::new(base.parse().unwrap(), ApiKey::new(KEY).unwrap());
        let error = client.query(&id()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
        assert!(error.not_sent());
    }
}

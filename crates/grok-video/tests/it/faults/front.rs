//! A TLS front before the simulated service, whose words during the handshake can go astray.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use grok_video::transport::Roots;
use grok_video_mock::Connector;
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};
use tokio_rustls::TlsAcceptor;

/// What becomes of a handshake after so many bytes of the server's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fault {
    Reset,
    End,
    Stall,
    /// A byte every 200 ms.
    Drip,
    /// A byte at a time, with no pause.
    Slice,
    /// Words that are no TLS.
    Garbage,
}

/// A listener with a certificate for `localhost`.
pub(super) struct Front {
    pub(super) addr: SocketAddr,
    pub(super) roots: Roots,
}

impl Front {
    /// Starts a front before the service behind `connector`; the n-th connection meets `fault`
    /// after `bytes(n)`.
    pub(super) async fn start(
        connector: Connector,
        fault: Fault,
        bytes: fn(usize) -> usize,
    ) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let roots = Roots::from_der([&certificate]).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move {
            for n in 0.. {
                let (tcp, _) = listener.accept().await.unwrap();
                tcp.set_nodelay(true).unwrap();
                let stream = Faulty::new(tcp, fault, bytes(n));
                tokio::spawn(serve(stream, acceptor.clone(), connector.clone()));
            }
        });
        Self { addr, roots }
    }
}

async fn serve(mut stream: Faulty, acceptor: TlsAcceptor, connector: Connector) {
    if stream.fault == Fault::Garbage {
        let _ = stream.inner.write_all(b"HTTP/1.1 503 X\r\n\r\n").await;
        return;
    }
    let Ok(mut tls) = acceptor.accept(stream).await else {
        return;
    };
    if let Ok(mut service) = connector.connect() {
        let _ = tokio::io::copy_bidirectional(&mut tls, &mut service).await;
    }
}

/// A connection whose server is struck by a fault.
struct Faulty {
    inner: TcpStream,
    fault: Fault,
    /// The bytes that go through before the fault.
    left: usize,
    pause: Pin<Box<Sleep>>,
}

impl Faulty {
    fn new(inner: TcpStream, fault: Fault, left: usize) -> Self {
        let pause = Box::pin(sleep(Duration::ZERO));
        Self {
            inner,
            fault,
            left,
            pause,
        }
    }
}

impl AsyncRead for Faulty {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl AsyncWrite for Faulty {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let most = match self.fault {
            _ if self.left > 0 => self.left.min(bytes.len()),
            Fault::Reset => {
                self.inner.set_zero_linger()?;
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
            Fault::Stall => return Poll::Pending,
            Fault::Drip => {
                ready!(self.pause.as_mut().poll(context));
                self.pause = Box::pin(sleep(Duration::from_millis(200)));
                1
            }
            Fault::Slice => 1,
            Fault::End | Fault::Garbage => {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
        };
        let n = ready!(Pin::new(&mut self.inner).poll_write(context, &bytes[..most]))?;
        self.left = self.left.saturating_sub(n);
        Poll::Ready(Ok(n))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

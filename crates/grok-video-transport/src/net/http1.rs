//! HTTP/1.1 over pooled connections, as a service.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::HOST;
use http::uri::Uri;
use http::{HeaderValue, Method, Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tower_service::Service;

use super::connect::{Connector, Target};
use super::error::{NetError, NetErrorKind};
use super::pool::{Pool, Sender};
use super::stream::Stream;
use crate::base_url::port;
use crate::host::Host;

/// Sends requests over connections of its own; clones share them.
///
/// A GET may go over a connection that waited, and goes out once more over a fresh one when it was
/// surely not sent. Anything else goes over a fresh connection, once.
#[derive(Clone)]
pub struct Http1 {
    connector: Connector,
    pool: Pool,
}

impl Http1 {
    pub(crate) fn new(connector: Connector) -> Self {
        Self {
            connector,
            pool: Pool::default(),
        }
    }

    async fn send(
        self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Http1Body>, NetError> {
        let target = origin_form(&mut request)?;
        if request.method() == Method::GET
            && let Some(mut sender) = self.pool.take(&target)
            && sender.ready().await.is_ok()
        {
            match sender.try_send_request(request).await {
                Ok(response) => return Ok(self.lease(response, target, sender)),
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(NetError::broken(error.into_error())),
                },
            }
        }
        let mut sender = self.connect(&target).await?;
        match sender.send_request(request).await {
            Ok(response) => Ok(self.lease(response, target, sender)),
            Err(error) => Err(NetError::broken(error)),
        }
    }

    async fn connect(&self, target: &Target) -> Result<Sender, NetError> {
        let stream = self.connector.connect(target, |_| true).await?;
        handshake(stream).await
    }

    fn lease(
        &self,
        response: Response<Incoming>,
        target: Target,
        sender: Sender,
    ) -> Response<Http1Body> {
        response.map(|inner| {
            let mut body = Http1Body {
                inner,
                lease: Some(Lease {
                    pool: self.pool.clone(),
                    target,
                    sender,
                }),
            };
            if body.inner.is_end_stream() {
                body.give_back();
            }
            body
        })
    }
}

/// Begins HTTP/1.1 on a connection, whose work a task of its own does until it is closed.
pub(crate) async fn handshake(stream: Stream) -> Result<Sender, NetError> {
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(NetError::broken)?;
    tokio::spawn(async move {
        // Whatever goes wrong shows at the request; a connection at rest may simply end.
        let _ = connection.await;
    });
    Ok(sender)
}

/// Takes the host out of a request's URI into its `Host` header, as HTTP/1.1 wants it.
pub(crate) fn origin_form<B>(request: &mut Request<B>) -> Result<Target, NetError> {
    let unusable = |why: &str| {
        NetError::new(
            NetErrorKind::Refused,
            format!("the URL is not usable: {why}"),
        )
    };
    let uri = std::mem::take(request.uri_mut()).into_parts();
    let authority = uri.authority.ok_or_else(|| unusable("it has no host"))?;
    let secure = uri
        .scheme
        .is_some_and(|scheme| scheme == http::uri::Scheme::HTTPS);
    let target = Target {
        host: Host::read(&authority).map_err(unusable)?,
        port: port(&authority, secure).ok_or_else(|| unusable("its port is not one"))?,
        secure,
    };
    let host =
        HeaderValue::from_str(authority.as_str()).map_err(|_| unusable("its host is none"))?;
    request.headers_mut().insert(HOST, host);
    *request.uri_mut() = match uri.path_and_query {
        Some(path) => Uri::from(path),
        None => Uri::from_static("/"),
    };
    Ok(target)
}

impl Service<Request<Full<Bytes>>> for Http1 {
    type Response = Response<Http1Body>;
    type Error = NetError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NetError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NetError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        Box::pin(self.clone().send(request))
    }
}

impl fmt::Debug for Http1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http1")
            .field("pool", &self.pool)
            .finish_non_exhaustive()
    }
}

/// Carries an answer's body; read to its end, its connection waits for the next request.
#[derive(Debug)]
pub struct Http1Body {
    inner: Incoming,
    lease: Option<Lease>,
}

#[derive(Debug)]
struct Lease {
    pool: Pool,
    target: Target,
    sender: Sender,
}

impl Http1Body {
    fn give_back(&mut self) {
        if let Some(Lease {
            pool,
            target,
            sender,
        }) = self.lease.take()
            && !sender.is_closed()
        {
            pool.put(target, sender);
        }
    }
}

impl Body for Http1Body {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        match &frame {
            // A body that broke leaves a connection that nobody can use.
            Some(Err(_)) => self.lease = None,
            None => self.give_back(),
            Some(Ok(_)) => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

//! HTTP/1.1 over pooled connections, as a service.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::HOST;
use http::uri::Uri;
use http::{HeaderValue, Method, Request, Response};
use hyper::rt::{Read, Write};
use tower_service::Service;

use super::body::ResponseBody;
use super::error::{NetError, NetErrorKind};
use super::link::Link;
use super::pool::Pool;
use super::{Connector, Target};
use crate::{BaseUrl, BoxError, RequestBody, trace};

/// Sends requests under one base URL over connections of its own; clones share them.
///
/// A GET may go over a connection that waited, and goes out once more over a fresh one when it was
/// surely not sent. Anything else goes over a fresh connection, once, which is closed behind its
/// answer: a server may answer before it has read all that is sent. A connection waits for 15 to
/// 30 seconds, and is used again on the runtime alone that does its work. What is not under the base
/// is refused here too, so that a redirect layer between this and [`Auth`](crate::Auth) carries
/// the key nowhere.
pub struct Http1<C = Connector> {
    shared: Arc<Shared<C>>,
}

struct Shared<C> {
    base: BaseUrl,
    host: HeaderValue,
    connector: C,
    connect_limit: Duration,
    pool: Arc<Pool>,
}

impl<C> Http1<C> {
    /// Makes a service for requests under `base`.
    ///
    /// `connector` is [`Connector`] or any other service from a URI to a connection, which then
    /// sees to TLS too. `connect_limit` bounds all that it does; [`Timeouts`](crate::Timeouts) has
    /// the default.
    pub fn new(base: BaseUrl, connector: C, connect_limit: Duration) -> Self {
        let shared = Shared {
            host: base.host_header(),
            base,
            connector,
            connect_limit,
            pool: Arc::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }
}

impl<C> Shared<C>
where
    C: Service<Uri, Response: Read + Write + Unpin + Send + 'static, Error: Into<BoxError>>,
    C: Clone,
{
    /// Sends a request in the origin form that lies under the base.
    async fn send(
        self: Arc<Self>,
        mut request: Request<RequestBody>,
    ) -> Result<Response<ResponseBody>, NetError> {
        let is_get = request.method() == Method::GET;
        let mut idle = if is_get { self.idle().await } else { None };
        let mut may_go_again = is_get;
        loop {
            let mut link = match idle.take() {
                Some(link) => link,
                // Boxed, so that what is seldom needed is not carried through every request.
                None => Box::pin(self.connect()).await?,
            };
            match link.send(request).await {
                Ok(response) => {
                    // A server may answer before it has read all that is sent: only what had
                    // nothing to send leaves a connection that surely rests.
                    return Ok(response.map(|body| {
                        if is_get {
                            ResponseBody::pooled(body, link, Arc::clone(&self.pool))
                        } else {
                            ResponseBody::closing(body, link)
                        }
                    }));
                }
                Err(mut error) => match error.take_message() {
                    Some(unsent) if may_go_again => {
                        trace::unsent();
                        request = unsent;
                        may_go_again = false;
                    }
                    Some(_) => return Err(NetError::unsent(error.into_error())),
                    None => return Err(NetError::broken(error.into_error())),
                },
            }
        }
    }

    /// Takes a connection that waited and is still good.
    async fn idle(&self) -> Option<Link> {
        loop {
            let mut link = self.pool.take()?;
            if link.is_ready().await {
                return Some(link);
            }
        }
    }

    async fn connect(&self) -> Result<Link, NetError> {
        let target = self.base.target();
        let connecting = async {
            let mut connector = self.connector.clone();
            std::future::poll_fn(|context| connector.poll_ready(context)).await?;
            connector.call(self.base.origin()).await
        };
        let limited = tokio::time::timeout(self.connect_limit, connecting);
        let connection = trace::within!(trace::connect(&target), limited)
            .map_err(|_| NetError::timeout(&target, self.connect_limit))?
            .map_err(|error| of_connector(error, &target))?;
        Link::begin(connection).await
    }
}

/// Reads the error of a connector: ours says what happened, another's does not.
fn of_connector(error: impl Into<BoxError>, target: &Target) -> NetError {
    match error.into().downcast::<NetError>() {
        Ok(error) => *error,
        Err(other) => {
            let detail = format!("could not connect to {target}");
            NetError::new(NetErrorKind::Connect, detail).with_source(other)
        }
    }
}

/// Takes the host out of a request's URI into its `Host` header, as HTTP/1.1 wants it.
pub(crate) fn origin_form<B>(request: &mut Request<B>, host: impl FnOnce() -> HeaderValue) {
    request.headers_mut().insert(HOST, host());
    let uri = std::mem::take(request.uri_mut()).into_parts();
    *request.uri_mut() = match uri.path_and_query {
        Some(path) => Uri::from(path),
        None => Uri::from_static("/"),
    };
}

impl<C> Service<Request<RequestBody>> for Http1<C>
where
    C: Service<Uri, Response: Read + Write + Unpin + Send + 'static, Error: Into<BoxError>>,
    C: Clone + Send + Sync + 'static,
    C::Future: Send,
    C::Error: Send,
{
    type Response = Response<ResponseBody>;
    type Error = NetError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NetError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NetError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<RequestBody>) -> Self::Future {
        let Shared { base, host, .. } = &*self.shared;
        if !base.covers(request.uri()) {
            let detail = format!("the request does not lie under {base}");
            let refused = NetError::new(NetErrorKind::Refused, detail);
            return Box::pin(std::future::ready(Err(refused)));
        }
        origin_form(&mut request, || host.clone());
        Box::pin(Arc::clone(&self.shared).send(request))
    }
}

impl<C> Clone for Http1<C> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<C> fmt::Debug for Http1<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http1")
            .field("base", &self.shared.base.to_string())
            .field("pool", &self.shared.pool)
            .finish_non_exhaustive()
    }
}

//! One connection as a service, for those who see to connections themselves.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use http_body::Body;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use tower_service::Service;

use super::body::ResponseBody;
use super::error::{NetError, NetErrorKind};
use super::http1::origin_form;
use crate::BoxError;

/// Sends requests over one HTTP/1.1 connection, one after the other.
///
/// It lets [`Auth`](crate::Auth) work over a connection of the caller's own: requests come with
/// absolute URIs, and go out in the origin form with a `Host`, as HTTP/1.1 wants them. Nothing is
/// sent twice, and there are no timeouts; wait for it to be ready before each call. A call that is
/// dropped may be sent to its end all the same: drop the connection's work to end it.
pub struct BareConnection<B> {
    sender: SendRequest<B>,
}

impl<B> BareConnection<B>
where
    B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    /// Begins HTTP/1.1 on `io`, which is connected and, where it should be, secured.
    ///
    /// The second value does the connection's work: spawn it on any runtime. It ends with the
    /// connection.
    ///
    /// # Errors
    /// When the connection is closed already.
    pub async fn handshake<T>(
        io: T,
    ) -> Result<(Self, impl Future<Output = ()> + Send + use<T, B>), NetError>
    where
        T: Read + Write + Unpin + Send + 'static,
    {
        let (sender, connection) = http1::handshake(io).await.map_err(NetError::unsent)?;
        let work = async move {
            // Whatever goes wrong shows at the request.
            let _ = connection.await;
        };
        Ok((Self { sender }, work))
    }
}

impl<B> Service<Request<B>> for BareConnection<B>
where
    B: Body<Data = Bytes> + Send + 'static,
{
    type Response = Response<ResponseBody>;
    type Error = NetError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NetError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), NetError>> {
        self.sender.poll_ready(context).map_err(NetError::unsent)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let host = request
            .uri()
            .authority()
            .and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
        let Some(host) = host else {
            let error = NetError::new(NetErrorKind::Refused, "the request's URI has no host");
            return Box::pin(std::future::ready(Err(error)));
        };
        origin_form(&mut request, || host);
        let sending = self.sender.try_send_request(request);
        Box::pin(async move {
            match sending.await {
                Ok(response) => Ok(response.map(ResponseBody::new)),
                Err(error) if error.message().is_some() => {
                    Err(NetError::unsent(error.into_error()))
                }
                Err(error) => Err(NetError::broken(error.into_error())),
            }
        })
    }
}

impl<B> fmt::Debug for BareConnection<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BareConnection")
            .field("closed", &self.sender.is_closed())
            .finish()
    }
}

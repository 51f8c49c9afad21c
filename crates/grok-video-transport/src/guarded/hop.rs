//! A request over a connection of its own.

use std::time::Duration;

use http::{HeaderValue, Request, Response};
use tokio::time::timeout;

use super::Guard;
use crate::net::{Connector, Link, NetError, NetErrorKind, ResponseBody, Target, origin_form};
use crate::{RequestBody, trace};

/// Says where a request goes, and by what.
#[derive(Clone, Copy)]
pub(crate) struct Hop<'a> {
    pub(crate) connector: &'a Connector,
    pub(crate) guard: &'a Guard,
    /// What the guard has let pass.
    pub(crate) target: &'a Target,
    pub(crate) connect_limit: Duration,
}

impl Hop<'_> {
    /// Sends a request with an absolute URI, and returns the head of the answer.
    pub(crate) async fn send(
        self,
        mut request: Request<RequestBody>,
    ) -> Result<Response<ResponseBody>, NetError> {
        let Hop { target, guard, .. } = self;
        let host = request.uri().authority();
        let host = host
            .and_then(|authority| HeaderValue::from_str(authority.as_str()).ok())
            .ok_or_else(|| NetError::new(NetErrorKind::Refused, "the URL has no host"))?;
        origin_form(&mut request, || host);
        let exchange = async {
            let allowed = |address| guard.allows(target, address);
            let connecting = self.connector.connect(target, allowed);
            let connection = timeout(self.connect_limit, connecting)
                .await
                .map_err(|_| NetError::timeout(target, self.connect_limit))??;
            let mut link = Link::begin(connection).await?;
            let answered = link.send(request).await;
            let answer = answered.map_err(|error| NetError::broken(error.into_error()))?;
            Ok(answer.map(|body| ResponseBody::closing(body, link)))
        };
        trace::within!(trace::hop(target), exchange)
    }
}

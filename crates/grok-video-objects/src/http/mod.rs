//! The connections to a store: one for each request.

mod answer;
mod pace;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use grok_video_transport::Connector;
use http::header::{HOST, HeaderValue, USER_AGENT};
use http::uri::{PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use hyper::client::conn::http1;
use object_store::ClientConfigKey;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use tokio::time::timeout;
use tower_service::Service;

use self::answer::Answer;
use self::pace::{Pace, Paced};

/// How long look-up, TCP and TLS may take together.
const CONNECT: Duration = Duration::from_secs(10);
/// The same for the host that gives credentials within a cloud: elsewhere nobody answers there.
const CONNECT_METADATA: Duration = Duration::from_secs(2);
/// How long nothing may go on, in either direction.
pub(crate) const IDLE: Duration = Duration::from_secs(60);

/// Makes clients of stores over our own connections.
#[derive(Debug)]
pub(crate) struct Connections(Connector);

impl Connections {
    pub(crate) fn new(connector: Connector) -> Self {
        Self(connector)
    }
}

impl HttpConnector for Connections {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let allows_http = options.get_config_value(&ClientConfigKey::AllowHttp);
        Ok(HttpClient::new(Exchange {
            connector: self.0.clone(),
            allows_http: allows_http.as_deref() == Some("true"),
        }))
    }
}

/// Sends requests and brings answers.
#[derive(Debug, Clone)]
struct Exchange {
    connector: Connector,
    allows_http: bool,
}

impl Exchange {
    async fn exchange(mut self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let uri = request.uri().clone();
        self.check_scheme(&uri)?;
        let limit = match uri.host() {
            Some(host) if host.starts_with("169.254.") => CONNECT_METADATA,
            _ => CONNECT,
        };
        let connected = timeout(limit, self.connector.call(uri.clone())).await;
        let too_long = || failed(HttpErrorKind::Connect, "no connection was made in time");
        let connection = connected
            .map_err(|_| too_long())?
            .map_err(|error| HttpError::new(HttpErrorKind::Connect, error))?;
        let (mut sender, work) = http1::handshake(connection)
            .await
            .map_err(|error| HttpError::new(HttpErrorKind::Connect, error))?;
        // Aborted with the call, or it would send on what nobody waits for any more.
        let work = Work(tokio::spawn(async move {
            let _ = work.await;
        }));
        let pace = Pace::begin();
        let request = in_origin_form(request, &uri)?.map(|body| Paced::new(body, pace.clone()));
        let answered = pace.keep(sender.send_request(request)).await;
        let answer = answered
            .ok_or_else(|| failed(HttpErrorKind::Timeout, "nothing went on for a minute"))?
            .map_err(broken)?;
        let (parts, body) = answer.into_parts();
        let body = Answer::new(body, work, parts.status.is_success());
        Ok(Response::from_parts(parts, HttpResponseBody::new(body)))
    }

    /// Plain HTTP is for this machine, and for those who ask for it.
    fn check_scheme(&self, uri: &Uri) -> Result<(), HttpError> {
        let is_secure = uri.scheme() == Some(&Scheme::HTTPS);
        let host = uri.host().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let is_here = host == "localhost"
            || address
                .parse()
                .is_ok_and(|address: std::net::IpAddr| address.is_loopback());
        if is_secure || self.allows_http || is_here {
            return Ok(());
        }
        let why = "the endpoint is not https; set AWS_ALLOW_HTTP=true where that is meant";
        Err(failed(HttpErrorKind::Unknown, why))
    }
}

impl HttpService for Exchange {
    fn call<'a, 'b>(
        &'a self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(self.clone().exchange(request))
    }
}

/// Does a connection's work until it is dropped.
#[derive(Debug)]
struct Work(tokio::task::JoinHandle<()>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Says what went wrong.
#[derive(Debug)]
struct Failed(&'static str);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Failed {}

fn failed(kind: HttpErrorKind, why: &'static str) -> HttpError {
    HttpError::new(kind, Failed(why))
}

/// A connection that breaks may have carried the request.
fn broken(error: hyper::Error) -> HttpError {
    HttpError::new(HttpErrorKind::Request, error)
}

/// Turns a request into what stands on a connection to its own host.
fn in_origin_form<B>(request: Request<B>, uri: &Uri) -> Result<Request<B>, HttpError> {
    let (mut parts, body) = request.into_parts();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::from_str(authority)
        .map_err(|_| failed(HttpErrorKind::Unknown, "the endpoint's URL is not usable"))?;
    parts.headers.entry(HOST).or_insert(host);
    parts
        .headers
        .entry(USER_AGENT)
        .or_insert(HeaderValue::from_static("grok-video"));
    let path = uri.path_and_query().cloned();
    parts.uri = Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    Ok(Request::from_parts(parts, body))
}

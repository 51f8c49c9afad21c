//! The key goes nowhere but under the base URL: all else is refused before a connection is made.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use grok_video_transport::{ApiKey, Auth, AuthError, Connector, NetError, RequestBody, Roots};
use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use super::super::server::KEY;
use super::sink::Sink;

/// URLs that share all but one thing with the base, or try to look as if they lay under it.
fn out_of_scope(port: u16, other: u16) -> Vec<String> {
    let hosts = [
        "127.0.0.2",
        "127.1",
        "127.0.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "user@127.0.0.1",
        "user:pass@127.0.0.1",
        "127.0.0.1@127.0.0.2",
        "relay.invalid",
        "localhost.invalid",
    ];
    let paths = [
        "",
        "/",
        "/prefi",
        "/prefixx",
        "/prefixx/v1",
        "/Prefix/v1",
        "//prefix/v1",
        "/%70refix/v1",
        "/v1/result/a",
        "/other/prefix/v1",
        "/prefix",
        "/prefix?x",
        "/prefix/../v1",
        "/prefix/./v1",
        "/prefix/v1/..",
        "/prefix/%2e%2e/v1",
        "/prefix/%2E./v1",
        "/prefix/.%2e/v1",
        "/prefix/v1%2f..%2fx",
        "/prefix/a%2Fb",
        "/prefix/..%5cx",
        "/prefix/a%5Cb",
    ];
    let mut urls = Vec::new();
    for scheme in ["http", "https"] {
        for host in hosts {
            urls.push(format!("{scheme}://{host}:{port}/prefix/v1"));
        }
        for path in paths {
            for port in [port, other] {
                urls.push(format!("{scheme}://127.0.0.1:{port}{path}"));
            }
        }
        urls.push(format!("{scheme}://127.0.0.1:{other}/prefix/v1"));
        urls.push(format!("{scheme}://127.0.0.1/prefix/v1"));
    }
    urls.push(format!("https://127.0.0.1:{port}/prefix/v1"));
    urls.push("/prefix/v1".to_owned());
    urls
}

#[tokio::test]
async fn a_request_out_of_scope_makes_no_connection() {
    let (base, other) = (
        Sink::start("127.0.0.1").await,
        Sink::start("127.0.0.1").await,
    );
    let url = format!("http://{}/prefix", base.addr).parse().unwrap();
    let connector = Connector::new(Roots::from_der::<&[u8]>([]).unwrap());
    // The inner service takes whatever comes to it: all depends on `Auth`.
    let anywhere = Anywhere(connector);
    let auth = Auth::new(url, &ApiKey::new(KEY).unwrap());
    let mut service = auth.layer(anywhere);
    let urls = out_of_scope(base.addr.port(), other.addr.port());
    let mut n_tried = 0;
    for url in &urls {
        // What is no URI at all can't even be asked for.
        let Ok(request) = Request::get(url).body(RequestBody::default()) else {
            continue;
        };
        n_tried += 1;
        let refused = matches!(service.call(request).await, Err(AuthError::OutOfScope));
        assert!(refused, "{url}");
    }
    assert!(n_tried >= 120, "{n_tried}");
    assert_eq!((base.n_connections(), other.n_connections()), (0, 0));
}

/// Connects to whatever host a request names.
#[derive(Clone)]
struct Anywhere(Connector);

impl Service<Request<RequestBody>> for Anywhere {
    type Response = ();
    type Error = NetError;
    type Future = Pin<Box<dyn Future<Output = Result<(), NetError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NetError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let connecting = self.0.call(request.uri().clone());
        Box::pin(async move { connecting.await.map(drop) })
    }
}

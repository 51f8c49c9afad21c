//! No redirect carries the key away, whoever follows it.

use std::fmt;
use std::time::Duration;

use grok_video_transport::{ApiKey, Auth, Connector, ErrorKind, Http1, RequestBody, Roots};
use grok_video_types::{CreateVideo, Model};
use http::{Request, Response};
use tower_http::follow_redirect::FollowRedirectLayer;
use tower_http::follow_redirect::policy::Limited;
use tower_layer::Layer;
use tower_service::Service;

use super::super::server::{KEY, Reply, Server, id};
use super::sink::Sink;

const CODES: [u16; 5] = [301, 302, 303, 307, 308];

fn has_canary(raw: &[u8]) -> bool {
    raw.windows(6).any(|part| part == b"canary")
}

/// Where a hostile relay would send us: another host, port, scheme, and another path of its own.
fn places(sinks: &[Sink]) -> Vec<String> {
    let mut places = vec![
        "/elsewhere/v1".to_owned(),
        "/prefix/../elsewhere/v1".to_owned(),
        "//127.0.0.1/x".to_owned(),
        "https://{base}/prefix/v1/result/video_1".to_owned(),
    ];
    for sink in sinks {
        places.push(format!("http://{}/prefix/v1/result/video_1", sink.addr));
        places.push(format!("https://{}/prefix/v1/result/video_1", sink.addr));
        places.push(format!("//{}/prefix/v1/result/video_1", sink.addr));
        places.push(format!("http://user@{}/x", sink.addr));
    }
    places
}

/// A base that redirects, with each code, to one of the places; `{base}` stands for itself.
async fn redirecting(code: u16, place: &str) -> Server {
    let location = format!("location: {place}\r\n");
    Server::start_knowing_itself(vec![Reply::http(code, &location, "")]).await
}

async fn sinks() -> [Sink; 3] {
    [
        Sink::start("127.0.0.1").await,
        Sink::start("127.0.0.2").await,
        Sink::start("::1").await,
    ]
}

#[track_caller]
fn check_nothing_came(sinks: &[Sink]) {
    for sink in sinks {
        assert!(!has_canary(&sink.raw()), "{}", sink.addr);
        assert_eq!(sink.n_connections(), 0, "{}", sink.addr);
    }
}

#[tokio::test]
async fn the_api_follows_no_redirect() {
    let sinks = sinks().await;
    let video = CreateVideo::builder(Model::GrokVideo3, "a kite")
        .build()
        .unwrap();
    for code in CODES {
        for place in places(&sinks) {
            let server = redirecting(code, &place).await;
            let client = server.client();
            let error = client.query(&id()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Redirect, "{code} {place}");
            let error = client.create(&video).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Redirect, "{code} {place}");
            assert_eq!(server.requests().len(), 2, "{code} {place}");
        }
    }
    check_nothing_came(&sinks);
}

/// Asks over a stack with a redirect layer, in which `stack` puts `Auth` over or under it.
async fn ask_over<S, B>(stack: impl Fn(&Server) -> S)
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error: fmt::Debug>,
{
    let sinks = sinks().await;
    for code in CODES {
        for place in places(&sinks) {
            let server = redirecting(code, &place).await;
            let uri = format!("{}/v1/result/video_1", server.base());
            let request = Request::get(uri).body(RequestBody::default()).unwrap();
            let _ = stack(&server).call(request).await;
            // The key was given to the base, once, and a path beside the base never saw it.
            let requests = server.requests();
            assert_eq!(requests.len(), 1, "{code} {place}: {requests:?}");
            assert!(has_canary(requests[0].as_bytes()));
        }
    }
    check_nothing_came(&sinks);
}

fn auth(server: &Server) -> Auth {
    Auth::new(server.base(), &ApiKey::new(KEY).unwrap())
}

fn http1(server: &Server) -> Http1 {
    let connector = Connector::new(Roots::from_der::<&[u8]>([]).unwrap());
    Http1::new(server.base(), connector, Duration::from_secs(10))
}

/// Follows redirects and takes nothing out of a request, wherever it leads.
fn following() -> FollowRedirectLayer<Limited> {
    FollowRedirectLayer::with_policy(Limited::new(3))
}

#[tokio::test]
async fn a_redirect_layer_over_auth_carries_the_key_nowhere() {
    ask_over(|server| following().layer(auth(server).layer(http1(server)))).await;
}

#[tokio::test]
async fn a_redirect_layer_under_auth_carries_the_key_nowhere() {
    ask_over(|server| auth(server).layer(following().layer(http1(server)))).await;
}

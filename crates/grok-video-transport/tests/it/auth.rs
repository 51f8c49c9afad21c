//! The key goes under the base URL and nowhere else.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use bytes::Bytes;
use grok_video_transport::{ApiKey, Auth, AuthError, Client, RequestBody};
use http::header::AUTHORIZATION;
use http::{Request, Response};
use http_body_util::Full;
use tower_layer::Layer;
use tower_service::Service;

use super::server::{KEY, id};

/// Answers with the Authorization that reached it.
#[derive(Clone)]
struct Echo;

impl Service<Request<()>> for Echo {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        let header = &request.headers()[AUTHORIZATION];
        assert!(header.is_sensitive());
        ready(Ok(Response::new(header.to_str().unwrap().to_owned())))
    }
}

/// Answers any request with a queued task, on no runtime at all.
#[derive(Clone)]
struct Queued;

impl Service<Request<RequestBody>> for Queued {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        assert!(request.headers().contains_key(AUTHORIZATION));
        ready(Ok(Response::new(Full::from(
            r#"{"id":"video_1","status":"queued"}"#,
        ))))
    }
}

#[test]
fn a_stack_of_ones_own_needs_no_runtime() {
    let base = "https://relay.example.com/prefix".parse().unwrap();
    let client = Client::from_service(base, ApiKey::new(KEY).unwrap(), Queued);
    let id = id();
    let mut query = std::pin::pin!(client.query(&id));
    let mut context = Context::from_waker(std::task::Waker::noop());
    let Poll::Ready(answer) = query.as_mut().poll(&mut context) else {
        panic!("nothing in the stack waits");
    };
    assert_eq!(answer.unwrap().task.id(), &id);
}

async fn call(uri: &str) -> Result<String, AuthError<Infallible>> {
    let base = "https://relay.example.com/prefix".parse().unwrap();
    let mut service = Auth::new(base, &ApiKey::new(KEY).unwrap()).layer(Echo);
    let request = Request::builder()
        .uri(uri)
        .header(AUTHORIZATION, "Bearer of-the-caller")
        .body(())
        .unwrap();
    service.call(request).await.map(Response::into_body)
}

#[tokio::test]
async fn the_key_replaces_whatever_the_caller_set() {
    let echoed = call("https://relay.example.com/prefix/v1/result/video_1").await;
    assert_eq!(echoed.unwrap(), format!("Bearer {KEY}"));
}

#[tokio::test]
async fn what_is_not_under_the_base_never_reaches_the_service() {
    for uri in [
        "https://evil.example.com/prefix/v1",
        "http://relay.example.com/prefix/v1",
        "https://relay.example.com:8443/prefix/v1",
        "https://relay.example.com/v1",
        "/prefix/v1",
    ] {
        assert!(
            matches!(call(uri).await, Err(AuthError::OutOfScope)),
            "{uri}"
        );
    }
}

//! What `Auth` adds to a request, over any service.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use bytes::Bytes;
use grok_video_transport::{ApiKey, Auth, Client, RequestBody};
use http::header::AUTHORIZATION;
use http::{Request, Response};
use http_body_util::Full;
use tower_layer::Layer;
use tower_service::Service;

use super::server::{KEY, id};

/// Answers with every Authorization that reached it.
#[derive(Clone)]
struct Echo;

impl Service<Request<()>> for Echo {
    type Response = Response<Vec<String>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        let keys = request.headers().get_all(AUTHORIZATION).iter();
        let keys = keys.map(|key| key.to_str().unwrap().to_owned());
        ready(Ok(Response::new(keys.collect())))
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

#[tokio::test]
async fn the_key_replaces_whatever_the_caller_set() {
    let base = "https://relay.example.com/prefix".parse().unwrap();
    let mut service = Auth::new(base, &ApiKey::new(KEY).unwrap()).layer(Echo);
    let request = Request::get("https://relay.example.com/prefix/v1/result/video_1")
        .header(AUTHORIZATION, "Bearer of-the-caller")
        .header(AUTHORIZATION, "Bearer another")
        .body(())
        .unwrap();
    let echoed = service.call(request).await.unwrap().into_body();
    assert_eq!(echoed, [format!("Bearer {KEY}")]);
}

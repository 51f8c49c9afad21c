//! What a user's own types and runtimes rely on.

use grok_video::{Client, Error, GenerateError, Generated, NotSaved, TaskId};

use super::service::{client, request};

fn send<T: Send>(_: &T) {}
fn send_sync_static<T: Send + Sync + 'static>() {}

#[test]
fn futures_and_types_cross_threads() {
    send_sync_static::<Client>();
    send_sync_static::<Error>();
    send_sync_static::<NotSaved>();
    send_sync_static::<GenerateError>();
    send_sync_static::<Generated>();
    let client = client("https://relay.example.com");
    let id = TaskId::new("video_1").unwrap();
    let request = request();
    send(&client.query(&id));
    send(&client.create(&request));
    send(&client.generate(request).into_future());
}

#[tokio::test]
async fn waiting_crosses_threads() {
    let client = client("https://relay.example.com");
    let id = TaskId::new("video_1").unwrap();
    send(&client.wait(&id));
    send(&client.watch(&id));
}

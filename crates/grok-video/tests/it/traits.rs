//! What a user's own types and runtimes rely on.

use grok_video::{
    Budget, Client, ConfigError, Error, GenerateError, Generated, NotSaved, TaskId, save,
};

use super::service::{Scripted, client, completed, id, request};

fn send<T: Send>(_: &T) {}
fn send_sync_static<T: Send + Sync + 'static>() {}
fn clone<T: Clone>() {}

#[test]
fn futures_and_types_cross_threads() {
    clone::<Client>();
    send_sync_static::<Client>();
    send_sync_static::<ConfigError>();
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
    send(&client.watch_created(&id));
    send(&client.wait_created_by(&request(), &id));
    send(&client.watch_created_by(&request(), &id));
    send(&client.watch_all([id], Budget::default()));
}

#[tokio::test]
async fn saving_crosses_threads() {
    let server = Scripted::start(&[completed("/v")], &[Vec::new()]).await;
    let client = client(&server.base);
    let task = client.query(&id("video_1")).await.unwrap();
    let destination = save::Destination::file("kite.mp4").unwrap();
    send(&client.save(&task, destination));
}

use grok_video_mock::MockServer;
use serde_json::json;

use super::Admin;
use crate::client::Client;

#[tokio::test]
async fn time_passes_when_it_is_told_to() {
    let mut admin = Admin::start().await;
    let before = admin.get("clock").await.ok(200);
    assert_eq!(
        before,
        json!({"now": 0.0, "unix": 1000, "time_scale": null})
    );
    let after = admin.post("clock/advance", r#"{"by":"90s"}"#).await.ok(200);
    assert_eq!(
        after,
        json!({"now": 90.0, "unix": 1090, "time_scale": null})
    );
    assert_eq!(admin.server.now().as_secs(), 90);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_runs_says_how_fast() {
    let builder = MockServer::builder().time_scale(60.0).epoch(0);
    let server = builder.start().await.unwrap();
    let mut client = Client::of(&server).await;
    tokio::time::advance(std::time::Duration::from_secs(2)).await;
    let clock = client.get("/__mock/clock").await.ok(200);
    assert_eq!(clock["time_scale"], 60.0);
    assert!(clock["now"].as_f64().unwrap() >= 120.0, "{clock}");
}

//! The mock writes the shapes that the shared wire samples have.

use std::fmt;
use std::fs;
use std::path::Path;
use std::time::Duration;

use grok_video_mock::{Completion, MockServer, Script};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::client::{Answer, Client};

/// A JSON text without its values: types, and keys in their order.
#[derive(Debug, PartialEq)]
enum Shape {
    Null,
    Boolean,
    Number,
    String,
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

#[tokio::test(start_paused = true)]
async fn every_sample_marked_mock_has_the_shape_that_the_mock_writes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let index = fs::read(folder.join("index.json")).unwrap();
    let index: Value = serde_json::from_slice(&index).unwrap();
    let mut n_checked = 0;
    for entry in index["bodies"].as_array().unwrap() {
        if entry["mock"] != true {
            continue;
        }
        let sample = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        let answer =
            answer_in_the_situation_of(entry, &serde_json::from_slice(&sample).unwrap()).await;
        assert_eq!(Value::from(answer.status), entry["http_status"], "{entry}");
        assert_eq!(shape(&answer.body), shape(&sample), "{entry}");
        n_checked += 1;
    }
    assert!(n_checked >= 9, "the index marks only {n_checked} samples");
}

/// Brings a server into the situation of a sample and asks it.
async fn answer_in_the_situation_of(entry: &Value, sample: &Value) -> Answer {
    let builder = MockServer::builder().allow_unexpected();
    let server = builder.start().await.unwrap();
    let mut client = Client::of(&server).await;
    let expect = &entry["expect"];
    match (
        entry["endpoint"].as_str().unwrap(),
        expect["status"].as_str(),
        expect["error"].as_str(),
    ) {
        ("create", Some("queued"), _) => {
            client
                .create(r#"{"model":"grok_video3","prompt":"A cat"}"#)
                .await
        }
        ("create", _, Some("rejected")) => client.create("{}").await,
        ("query", Some(status), _) => {
            server.plant(
                "video_1",
                sample["model"].as_str().unwrap(),
                script(status, sample),
            );
            client.query("video_1").await
        }
        ("query", _, Some("unauthorized")) => client.authorization(None).query("video_1").await,
        ("query", _, Some("not_found")) => client.query("video_1").await,
        ("query", _, Some("no_route")) => client.get("/kyyReactApiServer/v1/models").await,
        _ => panic!("no situation is known for {entry}"),
    }
}

/// Returns a script that is in the state of a sample from the start.
fn script(status: &str, sample: &Value) -> Script {
    const LONG: Duration = Duration::from_secs(60);
    match status {
        "queued" => Script::after(LONG, LONG),
        "processing" => Script::after(Duration::ZERO, LONG),
        "failed" => Script::immediate().then_fail("The prompt was rejected"),
        _ => Script::immediate().then_complete(match sample["actualDuration"].as_f64() {
            Some(seconds) => Completion::new().seconds(seconds),
            None => Completion::new().without_seconds(),
        }),
    }
}

#[track_caller]
fn shape(json: &[u8]) -> Shape {
    serde_json::from_slice(json).unwrap()
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Boolean)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Number)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(item) = items.next_element()? {
            shapes.push(item);
        }
        Ok(Shape::Array(shapes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            shapes.push(entry);
        }
        Ok(Shape::Object(shapes))
    }
}

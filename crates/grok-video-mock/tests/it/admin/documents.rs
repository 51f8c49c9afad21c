//! The documents that the server hands out say what it does.

use grok_video_mock::{MockServer, Scenario};
use serde_json::{Value, json};

use super::Admin;
use crate::client::{Client, PREFIX};

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

#[tokio::test]
async fn the_page_and_the_documents_come_with_their_types() {
    let mut admin = Admin::start().await;
    for (path, content_type) in [
        ("", "text/html; charset=utf-8"),
        ("openapi/admin.json", "application/json"),
        ("openapi/service.json", "application/json"),
        ("schema/scenario.json", "application/json"),
    ] {
        let file = admin.get(path).await;
        assert_eq!(file.header("content-type"), Some(content_type), "{path}");
        assert_eq!(
            file.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        let policy = file.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

/// Asks each documented path with each method: those that are not documented
/// are refused with 405, and `Allow` names those that are.
#[tokio::test]
async fn each_document_names_the_methods_that_there_are() {
    let mut admin = Admin::start().await;
    for (document, n_paths) in [("admin", 23), ("service", 4)] {
        let document = admin.get(&format!("openapi/{document}.json")).await.ok(200);
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), n_paths, "{:?}", paths.keys());
        for (path, operations) in paths {
            let is_documented = |method: &&str| operations[method.to_lowercase()].is_object();
            let documented: Vec<&str> = METHODS.into_iter().filter(is_documented).collect();
            // Where the admin API has a GET, it has a HEAD, which needs no words.
            let allowed = match document["paths"]["/__mock/"].is_object() {
                true => documented.join(", ").replace("GET", "GET, HEAD"),
                false => documented.join(", "),
            };
            let path = path.replace("{id}", "video_1").replace("{name}", "one");
            let refused = admin.client().send("TRACE", &path, &[], b"").await;
            assert_eq!(refused.status, 405, "{path}");
            assert_eq!(refused.header("allow"), Some(&*allowed), "{path}");
            for method in documented {
                let mut client = admin.client();
                let answer = client.send(method, &path, &[], b"").await;
                let status = answer.status.to_string();
                let responses = &operations[method.to_lowercase()]["responses"];
                assert!(responses[&status].is_object(), "{method} {path} → {status}");
            }
        }
    }
}

#[tokio::test]
async fn the_documents_know_the_prefix() {
    let builder = MockServer::builder().prefix("/relay");
    let (_server, connector) = builder.start_in_memory().await.unwrap();
    let mut client = Client::in_memory(&connector);
    let document = client.get("/__mock/openapi/service.json").await.ok(200);
    assert!(document["paths"]["/relay/v1/grok/videos"].is_object());
    assert!(!document.to_string().contains(PREFIX));
}

#[tokio::test]
async fn both_documents_describe_a_scenario_in_the_same_words() {
    let mut admin = Admin::start().await;
    let schema = admin.get("schema/scenario.json").await.ok(200);
    let document = admin.get("openapi/admin.json").await.ok(200);
    let components = &document["components"]["schemas"];
    let renamed = |component: &Value| -> Value {
        let text = component.to_string();
        let text = text.replace("#/components/schemas/", "#/$defs/");
        serde_json::from_str(&text).unwrap()
    };
    let defs = schema["$defs"].as_object().unwrap();
    assert!(defs.len() >= 14, "{:?}", defs.keys());
    for (name, def) in defs {
        assert_eq!(*def, renamed(&components[name]), "{name}");
    }
    assert_eq!(
        schema["properties"],
        renamed(&components["Scenario"])["properties"]
    );
    let mut of_session = components["Scenario"]["properties"].clone();
    for name in ["prefix", "keys", "time_scale", "manual_clock"] {
        assert!(of_session.as_object_mut().unwrap().remove(name).is_some());
    }
    assert_eq!(components["SessionScenario"]["properties"], of_session);
}

/// Compares the fields of an object in the schema with those that are read:
/// an unknown field is refused with the names of the known ones.
#[track_caller]
fn check_fields(schema: &Value, around: impl FnOnce(Value) -> Value) {
    let scenario = around(json!({"no such field": 1})).to_string();
    let refused = scenario.parse::<Scenario>().unwrap_err().to_string();
    let known = refused
        .split("expected")
        .nth(1)
        .unwrap_or_else(|| panic!("{refused}"));
    let mut known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    known.sort_unstable();
    let documented = schema["properties"].as_object().unwrap().keys();
    let mut documented: Vec<&str> = documented.map(String::as_str).collect();
    documented.sort_unstable();
    assert_eq!(documented, known, "{scenario}");
}

/// Compares the variants in the schema with those that are read.
#[track_caller]
fn check_variants(schema: &Value, around: impl FnOnce(Value) -> Value) {
    let scenario = around(json!("no such variant")).to_string();
    let refused = scenario.parse::<Scenario>().unwrap_err().to_string();
    let known = refused
        .split("expected")
        .nth(1)
        .unwrap_or_else(|| panic!("{refused}"));
    let mut known: Vec<String> = known
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    known.sort_unstable();
    let mut documented = Vec::new();
    for variant in schema["oneOf"].as_array().unwrap() {
        let words = variant["enum"].as_array().into_iter().flatten();
        documented.extend(words.map(|word| word.as_str().unwrap().to_owned()));
        documented.extend(
            variant["properties"]
                .as_object()
                .into_iter()
                .flat_map(|it| it.keys().cloned()),
        );
    }
    documented.sort_unstable();
    assert_eq!(documented, known, "{scenario}");
}

#[test]
fn the_schema_has_the_fields_that_are_read() {
    let schema = include_str!("../../../schema/scenario.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let defs = &schema["$defs"];
    let task = |script: Value| json!({"tasks": [{"id": "a", "script": script}]});
    let rule = |fault: Value| json!({"faults": [{"fault": fault}]});
    check_fields(&schema, |it| it);
    check_fields(&defs["RateLimit"], |it| json!({"rate_limit": it}));
    check_fields(&defs["Task"], |it| json!({"tasks": [it]}));
    check_fields(&defs["Script"], task);
    check_fields(&defs["Completion"], |it| {
        task(json!({"pace": "manual", "end": {"complete": it}}))
    });
    check_fields(&defs["Replies"], |it| json!({"replies": [it]}));
    check_fields(&defs["Reply"], |it| json!({"replies": [{"replies": [it]}]}));
    check_fields(&defs["Rule"], |it| json!({"faults": [it]}));
    check_fields(&defs["Scope"], |it| json!({"faults": [{"scope": it}]}));
    check_variants(
        &defs["Scope"]["properties"]["requests"]["enum"]
            .as_array()
            .map(|words| json!({"oneOf": [{"enum": words}]}))
            .unwrap(),
        |it| json!({"faults": [{"scope": {"requests": it}}]}),
    );
    check_variants(&defs["Trigger"], |it| json!({"faults": [{"trigger": it}]}));
    check_variants(&defs["Fault"], rule);
    check_variants(&defs["Pace"], |it| task(json!({"pace": it})));
    check_variants(&defs["End"], |it| {
        task(json!({"pace": "manual", "end": it}))
    });
    let mut n_objects = 0;
    for variant in defs["Fault"]["oneOf"].as_array().unwrap() {
        for (name, body) in variant["properties"].as_object().into_iter().flatten() {
            if body["type"] == "object" {
                check_fields(body, |it| rule(json!({name: it})));
                n_objects += 1;
            }
        }
    }
    assert_eq!(n_objects, 3, "business_error, answer and drip");
}

#[test]
fn the_examples_of_the_schema_can_be_read() {
    let schema = include_str!("../../../schema/scenario.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let examples = |schema: &Value| schema["examples"].as_array().cloned().unwrap_or_default();
    let mut all = examples(&schema);
    for (name, list) in [
        ("Task", "tasks"),
        ("Replies", "replies"),
        ("Rule", "faults"),
    ] {
        let of_def = examples(&schema["$defs"][name]);
        all.extend(of_def.into_iter().map(|example| json!({list: [example]})));
    }
    assert!(all.len() >= 5, "{all:?}");
    for example in all {
        example.to_string().parse::<Scenario>().unwrap();
    }
}

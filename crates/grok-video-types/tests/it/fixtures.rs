//! Every body of `fixtures/` decodes to what its index says.

use std::fs;
use std::path::PathBuf;

use grok_video_types::{decode, decode_ref};
use serde_json::Value;

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "fixtures"]
        .iter()
        .collect()
}

/// Returns each body's entry in the index with its bytes.
pub(crate) fn bodies() -> Vec<(Value, Vec<u8>)> {
    let index = fs::read(folder().join("index.json")).unwrap();
    let index: Value = serde_json::from_slice(&index).unwrap();
    let bodies = index["bodies"].as_array().unwrap().clone();
    assert!(bodies.len() > 50, "the index lost its bodies");
    let read = |entry: Value| {
        let bytes = fs::read(folder().join(entry["file"].as_str().unwrap())).unwrap();
        (entry, bytes)
    };
    bodies.into_iter().map(read).collect()
}

/// Says in one line what an answer decodes to.
fn verdict(http_status: u16, body: &[u8]) -> String {
    match decode(http_status, body) {
        Ok(task) => format!("{{\"status\":\"{}\"}}", task.status()),
        Err(error) => format!("{{\"error\":\"{}\"}}", error.kind().as_str()),
    }
}

#[test]
fn every_body_decodes_as_its_index_says() {
    let wrong: Vec<String> = bodies()
        .iter()
        .filter_map(|(entry, body)| {
            let http_status = entry["http_status"].as_u64().unwrap().try_into().unwrap();
            let got = verdict(http_status, body);
            let expected = entry["expect"].to_string();
            (got != expected).then(|| format!("{}: {got}, not {expected}", entry["file"]))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_stands_in_the_index() {
    let listed: Vec<PathBuf> = bodies()
        .iter()
        .map(|(entry, _)| folder().join(entry["file"].as_str().unwrap()))
        .collect();
    let folders = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()) {
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            assert!(
                listed.contains(&file),
                "{} is not in the index",
                file.display()
            );
        }
    }
}

#[test]
fn errors_read_well() {
    let mut text = String::new();
    for (entry, body) in bodies() {
        let http_status = entry["http_status"].as_u64().unwrap().try_into().unwrap();
        if let Err(error) = decode(http_status, &body) {
            text += &format!(
                "{}\n  {error}\n  {error:?}\n",
                entry["file"].as_str().unwrap()
            );
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn tasks_read_well_and_hide_signatures() {
    let mut text = String::new();
    for (entry, body) in bodies() {
        if let Ok(task) = decode(200, &body) {
            let borrowed = decode_ref(200, &body).unwrap();
            assert_eq!(borrowed.to_string(), task.to_string());
            let shown = format!("{task}\n  {task:?}\n  {borrowed:?}");
            text += &format!("{}\n  {shown}\n", entry["file"].as_str().unwrap());
            if let Some(video) = task.video() {
                let url = video.url().as_str();
                let query = url.split_once('?').map_or("", |(_, query)| query);
                assert!(query.is_empty() || !shown.contains(query), "{shown}");
            }
        }
    }
    insta::assert_snapshot!(text);
}

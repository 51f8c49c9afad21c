//! The bodies of `fixtures/`.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Returns the HTTP status and the bytes of every body in the index.
///
/// # Panics
/// When the folder is not as its index says.
#[must_use]
pub fn bodies() -> Vec<(u16, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let index = fs::read(folder.join("index.json")).expect("there is an index");
    let index: Value = serde_json::from_slice(&index).expect("the index is JSON");
    let entries = index["bodies"].as_array().expect("the index lists bodies");
    let read = |entry: &Value| {
        let http_status = entry["http_status"].as_u64().expect("a status");
        let file = entry["file"].as_str().expect("a file");
        let body = fs::read(folder.join(file)).expect("the file is there");
        (http_status.try_into().expect("three digits"), body)
    };
    entries.iter().map(read).collect()
}

//! What the public items of a crate show of others, read from rustdoc's JSON.

use std::collections::BTreeMap;

use serde_json::Value;

/// The paths of foreign types and traits, each with one of the items that show it.
pub(super) type Shown = BTreeMap<String, String>;

/// Returns what is shown; `None` when the text is not rustdoc's JSON as it is known here.
pub(super) fn foreign(text: &str) -> Option<Shown> {
    let all: Value = serde_json::from_str(text).ok()?;
    let paths = all.get("paths")?.as_object()?;
    let mut shown = Shown::new();
    for item in all.get("index")?.as_object()?.values() {
        if item.get("crate_id")?.as_u64()? != OURS || is_implied(item) {
            continue;
        }
        let mut ids = Vec::new();
        collect(item.get("inner")?, &mut ids);
        for id in ids {
            // A name of the crate's own that is not public by itself has no path.
            let Some(known) = paths.get(&id.to_string()) else {
                continue;
            };
            if known.get("crate_id")?.as_u64()? == OURS {
                continue;
            }
            let parts = known.get("path")?.as_array()?.iter();
            let parts: Vec<&str> = parts.map(Value::as_str).collect::<Option<_>>()?;
            shown.insert(parts.join("::"), name(item));
        }
    }
    Some(shown)
}

/// Returns the number of the format.
pub(super) fn format(text: &str) -> Option<u64> {
    let all: Value = serde_json::from_str(text).ok()?;
    all.get("format_version")?.as_u64()
}

/// The number of the crate itself.
const OURS: u64 = 0;

/// Tells whether an item is an implementation that nobody wrote.
fn is_implied(item: &Value) -> bool {
    let implementation = &item["inner"]["impl"];
    let is_blanket = !implementation["blanket_impl"].is_null();
    is_blanket || implementation["is_synthetic"].as_bool() == Some(true)
}

/// Gathers the ids of all paths in a value: an object with an `id` and its `path`.
fn collect(value: &Value, ids: &mut Vec<u64>) {
    match value {
        Value::Object(members) => {
            let is_path = members.get("path").is_some_and(Value::is_string);
            if let (true, Some(id)) = (is_path, members.get("id").and_then(Value::as_u64)) {
                ids.push(id);
            }
            members.values().for_each(|member| collect(member, ids));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, ids)),
        _ => {}
    }
}

/// Returns an item's name, or what it implements.
fn name(item: &Value) -> String {
    let implemented = || item["inner"]["impl"]["trait"]["path"].as_str();
    let name = item["name"].as_str().or_else(implemented);
    name.unwrap_or("an implementation").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOC: &str = r#"{
        "paths": {
            "1": {"crate_id": 0, "path": ["ours", "Client"], "kind": "struct"},
            "2": {"crate_id": 7, "path": ["hyper", "body", "Incoming"], "kind": "struct"},
            "3": {"crate_id": 8, "path": ["hyper", "rt", "io", "Read"], "kind": "trait"},
            "4": {"crate_id": 9, "path": ["rustls", "Error"], "kind": "enum"}
        },
        "index": {
            "10": {"crate_id": 0, "name": "into_body", "inner": {"function": {"sig": {"output":
                {"resolved_path": {"path": "Incoming", "id": 2, "args": null}}}}}},
            "11": {"crate_id": 0, "name": null, "inner": {"impl": {"is_synthetic": false,
                "blanket_impl": null, "trait": {"path": "Read", "id": 3},
                "for": {"resolved_path": {"path": "Client", "id": 1}}}}},
            "12": {"crate_id": 0, "name": null, "inner": {"impl": {"is_synthetic": true,
                "blanket_impl": null, "trait": {"path": "Error", "id": 4}}}},
            "13": {"crate_id": 7, "name": "other", "inner": {"struct": {"path": "x", "id": 4}}}
        }
    }"#;

    #[test]
    fn signatures_and_implementations_show_what_they_name() {
        let shown = foreign(DOC).expect("it is as rustdoc writes it");
        let expected = [
            ("hyper::body::Incoming", "into_body"),
            ("hyper::rt::io::Read", "Read"),
        ];
        let expected = expected.map(|(path, item)| (path.to_owned(), item.to_owned()));
        assert_eq!(shown, Shown::from(expected));
    }

    #[test]
    fn another_format_is_not_taken_for_no_types() {
        for text in [
            "",
            "{}",
            r#"{"paths": {}}"#,
            &DOC.replace("crate_id", "crate"),
        ] {
            assert_eq!(foreign(text), None, "{text}");
        }
    }
}

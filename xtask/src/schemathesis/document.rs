//! The documents, and the operations that they name.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::failure::Failure;

/// The methods that a path of a document may have.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// One of the documents that the simulated service serves.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) name: &'static str,
    /// Where it is served.
    pub(super) path: &'static str,
    /// How many requests are drawn for each operation, at most.
    pub(super) max_examples: &'static str,
    pub(super) arguments: &'static [&'static str],
}

pub(super) const DOCUMENTS: [Document; 2] = [
    Document {
        name: "service",
        path: "/__mock/openapi/service.json",
        max_examples: "100",
        arguments: &["--header", "Authorization: Bearer k"],
    },
    Document {
        name: "admin",
        path: "/__mock/openapi/admin.json",
        max_examples: "100",
        arguments: &[],
    },
];

impl Document {
    /// Returns the operations that its text names, each as its method and path.
    pub(super) fn operations(&self, text: &str) -> Result<BTreeSet<String>, Failure> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| Failure::check(format!("{}: {error}", self.path)))?;
        let operations = operations(&document);
        if operations.is_empty() {
            return Err(Failure::check(format!("{} names no operation", self.path)));
        }
        Ok(operations)
    }
}

fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, methods)| {
            let methods = METHODS
                .iter()
                .filter(|method| methods[**method].is_object());
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn operations_are_methods_of_paths() {
        let document = json!({"paths": {
            "/a/{id}": {"get": {}, "head": {}, "parameters": []},
            "/b": {"post": {}},
        }});
        let expected = ["GET /a/{id}", "HEAD /a/{id}", "POST /b"];
        assert_eq!(
            operations(&document),
            expected.map(str::to_owned).into_iter().collect()
        );
    }

    #[test]
    fn a_document_without_operations_is_none() {
        for text in ["", "{}", r#"{"paths": {"/a": {"parameters": []}}}"#] {
            assert!(DOCUMENTS[0].operations(text).is_err(), "{text}");
        }
    }
}

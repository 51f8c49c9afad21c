use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};

use super::reply::{self, Reply};

/// A file that is always the same: of the page, or a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct File {
    /// Below the root of the admin API; empty for the page itself.
    path: &'static str,
    content_type: &'static str,
    text: &'static str,
}

/// The JSON Schema of scenario files.
#[cfg(feature = "program")]
pub(crate) const SCENARIO_SCHEMA: &str = include_str!("../../schema/scenario.json");

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";

macro_rules! files {
    ($($path:literal, $content_type:expr, $file:literal;)*) => {
        [$(File { path: $path, content_type: $content_type, text: include_str!(concat!("../../", $file)) }),*]
    };
}

static FILES: [File; 23] = files! {
    "", HTML, "page/index.html";
    "page/api.js", SCRIPT, "page/api.js";
    "page/axis.js", SCRIPT, "page/axis.js";
    "page/clock.js", SCRIPT, "page/clock.js";
    "page/dom.js", SCRIPT, "page/dom.js";
    "page/faults.js", SCRIPT, "page/faults.js";
    "page/format.js", SCRIPT, "page/format.js";
    "page/icons.js", SCRIPT, "page/icons.js";
    "page/journal.js", SCRIPT, "page/journal.js";
    "page/kinds.js", SCRIPT, "page/kinds.js";
    "page/main.js", SCRIPT, "page/main.js";
    "page/notices.js", SCRIPT, "page/notices.js";
    "page/page.css", CSS, "page/page.css";
    "page/plant.js", SCRIPT, "page/plant.js";
    "page/requests.js", SCRIPT, "page/requests.js";
    "page/session.js", SCRIPT, "page/session.js";
    "page/task_row.js", SCRIPT, "page/task_row.js";
    "page/tasks.js", SCRIPT, "page/tasks.js";
    "page/timeline.js", SCRIPT, "page/timeline.js";
    "page/token.js", SCRIPT, "page/token.js";
    "openapi/admin.json", JSON, "openapi/admin.json";
    "openapi/service.json", JSON, "openapi/service.json";
    "schema/scenario.json", JSON, "schema/scenario.json";
};

/// The document of the service, whose paths are those of this server.
const SERVICE: &str = "openapi/service.json";

/// The prefix that stands in it.
const PREFIX: &str = "/kyyReactApiServer";

/// What the page may do: run its own scripts and ask this server.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

impl File {
    pub(super) fn find(path: &str) -> Option<Self> {
        FILES.iter().find(|file| file.path == path).copied()
    }

    #[cfg(test)]
    pub(super) fn paths() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|file| file.path)
    }

    /// Returns the file, for a service under `prefix`.
    pub(super) fn reply(&self, prefix: &str) -> Reply {
        let body = if self.path == SERVICE && prefix != PREFIX {
            Bytes::from(self.text.replace(PREFIX, prefix))
        } else {
            Bytes::from_static(self.text.as_bytes())
        };
        let mut reply = reply::bytes(StatusCode::OK, self.content_type, body);
        let headers = reply.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let referrer = HeaderName::from_static("referrer-policy");
        headers.insert(referrer, HeaderValue::from_static("no-referrer"));
        reply
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn every_file_of_the_page_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/page");
        let names = fs::read_dir(folder).expect("it is there").map(|entry| {
            let name = entry.expect("it can be read").file_name();
            let path = format!("page/{}", name.to_string_lossy());
            if path == "page/index.html" {
                String::new()
            } else {
                path
            }
        });
        let served = FILES
            .iter()
            .map(|file| file.path.to_owned())
            .filter(|path| path.is_empty() || path.starts_with("page/"));
        assert_eq!(
            names.collect::<BTreeSet<_>>(),
            served.collect::<BTreeSet<_>>()
        );
    }
}

use super::file::File;

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

/// Every file of the page, and the documents.
pub(super) static FILES: [File; 23] = files! {
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

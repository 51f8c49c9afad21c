//! What the crate's folder holds: its traces, the sources of its tests, and its own sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::trace;

/// The files that rules may name.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The texts of the traces by name.
    pub(super) traces: BTreeMap<String, String>,
    /// The sources in `tests/it` by path, such as `conformance/mod.rs`.
    pub(super) tests: BTreeMap<String, String>,
    /// Whether an example in the documentation must not compile.
    pub(super) has_compile_fail: bool,
}

impl Folder {
    pub(super) fn read(root: &Path) -> Result<Self, Failure> {
        let traces = files(&root.join("traces"), trace::EXTENSION)?;
        let sources = files(&root.join("src"), "rs")?;
        Ok(Self {
            traces: traces
                .into_iter()
                .map(|(path, text)| (path.trim_end_matches(".trace").to_owned(), text))
                .collect(),
            tests: files(&root.join("tests/it"), "rs")?,
            has_compile_fail: sources.values().any(|text| has_compile_fail(text)),
        })
    }

    /// Returns whether a module of the tests has a function of that name.
    pub(super) fn has_test(&self, modules: &[String], name: &str) -> bool {
        let module = modules.join("/");
        [format!("{module}.rs"), format!("{module}/mod.rs")]
            .iter()
            .filter_map(|path| self.tests.get(path))
            .any(|text| has_test(text, name))
    }
}

/// Returns whether a function of that name stands below an attribute that makes it a test.
fn has_test(source: &str, name: &str) -> bool {
    let function = format!("fn {name}(");
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_test |= line.ends_with("test]") || line.contains("test(");
        } else if line.contains("fn ") {
            if is_test && line.contains(&function) {
                return true;
            }
            is_test = false;
        }
    }
    false
}

fn has_compile_fail(source: &str) -> bool {
    source.lines().any(|line| {
        let line = line.trim_start();
        let documentation = line.strip_prefix("///").or(line.strip_prefix("//!"));
        documentation.is_some_and(|text| text.trim_start().starts_with("```compile_fail"))
    })
}

/// Returns the texts of the files below a folder whose name ends so, by their path in it.
fn files(folder: &Path, extension: &str) -> Result<BTreeMap<String, String>, Failure> {
    let mut found = BTreeMap::new();
    let failed =
        |path: &Path, error| Failure::check(format!("can't read {}: {error}", path.display()));
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if path.is_dir() {
            let below = files(&path, extension)?;
            found.extend(
                below
                    .into_iter()
                    .map(|(path, text)| (format!("{name}/{path}"), text)),
            );
        } else if path.extension().is_some_and(|it| it == extension) {
            let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            found.insert(name.to_owned(), text);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_looked_for_in_both_files_of_its_module() {
        let tests = [
            ("a.rs", "#[test]\nfn one() {}\n#[test]\nfn two_more() {}"),
            (
                "b/mod.rs",
                "#[tokio::test(start_paused = true)]\nasync fn two() {}",
            ),
            ("b/c.rs", "#[test]\nfn three(x: u8) {}\nfn helper() {}"),
        ];
        let folder = Folder {
            tests: BTreeMap::from(tests.map(|(path, text)| (path.to_owned(), text.to_owned()))),
            ..Folder::default()
        };
        let has_test = |modules: &str, name| {
            let modules: Vec<String> = modules.split("::").map(str::to_owned).collect();
            folder.has_test(&modules, name)
        };
        assert!(has_test("a", "one"));
        assert!(has_test("b", "two"));
        assert!(has_test("b::c", "three"));
        assert!(!has_test("a", "two"));
        assert!(!has_test("c", "one"));
        assert!(!has_test("b::c", "helper"));
    }

    #[test]
    fn only_documentation_has_examples() {
        assert!(has_compile_fail("    /// ```compile_fail,E0382\n"));
        assert!(has_compile_fail("//! ```compile_fail\n"));
        assert!(!has_compile_fail(
            "// ```compile_fail\n/// is no compile_fail"
        ));
    }

    #[test]
    fn reads_the_sources_of_this_crate() {
        let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "rs")
            .expect("the tests run beside it");
        assert!(files.contains_key("main.rs"));
        assert!(files.contains_key("rules/folder.rs"));
    }
}

//! The tests that exist, asked from the test binaries themselves.
//!
//! The binaries are those that `cargo xtask test` runs: built in the same call, with the same
//! features. Cargo's JSON messages say which package each belongs to.

use std::collections::BTreeMap;
use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::test::TOGETHER;
use crate::workspace::Workspace;

/// By package, the paths of its tests, and whether each is ignored.
pub(super) type Listed = BTreeMap<String, BTreeMap<String, bool>>;

/// A test binary that cargo has built.
#[derive(Debug, PartialEq, Eq)]
struct Binary {
    package: String,
    executable: String,
}

/// Builds all test binaries, and asks each for its tests.
pub(super) fn list(workspace: &Workspace) -> Result<Listed, Failure> {
    eprintln!("seed: building the tests, to ask them for their names");
    let messages = process::read(
        process::cargo(workspace)
            .arg("test")
            .args(TOGETHER)
            .args(["--tests", "--no-run"])
            .args(["--message-format", "json-render-diagnostics"]),
    )?;
    let mut listed = Listed::new();
    for binary in messages.lines().filter_map(parse_message) {
        let tests = listed.entry(binary.package).or_default();
        let ask = |only: &[&str]| {
            process::read(
                Command::new(&binary.executable)
                    .args(["--list", "--format", "terse"])
                    .args(only),
            )
        };
        for path in ask(&[])?.lines().filter_map(parse_test) {
            tests.insert(path.to_owned(), false);
        }
        for path in ask(&["--ignored"])?.lines().filter_map(parse_test) {
            tests.insert(path.to_owned(), true);
        }
    }
    Ok(listed)
}

/// Returns the binary that a message of cargo tells of, if it does.
///
/// The messages are JSON, one a line; of what they hold, two texts are needed.
fn parse_message(line: &str) -> Option<Binary> {
    if !line.starts_with(r#"{"reason":"compiler-artifact""#) {
        return None;
    }
    // Programs are built as well, for the tests to call; they are no test binaries.
    let (_, profile) = line.split_once(r#""profile":{"#)?;
    let (profile, _) = profile.split_once('}')?;
    if !profile.contains(r#""test":true"#) {
        return None;
    }
    let executable = text_of(line, "executable")?;
    let manifest = text_of(line, "manifest_path")?;
    // A package's folder has its name.
    let mut parts = manifest.rsplit(['/', '\\']).skip(1);
    Some(Binary {
        package: parts.next()?.to_owned(),
        executable,
    })
}

/// Returns the text that stands behind a key, where the value is a text.
fn text_of(message: &str, key: &str) -> Option<String> {
    let (_, rest) = message.split_once(&format!("\"{key}\":\""))?;
    let mut text = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(text),
            // Paths have no other escapes than those of `\` and `"`.
            '\\' => text.push(characters.next()?),
            character => text.push(character),
        }
    }
}

/// Returns the path in a line such as `seed::status_flow: test`.
fn parse_test(line: &str) -> Option<&str> {
    line.strip_suffix(": test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_package_and_executable() {
        let message = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/crates/one#0.1.0","manifest_path":"/w/crates/one/Cargo.toml","target":{"name":"it"},"profile":{"opt_level":"0","test":true},"executable":"/w/target/debug/deps/it-0\"1"}"#;
        let expected = Binary {
            package: "one".to_owned(),
            executable: "/w/target/debug/deps/it-0\"1".to_owned(),
        };
        assert_eq!(parse_message(message), Some(expected));
    }

    #[test]
    fn passes_over_other_messages() {
        let library = r#"{"reason":"compiler-artifact","manifest_path":"/w/one/Cargo.toml","profile":{"test":false},"executable":null}"#;
        assert_eq!(parse_message(library), None);
        let program = r#"{"reason":"compiler-artifact","manifest_path":"/w/one/Cargo.toml","target":{"test":true},"profile":{"test":false},"executable":"/w/target/debug/one"}"#;
        assert_eq!(parse_message(program), None);
        assert_eq!(
            parse_message(r#"{"reason":"build-finished","success":true}"#),
            None
        );
    }

    #[test]
    fn reads_tests_but_no_benchmarks() {
        assert_eq!(
            parse_test("seed::status_flow: test"),
            Some("seed::status_flow")
        );
        assert_eq!(parse_test("seed::speed: benchmark"), None);
    }
}

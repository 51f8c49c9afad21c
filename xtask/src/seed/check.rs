//! The comparisons: the map with the page, and with the tests that exist.

use std::collections::{BTreeMap, BTreeSet};

use super::MAP;
use super::binaries::Listed;
use super::map::{Evidence, Row, TestName};
use super::page::Line;

/// Returns what differs between the rows and the lines of the page.
pub(super) fn lines(rows: &[Row], page: &[Line]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mapped: BTreeSet<usize> = rows.iter().map(|row| row.line).collect();
    for line in page.iter().filter(|line| !mapped.contains(&line.number)) {
        complaints.push(format!(
            "{MAP}: line {} of the page has no row: add one with the hash {:016x}",
            line.number, line.hash
        ));
    }

    let hashes: BTreeMap<usize, u64> = page.iter().map(|line| (line.number, line.hash)).collect();
    for row in rows {
        match hashes.get(&row.line) {
            None => complaints.push(format!(
                "{}: the page has no such line: remove the row",
                row.place()
            )),
            Some(hash) if *hash != row.hash => complaints.push(format!(
                "{}: the line has changed: read it again, correct the fact and the tests, and \
                 write the hash {hash:016x}",
                row.place()
            )),
            Some(_) => {}
        }
    }
    complaints
}

/// Returns the rows for which nobody has named a test.
pub(super) fn unfinished(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .filter(|row| row.evidence == Evidence::Missing)
        .map(|row| {
            format!(
                "{}: no test is named: replace TODO by a test that shows the fact",
                row.place()
            )
        })
        .collect()
}

/// Returns the tests that are named and do not exist, or are never run.
pub(super) fn tests(rows: &[Row], listed: &Listed) -> Vec<String> {
    let mut complaints = Vec::new();
    for row in rows {
        for test in row.tests() {
            if let Some(reason) = missing(test, listed) {
                complaints.push(format!("{}: {reason}", row.place()));
            }
        }
    }
    complaints
}

/// Returns what is wrong with the name of a test, and what to do about it.
fn missing(test: &TestName, listed: &Listed) -> Option<String> {
    let TestName { package, path } = test;
    let Some(tests) = listed.get(package) else {
        return Some(format!(
            "the package `{package}` has no tests: write the name of one that has"
        ));
    };
    match tests.get(path) {
        Some(is_ignored) => is_ignored
            .then(|| format!("`{package}::{path}` is ignored: name a test that `cargo test` runs")),
        None => {
            let similar = similar(path, tests);
            let hint = similar.map_or_else(
                || "write that test, or name another".to_owned(),
                |path| format!("did you mean `{package}::{path}`?"),
            );
            Some(format!("there is no test `{package}::{path}`: {hint}"))
        }
    }
}

/// Returns the first path that ends as the one looked for does, or else has the same last part.
fn similar<'a>(path: &str, listed: &'a BTreeMap<String, bool>) -> Option<&'a str> {
    let last = |path: &str| path.rsplit("::").next().map(str::to_owned);
    listed
        .keys()
        .find(|it| path.ends_with(&format!("::{it}")))
        .or_else(|| listed.keys().find(|it| last(it) == last(path)))
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::map;
    use super::*;

    const PAGE: [Line; 2] = [Line { number: 1, hash: 1 }, Line { number: 3, hash: 3 }];

    fn rows(text: &str) -> Vec<Row> {
        let (rows, complaints) = map::parse(text);
        assert_eq!(complaints, [""; 0]);
        rows
    }

    fn listed() -> Listed {
        let tests = [("seed::flow", false), ("seed::slow", true)];
        let tests = tests.map(|(path, is_ignored)| (path.to_owned(), is_ignored));
        BTreeMap::from([("one".to_owned(), BTreeMap::from(tests))])
    }

    #[test]
    fn a_map_of_the_whole_page_is_right() {
        let rows = rows(
            "1\t0000000000000001\ta heading\t-\n\
             3\t0000000000000003\ta fact\tone::seed::flow\n\
             3\t0000000000000003\tanother\tone::seed::flow\n",
        );
        assert_eq!(lines(&rows, &PAGE), [""; 0]);
        assert_eq!(unfinished(&rows), [""; 0]);
        assert_eq!(tests(&rows, &listed()), [""; 0]);
    }

    #[test]
    fn a_line_left_out_added_or_changed_is_told() {
        let rows =
            rows("2\t0000000000000002\tnot on the page\t-\n3\t0000000000000004\ta fact\tTODO\n");
        assert_eq!(
            lines(&rows, &PAGE),
            [
                "xtask/seed-map.tsv: line 1 of the page has no row: \
                 add one with the hash 0000000000000001",
                "xtask/seed-map.tsv:1 (line 2 of the page): the page has no such line: \
                 remove the row",
                "xtask/seed-map.tsv:2 (line 3 of the page): the line has changed: read it again, \
                 correct the fact and the tests, and write the hash 0000000000000003",
            ]
        );
    }

    #[test]
    fn a_row_without_a_test_is_told() {
        let rows = rows("1\t0000000000000001\ta fact\tTODO\n");
        assert_eq!(
            unfinished(&rows),
            [
                "xtask/seed-map.tsv:1 (line 1 of the page): no test is named: \
              replace TODO by a test that shows the fact"
            ]
        );
    }

    #[test]
    fn a_test_that_is_missing_or_ignored_is_told() {
        let rows = rows(
            "1\t0000000000000001\ta fact\t\
             one::it::seed::flow one::other::flow one::gone one::seed::slow two::a\n",
        );
        let place = "xtask/seed-map.tsv:1 (line 1 of the page): ";
        assert_eq!(
            tests(&rows, &listed()),
            [
                "there is no test `one::it::seed::flow`: did you mean `one::seed::flow`?",
                "there is no test `one::other::flow`: did you mean `one::seed::flow`?",
                "there is no test `one::gone`: write that test, or name another",
                "`one::seed::slow` is ignored: name a test that `cargo test` runs",
                "the package `two` has no tests: write the name of one that has",
            ]
            .map(|complaint| format!("{place}{complaint}"))
        );
    }
}

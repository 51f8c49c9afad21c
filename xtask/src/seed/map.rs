//! The map's own file: one row for each fact.

use super::MAP;

/// A row of the map.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line of the map that the row stands in, from 1.
    pub(super) at: usize,
    /// The line of the page that states the fact.
    pub(super) line: usize,
    /// The hash that the line of the page had when it was mapped.
    pub(super) hash: u64,
    pub(super) evidence: Evidence,
}

/// What shows that a fact holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The line states nothing.
    Nothing,
    /// Nobody has named a test yet.
    Missing,
    /// These tests, at least one.
    Tests(Vec<TestName>),
}

/// A test, by its package and the path that its binary lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TestName {
    pub(super) package: String,
    pub(super) path: String,
}

impl Row {
    /// Returns the tests that the row names.
    pub(super) fn tests(&self) -> impl Iterator<Item = &TestName> {
        match &self.evidence {
            Evidence::Nothing | Evidence::Missing => [].iter(),
            Evidence::Tests(tests) => tests.iter(),
        }
    }

    /// Returns where the row stands, as a complaint about it begins.
    pub(super) fn place(&self) -> String {
        format!("{MAP}:{} (line {} of the page)", self.at, self.line)
    }
}

/// Reads the map; what can't be read becomes a complaint, and the rest is still returned.
pub(super) fn parse(text: &str) -> (Vec<Row>, Vec<String>) {
    let mut rows = Vec::new();
    let mut complaints = Vec::new();
    for (index, text) in text.lines().enumerate() {
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        match parse_row(index + 1, text) {
            Ok(row) => rows.push(row),
            Err(complaint) => complaints.push(format!("{MAP}:{}: {complaint}", index + 1)),
        }
    }
    (rows, complaints)
}

fn parse_row(at: usize, text: &str) -> Result<Row, String> {
    let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
    let [line, hash, fact, tests] = cells[..] else {
        return Err(format!(
            "has {} cells instead of 4: write line number, hash, fact and tests with a tab between",
            cells.len()
        ));
    };
    let line = line
        .parse()
        .map_err(|_| format!("`{line}` is no line number: count the page's lines from 1"))?;
    if fact.is_empty() {
        return Err("has no fact: say what the line states, or why it states nothing".to_owned());
    }
    let hash = parse_hash(hash)
        .ok_or_else(|| format!("`{hash}` is no hash: write its 16 hexadecimal digits"))?;
    Ok(Row {
        at,
        line,
        hash,
        evidence: parse_evidence(tests)?,
    })
}

fn parse_hash(text: &str) -> Option<u64> {
    let is_whole = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_whole.then(|| u64::from_str_radix(text, 16).ok())?
}

fn parse_evidence(text: &str) -> Result<Evidence, String> {
    match text {
        "" => Err("names no test: write one, or `-` if the line states nothing".to_owned()),
        "-" => Ok(Evidence::Nothing),
        "TODO" => Ok(Evidence::Missing),
        _ => text
            .split_whitespace()
            .map(parse_test_name)
            .collect::<Result<_, _>>()
            .map(Evidence::Tests),
    }
}

fn parse_test_name(text: &str) -> Result<TestName, String> {
    match text.split_once("::") {
        Some((package, path)) if !package.is_empty() && !path.is_empty() => Ok(TestName {
            package: package.to_owned(),
            path: path.to_owned(),
        }),
        _ => Err(format!(
            "`{text}` is no test: write `package::path`, with the path that the test binary lists"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(row: &str, reason: &str) {
        let (rows, complaints) = parse(row);
        assert_eq!(rows, []);
        assert_eq!(complaints.len(), 1, "{complaints:?}");
        assert!(
            complaints[0].starts_with("xtask/seed-map.tsv:1: "),
            "{complaints:?}"
        );
        assert!(complaints[0].contains(reason), "{complaints:?}");
    }

    #[test]
    fn reads_rows_between_comments() {
        let (rows, complaints) = parse(
            "# line\thash\tfact\ttests\n\
             1\taf63dc4c8601ec8c\ta heading\t-\n\
             \n\
             3\t0000000000000001\tthe id is text\tone::a::b two::c\n\
             3\t0000000000000001\tit is never empty\tTODO\n",
        );
        assert_eq!(complaints, [""; 0]);
        let row = |at, line, hash, evidence| Row {
            at,
            line,
            hash,
            evidence,
        };
        let test = |package: &str, path: &str| TestName {
            package: package.to_owned(),
            path: path.to_owned(),
        };
        let named = Evidence::Tests(vec![test("one", "a::b"), test("two", "c")]);
        assert_eq!(
            rows,
            [
                row(2, 1, 0xaf63_dc4c_8601_ec8c, Evidence::Nothing),
                row(4, 3, 1, named),
                row(5, 3, 1, Evidence::Missing),
            ]
        );
    }

    #[test]
    fn says_what_is_wrong_with_a_row() {
        check_refused("1\taf63dc4c8601ec8c\ta fact", "3 cells instead of 4");
        check_refused(
            "one\taf63dc4c8601ec8c\ta fact\t-",
            "`one` is no line number",
        );
        check_refused("1\taf63\ta fact\t-", "`af63` is no hash");
        check_refused("1\t+f63dc4c8601ec8c\ta fact\t-", "is no hash");
        check_refused("1\taf63dc4c8601ec8c\t\t-", "has no fact");
        check_refused("1\taf63dc4c8601ec8c\ta fact\t", "names no test");
        check_refused("1\taf63dc4c8601ec8c\ta fact\tone", "`one` is no test");
        check_refused("1\taf63dc4c8601ec8c\ta fact\tone::a -", "`-` is no test");
    }
}

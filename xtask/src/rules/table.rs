//! The page's tables: one rule for each row.

use super::PAGE;
use super::evidence::Evidence;

/// The second cell above every table of rules; the first says what kind of rules they are.
const HEAD: &str = "traces";

/// A row of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// The line of the page that the row stands in, from 1.
    pub(super) line: usize,
    /// What shows the rule, at least one.
    pub(super) evidence: Vec<Evidence>,
}

impl Rule {
    /// Returns where the row stands, as a complaint about it begins.
    pub(super) fn place(&self) -> String {
        format!("{PAGE}:{}", self.line)
    }
}

/// Reads the page; what can't be read becomes a complaint, and the rest is still returned.
///
/// Tables with another head are passed over.
pub(super) fn parse(page: &str) -> (Vec<Rule>, Vec<String>) {
    let mut rules = Vec::new();
    let mut complaints = Vec::new();
    let mut n_rows = 0;
    let mut is_inside = false;
    for (index, text) in page.lines().enumerate() {
        let Some(cells) = cells(text) else {
            is_inside = false;
            continue;
        };
        if cells.len() == 2 && cells[1] == HEAD {
            is_inside = true;
        } else if is_inside && !is_rule_off(&cells) {
            n_rows += 1;
            match parse_row(&cells) {
                Ok(evidence) => rules.push(Rule {
                    line: index + 1,
                    evidence,
                }),
                Err(complaint) => complaints.push(format!("{PAGE}:{}: {complaint}", index + 1)),
            }
        }
    }
    if n_rows == 0 {
        complaints.push(format!(
            "{PAGE}:1: has no rule: write a table with the head `| rule | traces |`"
        ));
    }
    (rules, complaints)
}

/// Returns the cells of a table's row, or `None` if the line is none; `\|` divides no cells.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    let inner = match inner.strip_suffix('|') {
        Some(closed) if !closed.ends_with('\\') => closed,
        _ => inner,
    };
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in inner.match_indices('|') {
        if !inner[..at].ends_with('\\') {
            cells.push(inner[start..at].trim());
            start = at + 1;
        }
    }
    cells.push(inner[start..].trim());
    Some(cells)
}

/// Returns whether a row only parts the head from the rules.
fn is_rule_off(cells: &[&str]) -> bool {
    cells
        .iter()
        .all(|cell| cell.contains('-') && cell.chars().all(|it| matches!(it, '-' | ':')))
}

fn parse_row(cells: &[&str]) -> Result<Vec<Evidence>, String> {
    let [rule, evidence] = cells else {
        return Err(format!(
            "has {} cells instead of 2: write the rule and its traces, and `\\|` for a bar in them",
            cells.len()
        ));
    };
    if rule.is_empty() {
        return Err("has no rule: say what the traces show".to_owned());
    }
    if evidence.is_empty() {
        return Err("names no trace: write one, or `test:MODULE::NAME`".to_owned());
    }
    evidence
        .split(',')
        .map(|text| Evidence::parse(text.trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# Rules

| word | meaning |
| --- | --- |
| wait | time |

| rule | traces |
| :--- | ---: |
| waits are `a \\| b` | [`one`](traces/one.trace), [`two`](traces/two.trace) |
| it is pure | test:properties::pure |

Text.

| defect | traces |
|---|---|
| a ticket is used once | test:compile_fail |
";

    #[test]
    fn reads_the_rows_of_all_tables_of_rules() {
        let (rules, complaints) = parse(PAGE);
        assert_eq!(complaints, [""; 0]);
        let trace = |name: &str| Evidence::Trace(name.to_owned());
        let test = Evidence::Test {
            modules: vec!["properties".to_owned()],
            name: "pure".to_owned(),
        };
        let expected = [
            (9, vec![trace("one"), trace("two")]),
            (10, vec![test]),
            (16, vec![Evidence::CompileFail]),
        ];
        assert_eq!(
            rules,
            expected.map(|(line, evidence)| Rule { line, evidence })
        );
    }

    #[test]
    fn says_all_that_is_wrong() {
        let (rules, complaints) = parse(
            "| rule | traces |\n| --- | --- |\n| a |\n| | test:a::b |\n| a | |\n| a | b |\n\
             | a | test:a::b |\n",
        );
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].place(), "crates/grok-video-poller/RULES.md:7");
        let reasons = ["1 cells", "no rule", "names no trace", "`b` is neither"];
        assert_eq!(complaints.len(), reasons.len(), "{complaints:?}");
        for ((line, reason), complaint) in (3..).zip(reasons).zip(&complaints) {
            let place = format!("crates/grok-video-poller/RULES.md:{line}: ");
            assert!(complaint.starts_with(&place), "{complaint}");
            assert!(complaint.contains(reason), "{complaint}");
        }
    }

    #[test]
    fn a_page_without_rules_is_told() {
        for page in ["", "| word | meaning |\n| --- | --- |\n| wait | time |\n"] {
            let (rules, complaints) = parse(page);
            assert_eq!(rules, []);
            assert_eq!(complaints.len(), 1);
            assert!(complaints[0].contains("has no rule"), "{complaints:?}");
        }
    }
}

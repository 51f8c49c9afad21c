//! The comparisons: the rules with what the crate's folder holds.

use std::collections::BTreeSet;

use super::CRATE;
use super::evidence::Evidence;
use super::folder::Folder;
use super::table::Rule;
use crate::trace;

/// Returns the traces and tests that are named and do not exist.
pub(super) fn named(rules: &[Rule], folder: &Folder) -> Vec<String> {
    let mut complaints = Vec::new();
    for rule in rules {
        for evidence in &rule.evidence {
            if let Some(reason) = missing(evidence, folder) {
                complaints.push(format!("{}: {reason}", rule.place()));
            }
        }
    }
    complaints
}

/// Returns what is wrong with a name, and what to do about it.
fn missing(evidence: &Evidence, folder: &Folder) -> Option<String> {
    match evidence {
        Evidence::Trace(name) => (!folder.traces.contains_key(name)).then(|| {
            format!("there is no trace `{name}`: write traces/{name}.trace, or name another")
        }),
        Evidence::Test { modules, name } => (!folder.has_test(modules, name)).then(|| {
            let module = modules.join("/");
            format!(
                "there is no test `{name}` in tests/it/{module}.rs or tests/it/{module}/mod.rs: \
                 write it, or name another"
            )
        }),
        Evidence::CompileFail => (!folder.has_compile_fail)
            .then(|| "no example in src/ is marked `compile_fail`: write it".to_owned()),
    }
}

/// Returns the traces that no rule names, and those that do not say what they show.
pub(super) fn traces(rules: &[Rule], folder: &Folder) -> Vec<String> {
    let named: BTreeSet<&str> = rules
        .iter()
        .flat_map(|rule| &rule.evidence)
        .filter_map(|evidence| match evidence {
            Evidence::Trace(name) => Some(&**name),
            Evidence::Test { .. } | Evidence::CompileFail => None,
        })
        .collect();
    let mut complaints = Vec::new();
    for (name, text) in &folder.traces {
        let path = format!("{CRATE}/traces/{name}.trace");
        if !named.contains(&**name) {
            complaints.push(format!(
                "{path}:1: no rule names this trace: write it into the row that it shows"
            ));
        }
        if trace::story(text).is_none() {
            complaints.push(format!(
                "{path}:1: begins without a comment: say what the trace shows"
            ));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::table;
    use super::*;

    fn rules(evidence: &str) -> Vec<Rule> {
        let page = format!("| rule | traces |\n| --- | --- |\n| it holds | {evidence} |\n");
        let (rules, complaints) = table::parse(&page);
        assert_eq!(complaints, [""; 0]);
        rules
    }

    fn folder(traces: &[(&str, &str)]) -> Folder {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Folder {
            traces: traces.iter().map(own).collect(),
            tests: BTreeMap::from([("a.rs".to_owned(), "#[test]\nfn one() {}".to_owned())]),
            has_compile_fail: false,
        }
    }

    #[test]
    fn what_exists_is_right() {
        let rules = rules("[`one`](traces/one.trace), test:a::one");
        let folder = folder(&[("one", "# One.\n")]);
        assert_eq!(named(&rules, &folder), [""; 0]);
        assert_eq!(traces(&rules, &folder), [""; 0]);
    }

    #[test]
    fn what_is_missing_is_told() {
        let rules = rules("[`two`](traces/two.trace), test:a::two, test:b::one, test:compile_fail");
        assert_eq!(
            named(&rules, &folder(&[])),
            [
                "there is no trace `two`: write traces/two.trace, or name another",
                "there is no test `two` in tests/it/a.rs or tests/it/a/mod.rs: \
                 write it, or name another",
                "there is no test `one` in tests/it/b.rs or tests/it/b/mod.rs: \
                 write it, or name another",
                "no example in src/ is marked `compile_fail`: write it",
            ]
            .map(|complaint| format!("crates/grok-video-poller/RULES.md:3: {complaint}"))
        );
    }

    #[test]
    fn a_trace_without_a_rule_or_a_comment_is_told() {
        let rules = rules("test:a::one");
        assert_eq!(
            traces(
                &rules,
                &folder(&[("one", "# One.\n"), ("two", "id: a\n# Two.\n")])
            ),
            [
                "one.trace:1: no rule names this trace: write it into the row that it shows",
                "two.trace:1: no rule names this trace: write it into the row that it shows",
                "two.trace:1: begins without a comment: say what the trace shows",
            ]
            .map(|complaint| format!("crates/grok-video-poller/traces/{complaint}"))
        );
    }
}

//! How many tests a runner says that it ran.

/// What a runner closes with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counts {
    /// In its own words, on one line.
    pub(super) line: String,
    pub(super) n_passed: u64,
    /// Those that failed, were skipped or left for later.
    pub(super) n_others: u64,
}

impl Counts {
    /// Tells whether there were tests, and all of them passed.
    pub(super) fn is_good(&self) -> bool {
        self.n_passed > 0 && self.n_others == 0
    }

    /// Reads `18 passed in 0.79s`, or `1 failed, 17 passed in 0.75s`.
    pub(super) fn of_pytest(said: &str) -> Option<Self> {
        let line = said.lines().rev().find(|line| line.contains(" in "))?;
        let (counts, _) = line.split_once(" in ")?;
        Self::of_parts(line.trim(), counts.split(','), &["passed"])
    }

    /// Reads `# pass 16` and its like, which stand on lines of their own.
    pub(super) fn of_node(said: &str) -> Option<Self> {
        let counts: Vec<String> = ["tests", "pass", "fail", "cancelled", "skipped", "todo"]
            .into_iter()
            .filter_map(|word| {
                let mut lines = said.lines().rev();
                let n = lines.find_map(|line| line.strip_prefix(&format!("# {word} ")))?;
                Some(format!("{n} {word}"))
            })
            .collect();
        let line = counts.join(", ");
        let parts = counts.iter().skip(1).map(String::as_str);
        let all = Self::of_parts(&line, parts, &["pass"])?;
        (counts.len() == 6).then_some(all)
    }

    /// Reads `21 passed, 0 failed`.
    pub(super) fn of_walk(said: &str) -> Option<Self> {
        let mut lines = said.lines().rev();
        let line = lines.find(|line| line.contains(" passed, "))?;
        Self::of_parts(line, line.split(','), &["passed"])
    }

    /// Reads `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; …`.
    pub(super) fn of_cargo(said: &str) -> Option<Self> {
        let mut lines = said.lines().rev();
        let line = lines.find_map(|line| line.strip_prefix("test result: "))?;
        let (_, counts) = line.split_once(". ")?;
        let counts = counts.split(';').take(3);
        Self::of_parts(line, counts, &["passed"])
    }

    fn of_parts<'s>(
        line: &str,
        parts: impl Iterator<Item = &'s str>,
        good: &[&str],
    ) -> Option<Self> {
        let mut all = Self {
            line: line.to_owned(),
            n_passed: 0,
            n_others: 0,
        };
        for part in parts {
            let (n, word) = part.trim().trim_start_matches('=').trim().split_once(' ')?;
            let n: u64 = n.parse().ok()?;
            if good.contains(&word) {
                all.n_passed += n;
            } else {
                all.n_others += n;
            }
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(counts: Option<&Counts>, line: &str, n_passed: u64, n_others: u64) {
        let expected = Counts {
            line: line.to_owned(),
            n_passed,
            n_others,
        };
        assert_eq!(counts, Some(&expected));
    }

    #[test]
    fn each_runner_is_understood() {
        check(
            Counts::of_pytest("....\n18 passed in 0.79s\n").as_ref(),
            "18 passed in 0.79s",
            18,
            0,
        );
        check(
            Counts::of_pytest("1 failed, 16 passed, 1 skipped in 0.75s\n").as_ref(),
            "1 failed, 16 passed, 1 skipped in 0.75s",
            16,
            2,
        );
        let node =
            "# tests 16\n# suites 1\n# pass 15\n# fail 0\n# cancelled 0\n# skipped 1\n# todo 0\n";
        check(
            Counts::of_node(node).as_ref(),
            "16 tests, 15 pass, 0 fail, 0 cancelled, 1 skipped, 0 todo",
            15,
            1,
        );
        check(
            Counts::of_walk("ok    503\n21 passed, 0 failed\nending\n").as_ref(),
            "21 passed, 0 failed",
            21,
            0,
        );
        check(
            Counts::of_cargo(
                "\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out; finished in 0.01s\n",
            ).as_ref(),
            "ok. 3 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out; finished in 0.01s",
            3,
            0,
        );
    }

    #[test]
    fn a_run_without_counts_or_without_tests_is_not_good() {
        assert_eq!(Counts::of_pytest("no tests ran in 0.01s\n"), None);
        assert_eq!(Counts::of_node("# tests 16\n# pass 16\n"), None);
        assert_eq!(Counts::of_walk("ok\n"), None);
        assert_eq!(Counts::of_cargo("test result: FAILED\n"), None);
        let none = Counts::of_walk("0 passed, 0 failed");
        assert!(none.is_some_and(|counts| !counts.is_good()));
        let failed = Counts::of_walk("3 passed, 1 failed");
        assert!(failed.is_some_and(|counts| !counts.is_good()));
    }
}

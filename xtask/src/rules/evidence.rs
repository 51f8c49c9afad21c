//! What shows that a rule holds.

/// A trace or a test that a rule names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    /// The file of that name in `traces/`.
    Trace(String),
    /// A function in a module of `tests/it`.
    Test { modules: Vec<String>, name: String },
    /// The examples that must not compile.
    CompileFail,
}

impl Evidence {
    /// Reads the name of a trace, alone or as a link to its file, or the name of a test.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match bare(text).strip_prefix("test:") {
            Some(path) => parse_test(path),
            None => parse_trace(text),
        }
    }
}

fn parse_test(path: &str) -> Result<Evidence, String> {
    if path == "compile_fail" {
        return Ok(Evidence::CompileFail);
    }
    let mut modules: Vec<String> = path.split("::").map(str::to_owned).collect();
    let name = modules.pop().filter(|name| is_name(name));
    match name {
        Some(name) if !modules.is_empty() && modules.iter().all(|it| is_name(it)) => {
            Ok(Evidence::Test { modules, name })
        }
        _ => Err(format!(
            "`test:{path}` is no test: write `test:MODULE::NAME`, or `test:compile_fail`"
        )),
    }
}

fn parse_trace(text: &str) -> Result<Evidence, String> {
    let name = bare(text);
    if name != text && is_name(name) {
        return Ok(Evidence::Trace(name.to_owned()));
    }
    let parts = || {
        let link = text.strip_prefix('[')?.strip_suffix(')')?;
        let (name, target) = link.split_once("](")?;
        let target = target.strip_prefix("traces/")?.strip_suffix(".trace")?;
        Some((bare(name), target))
    };
    match parts() {
        Some((name, target)) if is_name(name) && name == target => {
            Ok(Evidence::Trace(name.to_owned()))
        }
        Some((name, target)) => Err(format!(
            "the link says `{name}` and leads to traces/{target}.trace: write the same name twice"
        )),
        None => Err(format!(
            "`{}` is neither trace nor test: write `NAME` of a trace between marks of code, \
             [`NAME`](traces/NAME.trace), or test:MODULE::NAME",
            bare(text)
        )),
    }
}

/// Returns a text without the marks of code around it.
fn bare(text: &str) -> &str {
    text.strip_prefix('`')
        .and_then(|text| text.strip_suffix('`'))
        .unwrap_or(text)
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty() && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_links_and_tests() {
        let trace = Ok(Evidence::Trace("one".to_owned()));
        assert_eq!(Evidence::parse("[`one`](traces/one.trace)"), trace);
        assert_eq!(Evidence::parse("[one](traces/one.trace)"), trace);
        assert_eq!(Evidence::parse("`one`"), trace);
        let test = |modules: &[&str]| {
            Ok(Evidence::Test {
                modules: modules.iter().copied().map(str::to_owned).collect(),
                name: "c".to_owned(),
            })
        };
        assert_eq!(Evidence::parse("test:a::c"), test(&["a"]));
        assert_eq!(Evidence::parse("`test:a::b::c`"), test(&["a", "b"]));
        assert_eq!(
            Evidence::parse("test:compile_fail"),
            Ok(Evidence::CompileFail)
        );
    }

    #[test]
    fn says_what_is_wrong() {
        let refused = |text: &str| Evidence::parse(text).expect_err("it is wrong");
        assert!(refused("[`one`](traces/two.trace)").contains("leads to traces/two.trace"));
        assert!(refused("[`../a`](traces/../a.trace)").contains("leads to"));
        assert!(refused("[`one`](one.trace)").contains("neither trace nor test"));
        assert!(refused("one").contains("neither trace nor test"));
        assert!(refused("`a b`").contains("neither trace nor test"));
        assert!(refused("").contains("neither trace nor test"));
        assert!(refused("test:one").contains("is no test"));
        assert!(refused("test:a::").contains("is no test"));
        assert!(refused("test:../a::b").contains("is no test"));
    }
}

use std::str::FromStr;
use std::time::Duration;

use crate::duration;
use crate::invalid::Invalid;
use crate::router::percent;

/// What stands behind the `?` of a call.
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query, in which each name stands once and is one of `known`.
    pub(super) fn parse(query: Option<&str>, known: &[&str]) -> Result<Self, Invalid> {
        let mut all: Vec<(String, String)> = Vec::new();
        let parts = query.unwrap_or_default().split('&');
        for part in parts.filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (Some(name), Some(value)) = (percent::decode(name), percent::decode(value)) else {
                return Err(Invalid::new("the query is not percent-encoded UTF-8"));
            };
            if !known.contains(&&*name) {
                let known = match known {
                    [] => "none here".to_owned(),
                    _ => known.join(", "),
                };
                return Err(Invalid::new(format!(
                    "there is no parameter `{}`; known: {known}",
                    name.escape_debug()
                )));
            }
            if all.iter().any(|(earlier, _)| *earlier == name) {
                return Err(Invalid::new("stands there twice").within(name));
            }
            all.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(all))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find_map(|(found, value)| (found == name).then_some(value.as_str()))
    }

    pub(super) fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Invalid> {
        self.read(name, "a whole number from 0 on", |text| {
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| is_plain)
        })
    }

    pub(super) fn duration(&self, name: &str) -> Result<Option<Duration>, Invalid> {
        self.read(name, "a duration such as 250ms, 5s or 1m", duration::parse)
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Invalid> {
        self.text(name)
            .map(|text| {
                parse(text).ok_or_else(|| Invalid::new(format!("must be {expected}")).within(name))
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_once_and_the_unknown_is_named() {
        let known = ["after", "timeout"];
        let read = Parameters::parse(Some("after=17&timeout=5%73"), &known);
        let read = read.map(|all| (all.number("after"), all.duration("timeout")));
        assert_eq!(
            read,
            Ok((Ok(Some(17_u64)), Ok(Some(Duration::from_secs(5)))))
        );
        for (query, named) in [
            ("later=1", "`later`; known: after, timeout"),
            ("after=1&after=2", "after: stands there twice"),
            ("after=%ff", "percent-encoded"),
        ] {
            let refused = Parameters::parse(Some(query), &known).map(|_| ());
            let message = refused.expect_err(query);
            assert!(message.message().contains(named), "{query}: {message}");
        }
        for query in ["after=-1", "after=+1", "after=", "after=1.5"] {
            let read = Parameters::parse(Some(query), &known);
            let number = read.and_then(|all| all.number::<u64>("after"));
            assert!(number.is_err(), "{query}");
        }
    }
}

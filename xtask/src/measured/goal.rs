//! The line that a benchmark prints for each goal, and the table made of them.

/// A goal and how near it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Goal {
    pub(crate) name: String,
    pub(crate) ours: f64,
    pub(crate) peer: f64,
    pub(crate) ratio: f64,
    pub(crate) goal_ratio: f64,
    pub(crate) met: bool,
}

impl Goal {
    /// Makes a goal of two figures of which less is better: the peer's by ours is to be `goal_ratio` or more.
    ///
    /// The ratio is rounded first and judged then, so that a line never contradicts itself.
    pub(crate) fn at_least(name: &str, ours: f64, peer: f64, goal_ratio: f64) -> Self {
        let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
        let (ratio, goal_ratio) = (rounded(peer / ours), rounded(goal_ratio));
        Self {
            name: name.to_owned(),
            ours: rounded(ours),
            peer: rounded(peer),
            ratio,
            goal_ratio,
            met: ratio >= goal_ratio,
        }
    }

    /// Makes a goal of a bound that ours is not to exceed; the bound stands in the peer's place.
    pub(crate) fn at_most(name: &str, ours: f64, bound: f64) -> Self {
        Self::at_least(name, ours, bound, 1.0)
    }

    /// Returns it as a line of JSON, as [`parse`](Self::parse) reads it.
    pub(crate) fn line(&self) -> String {
        let Self {
            name,
            ours,
            peer,
            ratio,
            goal_ratio,
            met,
        } = self;
        format!(
            r#"{{"goal":"{name}","ours":{ours},"peer":{peer},"ratio":{ratio},"goal_ratio":{goal_ratio},"met":{met}}}"#
        )
    }

    /// Reads a flat JSON object with the six keys of a goal, in any order, or returns `None`.
    ///
    /// The name is a text without escapes, so neither it nor a number contains `,` or `:`.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let object = line.trim().strip_prefix('{')?.strip_suffix('}')?;
        let fields: Vec<(&str, &str)> = object
            .split(',')
            .map(|field| {
                let (key, value) = field.split_once(':')?;
                Some((unquoted(key.trim())?, value.trim()))
            })
            .collect::<Option<_>>()?;
        let value = |key| {
            let mut found = fields.iter().filter(|(it, _)| *it == key);
            match (found.next(), found.next()) {
                (Some((_, value)), None) => Some(*value),
                _ => None,
            }
        };
        let number = |key| value(key)?.parse().ok().filter(|it: &f64| it.is_finite());
        Some(Self {
            name: unquoted(value("goal")?)?.to_owned(),
            ours: number("ours")?,
            peer: number("peer")?,
            ratio: number("ratio")?,
            goal_ratio: number("goal_ratio")?,
            met: value("met")?.parse().ok()?,
        })
    }
}

/// Takes the quotes away; `None` if they are missing or the text has escapes.
fn unquoted(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// Returns the goals as a table with a head, in aligned columns.
pub(crate) fn table(goals: &[Goal]) -> String {
    let head = ["goal", "ours", "peer", "ratio", "goal", "met"].map(str::to_owned);
    let rows = goals.iter().map(|goal| {
        [
            goal.name.clone(),
            format!("{:.1}", goal.ours),
            format!("{:.1}", goal.peer),
            format!("{:.2}", goal.ratio),
            format!("{:.2}", goal.goal_ratio),
            if goal.met { "yes" } else { "NO" }.to_owned(),
        ]
    });
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(rows).collect();
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.len().max(*width);
        }
    }

    let mut text = String::new();
    for row in &rows {
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            if column == 0 {
                text.push_str(&format!("{cell:<width$}"));
            } else {
                text.push_str(&format!("  {cell:>width$}"));
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"goal":"decode/owned/derive","ours":250.5,"peer":927,"ratio":3.7,"goal_ratio":3.5,"met":true}"#;

    #[test]
    fn reads_a_line() {
        let expected = Goal {
            name: "decode/owned/derive".to_owned(),
            ours: 250.5,
            peer: 927.0,
            ratio: 3.7,
            goal_ratio: 3.5,
            met: true,
        };
        assert_eq!(Goal::parse(LINE).as_ref(), Some(&expected));
        assert_eq!(expected.line(), LINE);
    }

    #[test]
    fn a_goal_is_met_by_the_ratio_that_is_shown() {
        assert!(Goal::at_least("a", 1.0, 2.4996, 2.5).met);
        assert!(!Goal::at_least("a", 1.0, 2.4994, 2.5).met);
        assert!(Goal::at_most("a", 45.0, 45.0).met);
        assert!(!Goal::at_most("a", 46.0, 45.0).met);
    }

    #[test]
    fn refuses_what_is_no_goal() {
        for line in [
            "",
            "{}",
            r#"{"goal":"a"}"#,
            &LINE.replace("3.7", "\"3.7\""),
            &LINE.replace("3.7", "inf"),
            &LINE.replace("true", "yes"),
            &LINE.replace("\"peer\":927", "\"ours\":927"),
            &LINE[..LINE.len() - 1],
        ] {
            assert_eq!(Goal::parse(line), None, "{line}");
        }
    }

    #[test]
    fn aligns_the_columns() {
        let goal = |name: &str, ours, met| Goal {
            name: name.to_owned(),
            ours,
            peer: 900.0,
            ratio: 900.0 / ours,
            goal_ratio: 3.5,
            met,
        };
        assert_eq!(
            table(&[goal("a/b", 1000.0, false), goal("a/long", 100.0, true)]),
            "goal      ours   peer  ratio  goal  met\n\
             a/b     1000.0  900.0   0.90  3.50   NO\n\
             a/long   100.0  900.0   9.00  3.50  yes\n"
        );
    }
}

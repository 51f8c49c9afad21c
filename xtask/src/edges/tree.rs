//! The lines of `cargo tree --prefix depth --format '|{p}|{f}'`.

/// One crate in a tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// 0 for the root, 1 for what it depends on directly, and so on.
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) features: Vec<String>,
}

/// Reads a tree; an error is the line that could not be read.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, &str> {
    text.lines()
        .filter(|line| !line.is_empty())
        .map(|line| parse_line(line).ok_or(line))
        .collect()
}

/// Reads a line such as `1|tokio v1.54.1|default,sync`, or with ` (*)` where a tree was cut.
fn parse_line(line: &str) -> Option<Node> {
    let mut parts = line.split('|');
    let depth = parts.next()?.parse().ok()?;
    let name = parts.next()?.split(' ').next()?;
    let features = parts.next()?.trim_end_matches("(*)").trim_end();
    if name.is_empty() || parts.next().is_some() {
        return None;
    }
    Some(Node {
        depth,
        name: name.to_owned(),
        features: features
            .split(',')
            .filter(|feature| !feature.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_depth_name_and_features() {
        let nodes = parse("0|one v0.1.0 (/w/one)|\n\n12|two v1.0.0 (proc-macro)|a,b (*)\n");
        let expected = [
            Node {
                depth: 0,
                name: "one".to_owned(),
                features: vec![],
            },
            Node {
                depth: 12,
                name: "two".to_owned(),
                features: vec!["a".to_owned(), "b".to_owned()],
            },
        ];
        assert_eq!(nodes.expect("two lines"), expected);
    }

    #[test]
    fn names_the_line_that_it_can_not_read() {
        assert_eq!(
            parse("0|one v1|\n[dev-dependencies]\n"),
            Err("[dev-dependencies]")
        );
    }
}

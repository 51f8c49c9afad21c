//! The lines of `cargo tree --prefix depth --format '|{p}'`.

/// One crate in a tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// 0 for the root, 1 for what it depends on directly, and so on.
    pub(super) depth: usize,
    pub(super) name: String,
}

/// Reads a tree; an error is the line that could not be read.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, &str> {
    text.lines()
        .filter(|line| !line.is_empty())
        .map(|line| parse_line(line).ok_or(line))
        .collect()
}

/// Reads a line such as `1|tokio v1.54.1`, or with ` (*)` where a tree was cut.
fn parse_line(line: &str) -> Option<Node> {
    let (depth, package) = line.split_once('|')?;
    let name = package.split(' ').next()?;
    (!name.is_empty()).then_some(Node {
        depth: depth.parse().ok()?,
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_depth_and_name() {
        let nodes = parse("0|one v0.1.0 (/w/one)\n\n12|two v1.0.0 (proc-macro) (*)\n");
        let expected = [
            Node {
                depth: 0,
                name: "one".to_owned(),
            },
            Node {
                depth: 12,
                name: "two".to_owned(),
            },
        ];
        assert_eq!(nodes.expect("two lines"), expected);
    }

    #[test]
    fn names_the_line_that_it_can_not_read() {
        assert_eq!(
            parse("0|one v1\n[dev-dependencies]\n"),
            Err("[dev-dependencies]")
        );
    }
}

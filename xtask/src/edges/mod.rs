//! `cargo xtask edges`: dependencies run only the way that the design allows.

mod rules;
mod tree;

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::rules::{BANS, Ban, SIBLINGS, Siblings};
use self::tree::Node;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "edges",
    parameters: "",
    about: "Checks that no forbidden dependency exists between crates",
    details: "\
Asks `cargo tree`, for all targets and all features, which sibling each crate depends on, and
compares with the allowed edges; then asks which third-party crates stand in the whole tree of the
crates that promise to do without them. Each breach is one line that names the rule.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let mut breaches = Vec::new();
    let published: BTreeSet<&str> = workspace.published().map(|it| &*it.name).collect();

    for name in &published {
        match SIBLINGS.iter().find(|rule| rule.package == *name) {
            Some(rule) => {
                let normal = tree(workspace, name, "normal,build", &["--all-features"])?;
                let dev = tree(workspace, name, "dev", &["--all-features"])?;
                breaches.extend(unlisted(rule, rule.normal, &normal, &published, ""));
                breaches.extend(unlisted(rule, rule.dev, &dev, &published, "dev-"));
            }
            None => breaches.push(format!(
                "{name} has no row in the table of siblings: add one to xtask/src/edges/rules.rs"
            )),
        }
    }
    for ban in BANS {
        let edges = if ban.with_dev {
            "normal,dev,build"
        } else {
            "normal,build"
        };
        let nodes = tree(workspace, ban.package, edges, ban.features)?;
        breaches.extend(banned(ban, &nodes));
    }

    if breaches.is_empty() {
        println!(
            "edges: {} crates and {} rules on third-party crates, no breach",
            published.len(),
            BANS.len()
        );
        return Ok(());
    }
    for breach in &breaches {
        eprintln!("edges: {breach}");
    }
    Err(Failure::check(format!(
        "{} forbidden or unknown dependency edges, listed above",
        breaches.len()
    )))
}

/// Returns the tree of a package over edges of the given kinds, for all targets.
fn tree(
    workspace: &Workspace,
    package: &str,
    edges: &str,
    features: &[&str],
) -> Result<Vec<Node>, Failure> {
    let text = process::read(
        process::cargo(workspace)
            .args(["tree", "--package", package, "--edges", edges])
            .args(["--target", "all", "--prefix", "depth", "--format", "|{p}"])
            .args(features),
    )?;
    tree::parse(&text).map_err(|line| {
        Failure::check(format!(
            "`cargo tree` wrote a line that can't be read: {line}"
        ))
    })
}

/// Returns the direct edges to siblings that are not in the list of the rule.
fn unlisted(
    rule: &Siblings,
    allowed: &[&str],
    nodes: &[Node],
    siblings: &BTreeSet<&str>,
    kind: &str,
) -> Vec<String> {
    let direct: BTreeSet<&str> = nodes
        .iter()
        .filter(|node| node.depth == 1)
        .map(|node| &*node.name)
        .filter(|name| siblings.contains(name) && !allowed.contains(name))
        .collect();
    let among = if allowed.is_empty() {
        "on no sibling".to_owned()
    } else {
        format!("among its siblings only on {}", allowed.join(", "))
    };
    direct
        .iter()
        .map(|name| {
            let package = rule.package;
            format!("{package} {kind}depends on {name}; rule: it may {kind}depend {among}")
        })
        .collect()
}

/// Returns the crates of the ban that are in the tree.
fn banned(ban: &Ban, nodes: &[Node]) -> Vec<String> {
    let found: BTreeSet<&str> = nodes
        .iter()
        .filter(|node| node.depth > 0 && ban.crates.contains(&&*node.name))
        .map(|node| &*node.name)
        .collect();
    found
        .iter()
        .map(|name| {
            format!(
                "{} has {name} in its tree{}; rule: {}",
                ban.package,
                with(ban.features),
                ban.rule
            )
        })
        .collect()
}

fn with(features: &[&str]) -> String {
    if features.is_empty() {
        String::new()
    } else {
        format!(" with {}", features.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0|a v1.0.0 (/w/crates/a)\n\
                        1|b v1.0.0 (/w/crates/b)\n\
                        2|tokio v1.54.1\n\
                        1|c v1.0.0 (/w/crates/c)\n";

    fn nodes() -> Vec<Node> {
        tree::parse(TREE).expect("a tree")
    }

    #[test]
    fn an_unlisted_sibling_is_a_breach() {
        let rule = Siblings {
            package: "a",
            normal: &["b"],
            dev: &[],
        };
        let siblings = BTreeSet::from(["a", "b", "c"]);
        assert_eq!(
            unlisted(&rule, rule.normal, &nodes(), &siblings, ""),
            ["a depends on c; rule: it may depend among its siblings only on b"]
        );
        assert_eq!(
            unlisted(&rule, rule.dev, &nodes(), &siblings, "dev-"),
            [
                "a dev-depends on b; rule: it may dev-depend on no sibling",
                "a dev-depends on c; rule: it may dev-depend on no sibling"
            ]
        );
    }

    #[test]
    fn a_banned_crate_is_found_at_any_depth() {
        let ban = Ban {
            package: "a",
            features: &["--all-features"],
            crates: &["tokio"],
            with_dev: false,
            rule: "no runtime",
        };
        assert_eq!(
            banned(&ban, &nodes()),
            ["a has tokio in its tree with --all-features; rule: no runtime"]
        );
    }

    #[test]
    fn each_rule_is_about_a_package_with_a_row() {
        let known = |name| SIBLINGS.iter().any(|rule| rule.package == name);
        assert!(BANS.iter().all(|ban| known(ban.package)));
    }
}

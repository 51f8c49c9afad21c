//! Files that need each other.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Needs, Tree};
use crate::failure::Failure;
use crate::sources::Sources;

/// Returns how many crates were looked at, and a line for each circle.
pub(super) fn complaints(sources: &Sources) -> Result<(usize, Vec<String>), Failure> {
    let mut complaints = BTreeSet::new();
    let roots = roots(sources);
    for root in &roots {
        let needs = Tree::read(sources, root)?.needs();
        complaints.extend(circles(&needs).iter().map(|circle| told(&needs, circle)));
    }
    Ok((roots.len(), Vec::from_iter(complaints)))
}

/// Returns the first files of all crates, as cargo finds them.
fn roots(sources: &Sources) -> Vec<&str> {
    let paths = sources.files().iter().map(|file| &*file.path);
    let is_root = |path: &&str| {
        let mut parts = path.rsplit('/');
        let (file, folder) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        match file {
            "lib.rs" => folder == "src",
            "main.rs" => parts.next() == Some("tests") || folder == "src",
            file => {
                let is_alone = ["bin", "tests", "benches", "examples", "fuzz_targets"];
                file.ends_with(".rs") && is_alone.contains(&folder) && parts.next() != Some("src")
                    || folder == "bin"
            }
        }
    };
    paths.filter(is_root).collect()
}

/// Returns the shortest circle through the first file of each group of files that reach each other.
fn circles(needs: &Needs) -> Vec<Vec<&str>> {
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for start in needs.keys() {
        if told.contains(&**start) {
            continue;
        }
        if let Some(circle) = shortest(needs, start) {
            told.extend(circle.iter().copied());
            circles.push(circle);
        }
    }
    circles
}

/// Returns the shortest way from a file back to it.
fn shortest<'a>(needs: &'a Needs, start: &'a str) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut edge = vec![start];
    while !edge.is_empty() {
        let mut next = Vec::new();
        for from in edge {
            for to in needs.get(from).into_iter().flat_map(BTreeMap::keys) {
                if to == start {
                    let mut way = vec![from];
                    while let Some(before) = came_from.get(way[way.len() - 1]) {
                        way.push(before);
                    }
                    way.reverse();
                    return Some(way);
                }
                if !came_from.contains_key(&**to) {
                    came_from.insert(to, from);
                    next.push(&**to);
                }
            }
        }
        edge = next;
    }
    None
}

/// Says how a circle goes, with the names that lead from file to file.
fn told(needs: &Needs, circle: &[&str]) -> String {
    let mut text = String::new();
    for (nth, from) in circle.iter().enumerate() {
        let to = circle[(nth + 1) % circle.len()];
        let name = &needs[*from][to];
        text.push_str(&format!("{from} -({name})-> "));
    }
    format!("{text}{}; rule: files of a crate form no circle", circle[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: &str = "mod one;\nmod two;\npub use one::One;\npub use two::*;\n";

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        complaints(&Sources::of(files)).expect("it is Rust").1
    }

    #[test]
    fn two_files_that_need_each_other_are_a_circle() {
        let one = "use crate::two::Two;\npub struct One(Two);\n";
        let two = "pub struct Two(crate::One);\n";
        let files = |lib, two| {
            [
                ("a/src/lib.rs", lib),
                ("a/src/one.rs", one),
                ("a/src/two/mod.rs", two),
            ]
        };
        assert_eq!(
            found(&files(LIB, two)),
            [
                "a/src/one.rs -(crate::two::Two)-> a/src/two/mod.rs -(crate::One)-> a/src/one.rs; \
              rule: files of a crate form no circle"
            ]
        );
        let for_tests = "pub struct Two;\n#[cfg(test)]\nmod tests { use crate::One; }\n";
        assert_eq!(found(&files(LIB, for_tests)), [""; 0]);
    }

    #[test]
    fn to_hand_a_name_on_is_no_need_of_it() {
        let one = "mod inner;\npub use inner::Inner;\npub struct One;\n";
        let inner = "pub struct Inner(super::super::Two);\n";
        let two = "use crate::one::One;\npub struct Two(One);\n";
        let files = |one| {
            [
                ("a/src/lib.rs", LIB),
                ("a/src/one/mod.rs", one),
                ("a/src/one/inner.rs", inner),
                ("a/src/two.rs", two),
            ]
        };
        assert_eq!(found(&files(one)), [""; 0]);
        let needs = format!("{one}fn new() -> Inner {{ todo!() }}\n");
        assert_eq!(found(&files(&needs)).len(), 1);
    }

    #[test]
    fn what_the_modules_around_have_is_at_hand() {
        let lib = "mod one;\nuse one::One;\nstruct Parent(One);\n";
        let files = [
            ("a/src/lib.rs", lib),
            ("a/src/one.rs", "pub struct One(super::Parent);\n"),
        ];
        assert_eq!(found(&files), [""; 0]);
    }

    #[test]
    fn the_first_files_are_those_of_cargo() {
        let paths = [
            "a/src/lib.rs",
            "a/src/main.rs",
            "a/src/bin/x.rs",
            "a/src/examples/x.rs",
            "a/src/x/main.rs",
            "a/tests/it/main.rs",
            "a/tests/it/x.rs",
            "a/tests/x.rs",
            "a/benches/x.rs",
            "fuzz/fuzz_targets/x.rs",
        ];
        let files: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
        assert_eq!(
            roots(&Sources::of(&files)),
            [0, 1, 2, 5, 7, 8, 9].map(|nth: usize| paths[nth])
        );
    }
}

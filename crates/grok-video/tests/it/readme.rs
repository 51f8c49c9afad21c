//! The programs in the documents are those that are compiled and run.

const CRATE: &str = include_str!("../../README.md");
const WORKSPACE: &str = include_str!("../../../../README.md");

/// Returns the first block of Rust in a document that holds `word`.
fn block(document: &str, word: &str) -> String {
    let blocks = document.split("\n```rust").skip(1);
    let mut blocks = blocks.filter_map(|rest| {
        let (_, code) = rest.split_once('\n')?;
        code.split_once("\n```")
            .map(|(code, _)| format!("{code}\n"))
    });
    blocks.find(|code| code.contains(word)).unwrap()
}

#[track_caller]
fn check(document: &str, word: &str, program: &str) {
    assert_eq!(block(document, word), program);
}

#[test]
fn the_shortest_program_is_the_one_that_is_run() {
    let program = include_str!("../../examples/kite/program.rs");
    check(CRATE, "save_to", program);
    check(WORKSPACE, "save_to", program);
}

#[test]
fn the_program_with_a_ledger_is_the_one_that_is_run() {
    check(
        CRATE,
        "SqliteLedger",
        include_str!("../../examples/resume/program.rs"),
    );
}

#[test]
fn the_program_that_blocks_is_the_one_that_is_run() {
    check(
        CRATE,
        "blocking",
        include_str!("../../examples/blocking/program.rs"),
    );
}

//! Kills at every system call of a save, and their order.

use tempfile::tempdir;

use super::outcome::Outcome;
use super::strace::{self, Call, Publishing, Trace};
use super::writer::acknowledgement;

#[test]
fn at_every_system_call_nothing_is_corrupt_or_lost() {
    kill_at_every_call(Publishing::Rename);
}

#[test]
fn at_every_system_call_of_a_save_by_links_nothing_is_corrupt_or_lost() {
    kill_at_every_call(Publishing::Link);
}

#[track_caller]
fn kill_at_every_call(publishing: Publishing) {
    let what = format!("kills at every system call of a save, {publishing:?}");
    if !strace::is_here(&what) {
        return;
    }
    let folder = tempdir().expect("a temporary folder");
    let whole = Trace::of_writer(folder.path(), publishing, None);
    assert!(!whole.is_killed);
    assert_eq!(whole.n_acknowledged, 2);
    Outcome::of_kill(folder.path(), 2).check();

    // A kill on entering a call is one after the call before it.
    let n_calls = n_until(&whole.calls, &acknowledgement(1));
    let mut total = Outcome::default();
    for (i, call) in whole.calls[..n_calls].iter().enumerate() {
        // strace does one thing to a call: this one fails already, and is as good as the next.
        if publishing == Publishing::Link && call.name == "renameat2" {
            continue;
        }
        let killed = Trace::of_writer(folder.path(), publishing, Some(call));
        assert!(killed.is_killed, "at {call:?}");
        let last = killed.calls.last().expect("it was ready");
        assert_eq!(
            (killed.calls.len(), &last.name, last.ordinal),
            (i + 1, &call.name, call.ordinal),
            "killed at {last:?} instead of {call:?}"
        );
        total += Outcome::of_kill(folder.path(), killed.n_acknowledged);
    }
    crate::say(&format!("at every system call, {publishing:?}: {total}"));
    total.check();
    // Two temporaries live for nine calls each, and two names are published for three each before
    // they are acknowledged; a debug build makes some more.
    assert!(total.n_amid >= 18, "{total}");
    assert!(total.n_unacknowledged >= 6, "{total}");
    assert!(total.n_acknowledged >= 12, "{total}");
}

#[test]
fn the_system_calls_of_a_save_come_in_their_order() {
    if !strace::is_here("the order of the system calls of a save") {
        return;
    }
    check_order(Publishing::Rename, &["publish without replacing"]);
    let by_links = [
        "fail to publish",
        "publish by a link",
        "remove the temporary",
    ];
    check_order(Publishing::Link, &by_links);
}

#[track_caller]
fn check_order(publishing: Publishing, publish: &[&str]) {
    let folder = tempdir().expect("a temporary folder");
    let folder = folder.path();
    let trace = Trace::of_writer(folder, publishing, None);
    let n_calls = n_until(&trace.calls, &acknowledgement(0));
    let path = folder.to_str().expect("it is text");
    let mut steps: Vec<&str> = Vec::new();
    for Call { text, .. } in &trace.calls[..n_calls] {
        let is_about = text.contains(path) || text.contains(&acknowledgement(0));
        // The standard library looks, in debug builds, whether what it closes is open.
        if is_about && !text.contains("F_GETFD") {
            let step = step(text, path);
            // The video comes in several pieces.
            if steps.last() != Some(&step) || step != "write" {
                steps.push(step);
            }
        }
    }
    let before = [
        "open folder",
        "look for the target, in vain",
        "create exclusively",
        "write",
        "sync file",
        "close file",
    ];
    let after = ["sync folder", "close folder", "acknowledge"];
    assert_eq!(steps, [&before, publish, &after].concat());
}

/// Names what a call that mentions the folder or the acknowledgement does.
fn step<'a>(text: &'a str, folder: &str) -> &'a str {
    let target = format!("{folder}/0.mp4");
    let is_temporary = text.contains("/.0.mp4.") && text.contains(".part>");
    let call = text.split('(').next().unwrap_or_default();
    match call {
        "open" | "openat" if text.contains("O_DIRECTORY") => "open folder",
        "statx" | "newfstatat" | "lstat"
            if text.contains(&format!("\"{target}\"")) && text.contains("ENOENT") =>
        {
            "look for the target, in vain"
        }
        "openat" if is_temporary && text.contains("O_CREAT|O_EXCL") => "create exclusively",
        "write" if is_temporary => "write",
        "fsync" if is_temporary && text.ends_with("= 0") => "sync file",
        "close" if is_temporary => "close file",
        "renameat2"
            if text.contains(r#".part", "#)
                && text.contains(r#""0.mp4", RENAME_NOREPLACE"#)
                && text.ends_with("= 0") =>
        {
            "publish without replacing"
        }
        "renameat2" if text.contains("EINVAL") => "fail to publish",
        "linkat" if text.contains(r#", "0.mp4", 0) = 0"#) => "publish by a link",
        "unlinkat" if text.contains(r#".part", 0) = 0"#) => "remove the temporary",
        "fsync" if text.contains(&format!("<{folder}>)")) && text.ends_with("= 0") => "sync folder",
        "close" if text.contains(&format!("<{folder}>)")) => "close folder",
        "write" if text.starts_with("write(2") => "acknowledge",
        _ => text,
    }
}

/// Returns how many calls there are until the one that says `line`, itself included.
fn n_until(calls: &[Call], line: &str) -> usize {
    let says = |call: &Call| call.text.starts_with("write(2") && call.text.contains(line);
    let position = calls.iter().position(says);
    position.expect("the writer said it") + 1
}

//! Manual pages, completions, help and the version: all commands and all options are in them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use super::program::{bare, run};
use super::say;

fn shown(args: &[&str]) -> String {
    let ran = run(&mut bare(), args);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (0, ""),
        "{args:?}: {ran:?}"
    );
    ran.stdout
}

/// Returns the names of all commands but `help`, as the help lists them.
fn commands() -> Vec<String> {
    let help = shown(&["--help"]);
    let list = help.split("Commands:\n").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  "));
    let names = names.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let names: Vec<_> = names
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect();
    assert!(names.len() >= 12, "{names:?}");
    names
}

/// Returns the long options that a help lists.
fn options(help: &str) -> BTreeSet<String> {
    let lines = help.lines().map(str::trim_start);
    let lines = lines.filter(|line| line.starts_with('-'));
    let words = lines.filter_map(|line| line.split([' ', ',']).find(|word| word.starts_with("--")));
    words.map(str::to_owned).collect()
}

#[test]
fn each_manual_page_has_all_options_of_its_command() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    assert_eq!(shown(&["man", "--dir", dir]), "");
    let of_all = options(&shown(&["--help"]));
    assert!(of_all.contains("--base-url") && of_all.contains("--no-ledger"));
    let mut files = BTreeSet::from(["grok-video.1".to_owned()]);
    let program = shown(&["man"]);
    for name in commands() {
        let page = shown(&["man", &name]);
        let file = format!("grok-video-{name}.1");
        let written = fs::read_to_string(folder.path().join(&file)).unwrap();
        assert_eq!(written, page, "{name}");
        files.insert(file);
        let help = shown(&[&name, "--help"]);
        let too_long = help.lines().find(|line| line.chars().count() > 120);
        assert_eq!(too_long, None, "{name}");
        let options = options(&help);
        assert!(options.contains("--help"), "{name}");
        is_a_page(&name, &page);
        let plain = page.replace("\\-", "-");
        for option in options.iter().filter(|option| !of_all.contains(*option)) {
            assert!(
                plain.contains(option),
                "{option} is not in the page of {name}"
            );
        }
        assert!(
            program.contains(&format!("grok\\-video\\-{name}(1)")),
            "{name}"
        );
    }
    let plain = program.replace("\\-", "-");
    for option in &of_all {
        assert!(
            plain.contains(option),
            "{option} is not in the page of the program"
        );
    }
    is_a_page("the program", &program);
    let written = fs::read_dir(folder.path()).unwrap();
    let written: BTreeSet<_> = written
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(written, files);
}

/// Checks that a page has its parts, and where there is a typesetter, that it has nothing to complain about.
#[track_caller]
fn is_a_page(name: &str, page: &str) {
    for part in [
        ".TH grok-video",
        ".SH NAME",
        ".SH SYNOPSIS",
        ".SH OPTIONS",
        ".SH EXTRA",
    ] {
        let is_there = page.contains(part) || (part == ".SH EXTRA" && name == "config");
        assert!(is_there, "{part} is not in the page of {name}");
    }
    let version = concat!("\"grok-video ", env!("CARGO_PKG_VERSION"), "\"");
    assert!(
        page.contains(version),
        "{name}: {}",
        page.lines().nth(2).unwrap()
    );
    let groff = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww", "-z"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut groff) = groff else {
        say(&format!(
            "NOT CHECKED, for groff is missing: how the page of {name} reads"
        ));
        return;
    };
    let mut input = groff.stdin.take().unwrap();
    input.write_all(page.as_bytes()).unwrap();
    drop(input);
    let output = groff.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{name}: {said}");
}

#[test]
fn a_page_of_no_command_and_a_folder_that_is_not_there_are_told() {
    let ran = run(&mut bare(), ["man", "dance"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    let ran = run(&mut bare(), ["man", "--dir", "/nowhere/man1"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (7, ""), "{ran:?}");
    let ran = run(&mut bare(), ["man", "wait", "--dir", "/tmp"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn completions_name_every_command_and_its_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = shown(&["completions", shell]);
        for name in commands() {
            assert!(script.contains(&name), "{name} is not in those for {shell}");
            for option in options(&shown(&[&name, "--help"])) {
                let word = if shell == "fish" {
                    &option[2..]
                } else {
                    &option
                };
                assert!(
                    script.contains(word),
                    "{option} of {name} is not in those for {shell}"
                );
            }
        }
    }
    assert_eq!(run(&mut bare(), ["completions", "tcsh"]).code, 2);
}

#[cfg(unix)]
#[test]
fn bash_completes_what_is_begun() {
    let script = shown(&["completions", "bash"]);
    let complete = |words: &str, n: usize| {
        let call = format!(
            "COMP_WORDS=({words}); COMP_CWORD={n}; _grok__video grok-video \"${{COMP_WORDS[{n}]}}\" \
             \"${{COMP_WORDS[{n}-1]}}\"; printf '%s ' \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash")
            .args(["-c", &format!("{script}\n{call}")])
            .output();
        // Without this shell there is nobody to complete anything.
        output.ok().map(|output| {
            let mut words: Vec<_> = String::from_utf8(output.stdout)
                .unwrap()
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            words.sort();
            words.join(" ")
        })
    };
    for (words, n, completed) in [
        ("grok-video res", 1, "resolve resume"),
        ("grok-video generate --fr", 2, "--from"),
        (
            "grok-video wait --schedule ''",
            3,
            "adaptive fixed provider",
        ),
        ("grok-video list --state un", 3, "unknown"),
    ] {
        match complete(words, n) {
            Some(found) => assert_eq!(found, completed, "{words}"),
            None => say(&format!(
                "NOT CHECKED, for bash is missing: what it completes of {words}"
            )),
        }
    }
}

#[test]
fn the_version_is_told_short_and_long() {
    let version = concat!("grok-video ", env!("CARGO_PKG_VERSION"));
    assert_eq!(shown(&["-V"]), format!("{version}\n"));
    let long = shown(&["--version"]);
    assert!(long.starts_with(&format!("{version}\n")), "{long}");
    for word in ["rustls", "SQLite", "provider, fixed, adaptive"] {
        assert!(long.contains(word), "{long}");
    }
}

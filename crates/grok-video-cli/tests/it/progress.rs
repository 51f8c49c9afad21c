//! What a person sees on a terminal, and what is left of it in the end.

use std::process::Command;

use grok_video_mock::{Fault, MockServer, Scope, Script, Trigger};
use rustix::process::Signal;

use super::program::{Ran, input, service, service_with};
use super::screen::Shown;
use super::terminal::{OnTerminal, Outputs, Terminal};
use super::user::{User, generate, generate_from, requests};

/// Returns a command as on a usual terminal.
fn on_terminal(user: &User) -> Command {
    let mut command = user.command();
    command
        .env("TERM", "xterm-256color")
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("LC_CTYPE")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

fn as_usual(command: &mut Command) -> &mut Command {
    command
}

/// Makes a video of a prompt on a terminal of so many columns.
fn shown(
    columns: u16,
    change: impl FnOnce(&mut Command) -> &mut Command,
    outputs: Outputs,
) -> Shown {
    let server = service_with(Script::after_polls(4, 4));
    let user = User::of(&server);
    let mut command = on_terminal(&user);
    change(&mut command);
    let args = generate("kite", user.folder());
    let shown = Terminal::new(columns).start(command, args, outputs).end();
    assert_eq!((shown.code, user.videos().len()), (0, 1), "{shown:?}");
    assert!(!shown.text.contains("canary"), "{shown:?}");
    shown
}

/// Returns the lines of progress.
fn progress(shown: &Shown) -> Vec<String> {
    let pieces = shown.pieces().into_iter();
    pieces.filter(|piece| is_progress(piece)).collect()
}

/// Tells whether a text is a line of progress: it begins with the sign that something goes on, or counts tasks.
fn is_progress(text: &str) -> bool {
    let first = text.chars().next();
    let is_sign = first.is_some_and(|c| "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏-\\|/".contains(c));
    (is_sign && text[first.map_or(0, char::len_utf8)..].starts_with(' '))
        || text.contains(" tasks: ")
}

#[track_caller]
fn is_gone(shown: &Shown, columns: usize) {
    let rows = shown.rows(columns);
    assert!(!rows.iter().any(|row| is_progress(row)), "{rows:#?}");
}

#[test]
fn lines_of_progress_fit_and_are_gone_in_the_end() {
    for columns in [80, 120, 40] {
        let shown = shown(columns, as_usual, Outputs::Both);
        let lines = progress(&shown);
        assert!(lines.len() > 1, "{shown:?}");
        for line in &lines {
            assert!(line.chars().count() < columns.into(), "{columns}: {line}");
        }
        is_gone(&shown, columns.into());
        let rows = shown.rows(columns.into()).join("");
        let words = [
            " created ",
            " queued",
            " processing",
            " completed ",
            "saved ",
        ];
        for word in words {
            assert!(rows.contains(word.trim_end()), "{word}: {rows}");
        }
        assert!(shown.has_colour());
    }
}

#[test]
fn a_terminal_of_20_columns_and_one_that_tells_no_size_will_do() {
    for columns in [20, 0] {
        let shown = shown(columns, as_usual, Outputs::Both);
        // One that tells none counts as one of 80.
        let most = if columns > 0 { columns.into() } else { 80 };
        let lines = progress(&shown);
        assert!(!lines.is_empty(), "{shown:?}");
        for line in lines {
            assert!(line.chars().count() < most, "{columns}: {line}");
        }
        is_gone(&shown, most);
    }
}

#[test]
fn a_terminal_in_which_no_line_has_room_gets_none() {
    for columns in [1, 19] {
        let shown = shown(columns, as_usual, Outputs::Both);
        assert!(progress(&shown).is_empty(), "{shown:?}");
    }
}

#[test]
fn many_tasks_have_as_many_lines_as_there_is_room_for_and_a_summary() {
    let server = service_with(Script::after_polls(6, 4));
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(30));
    let args = generate_from(&file, user.folder());
    let shown = Terminal::new(80)
        .start(on_terminal(&user), args, Outputs::Stderr)
        .end();
    assert_eq!((shown.code, user.videos().len()), (0, 30));
    let lines = progress(&shown);
    assert!(
        lines.iter().any(|line| line.starts_with("30 tasks: ")),
        "{lines:?}"
    );
    assert!(lines.iter().all(|line| line.chars().count() < 80));
    // Half of the rows at most, between two drawings of the summary.
    let drawings = lines.split(|line| line.contains(" tasks: "));
    let most = drawings.map(<[String]>::len).max().unwrap();
    assert!((1..12).contains(&most), "{most} lines at a time");
    assert_eq!(
        shown.rows(80),
        Vec::<String>::new(),
        "nothing is left of it"
    );
}

#[test]
fn no_colour_is_shown_to_who_wants_none() {
    let shown = shown(80, |command| command.env("NO_COLOR", "1"), Outputs::Both);
    assert!(!shown.has_colour(), "{shown:?}");
    assert!(!progress(&shown).is_empty(), "progress is no colour");
    is_gone(&shown, 80);
}

#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let shown = shown(80, |command| command.env("TERM", "dumb"), Outputs::Both);
    assert!(!shown.has_escapes(), "{shown:?}");
    assert!(progress(&shown).is_empty(), "{shown:?}");
    assert_eq!(shown.text.matches("\r\n").count(), 5, "{shown:?}");
}

#[test]
fn a_locale_without_unicode_gets_none() {
    for (name, value) in [
        ("LANG", "C"),
        ("LC_ALL", "POSIX"),
        ("LC_CTYPE", "de_DE.ISO-8859-1"),
    ] {
        let shown = shown(80, |command| command.env(name, value), Outputs::Both);
        assert!(shown.text.is_ascii(), "{shown:?}");
        assert!(!progress(&shown).is_empty());
        is_gone(&shown, 80);
    }
}

#[test]
fn whoever_wants_quiet_has_it() {
    let shown = shown(80, |command| command.arg("-q"), Outputs::Both);
    assert!(progress(&shown).is_empty(), "{shown:?}");
    assert_eq!(
        shown.text.matches("\r\n").count(),
        5,
        "results are told: {shown:?}"
    );
}

#[test]
fn each_output_is_a_terminal_by_itself() {
    // Progress on the terminal, results into a pipe, without colour.
    let one = shown(80, as_usual, Outputs::Stderr);
    assert!(!progress(&one).is_empty());
    assert!(!one.elsewhere.contains('\u{1b}'));
    assert_eq!(one.elsewhere.lines().count(), 5, "{one:?}");
    assert_eq!(one.rows(80), Vec::<String>::new());
    // Results on the terminal, in colour, and no progress anywhere.
    let other = shown(80, as_usual, Outputs::Stdout);
    assert_eq!(other.elsewhere, "");
    assert!(
        progress(&other).is_empty() && other.has_colour(),
        "{other:?}"
    );
    // Events are never coloured, and have no progress among them.
    let json = shown(
        80,
        |command| command.args(["--output", "json"]),
        Outputs::Stdout,
    );
    assert!(!json.has_escapes(), "{json:?}");
    let ran = Ran {
        code: json.code,
        stdout: json.text.replace("\r\n", "\n"),
        stderr: json.elsewhere,
    };
    super::events::keeps_the_contract(&ran);
    assert_eq!(ran.names().last().unwrap(), "saved");
}

/// Starts a wait for a task that never ends, and returns once its progress is shown.
fn endless(user: &User, server: &MockServer) -> OnTerminal {
    server.plant("video_1", "grok_video3", Script::after_polls(0, 1_000_000));
    let args = ["wait", "video_1", "--interval", "20ms", "--timeout", "60s"];
    let mut running = Terminal::new(80).start(on_terminal(user), args, Outputs::Both);
    running.shows(" left, poll in ");
    running
}

#[test]
fn an_interrupt_takes_the_progress_away() {
    for signal in [Signal::INT, Signal::TERM] {
        let server = service();
        let user = User::of(&server);
        let running = endless(&user, &server);
        running.send(signal);
        let shown = running.end();
        assert_eq!(shown.code, 130);
        is_gone(&shown, 80);
        let rows = shown.rows(80);
        assert_eq!(
            rows,
            [
                "video_1 processing",
                "interrupted; go on with: grok-video wait video_1"
            ]
        );
    }
}

#[test]
fn an_error_and_a_warning_are_told_above_the_progress() {
    let server = service();
    let user = User::of(&server);
    let fault = Fault::status(503);
    let first = Trigger::first(2);
    server.inject(Scope::queries(), first, fault);
    let failing = "[mock:fail no such bird]";
    let args = generate(failing, user.folder());
    let shown = Terminal::new(100)
        .start(on_terminal(&user), args, Outputs::Both)
        .end();
    assert_eq!(shown.code, 3);
    is_gone(&shown, 100);
    let rows = shown.rows(100);
    let n_warnings = rows
        .iter()
        .filter(|row| row.starts_with("warning: "))
        .count();
    assert_eq!(n_warnings, 1, "the same once: {rows:#?}");
    assert!(
        rows.last().unwrap().ends_with(" failed: no such bird"),
        "{rows:#?}"
    );
}

#[test]
fn ids_come_through_a_pipe_while_the_terminal_shows_progress() {
    let server = service();
    let user = User::of(&server);
    for id in ["a", "b"] {
        server.plant(id, "grok_video3", Script::after_polls(4, 4));
    }
    let mut command = on_terminal(&user);
    command.stdin(input("a\nb\n"));
    let args = ["wait", "-", "--interval", "20ms", "--timeout", "60s"];
    let shown = Terminal::new(80).start(command, args, Outputs::Both).end();
    assert_eq!(shown.code, 0);
    assert!(
        progress(&shown)
            .iter()
            .any(|line| line.starts_with("2 tasks: ")),
        "{shown:?}"
    );
    is_gone(&shown, 80);
}

#[test]
fn a_table_fits_into_the_terminal_it_is_shown_on() {
    let server = service();
    let user = User::of(&server);
    let prompt = "a kite over the sea ".repeat(20);
    let create = ["create", "--model", "grok_video3", "--prompt", &prompt];
    assert_eq!(user.run(create).code, 0);
    for columns in [80, 100, 20] {
        let shown = Terminal::new(columns)
            .start(on_terminal(&user), ["list"], Outputs::Both)
            .end();
        assert_eq!(shown.code, 0);
        let rows = shown.text.split("\r\n").filter(|row| !row.is_empty());
        let widths: Vec<_> = rows.map(|row| row.chars().count()).collect();
        assert_eq!(widths.len(), 2);
        assert!(
            widths.iter().all(|width| *width <= columns.into()),
            "{shown:?}"
        );
    }
    let wide = user.run(["list"]).stdout;
    assert!(
        wide.lines().last().unwrap().chars().count() > 300,
        "a pipe gets all of it: {wide}"
    );
}

//! What `config` shows.

use std::process::Command;

use super::events::keeps_the_contract;
use super::program::{KEY, Ran, at, bare, input, nobody, run, service};
use super::user::User;

fn json(command: &mut Command, args: &[&str]) -> serde_json::Value {
    let ran = run(command.args(["--output", "json", "config"]), args);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    keeps_the_contract(&ran);
    assert_eq!(ran.names(), ["config"]);
    ran.last()
}

fn human(command: &mut Command, args: &[&str]) -> Ran {
    let ran = run(command.arg("config"), args);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    ran
}

#[test]
fn it_tells_where_everything_comes_from_and_never_the_key() {
    // `run` looks for the key in both outputs.
    let base = nobody();
    let config = json(&mut at(&base), &[]);
    assert_eq!(config["base_url"], base.as_str());
    assert_eq!(config["base_url_from"], "GROK_VIDEO_BASE_URL");
    assert_eq!(
        (&config["key"], &config["key_from"]),
        (&true.into(), &"GROK_VIDEO_API_KEY".into())
    );
    assert_eq!(config["version"], env!("CARGO_PKG_VERSION"));
    let shown = human(&mut at(&base), &[]).stdout;
    assert!(
        shown.contains(&format!("{base} (from GROK_VIDEO_BASE_URL)")),
        "{shown}"
    );
    assert!(
        shown.contains("set, and not shown (from GROK_VIDEO_API_KEY)"),
        "{shown}"
    );

    let other = "https://relay.invalid/v2";
    let config = json(&mut at(&base), &["--base-url", other]);
    assert_eq!(
        (&config["base_url"], &config["base_url_from"]),
        (&other.into(), &"--base-url".into())
    );
    let config = json(&mut bare(), &[]);
    assert_eq!(config["base_url_from"], "default");
    assert!(config["base_url"].as_str().unwrap().starts_with("https://"));
    assert_eq!(config["key"], false);
    let shown = human(&mut bare(), &[]).stdout;
    assert!(
        shown.contains("not set, or not usable (from GROK_VIDEO_API_KEY)"),
        "{shown}"
    );
}

#[test]
fn a_key_in_a_file_or_in_standard_input_is_found_and_not_read_aloud() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), KEY).unwrap();
    let path = file.path().to_str().unwrap();
    let config = json(&mut bare(), &["--api-key-file", path]);
    assert_eq!(
        (&config["key"], &config["key_from"]),
        (&true.into(), &"--api-key-file".into())
    );
    assert!(
        !human(&mut bare(), &["--api-key-file", path])
            .stdout
            .contains(path)
    );
    let config = json(&mut at(&nobody()), &["--api-key-file", "/nowhere"]);
    assert_eq!(config["key"], false);
    // A key in the place of its path, by mistake.
    let config = json(&mut bare(), &["--api-key-file", KEY]);
    assert_eq!(config["key"], false);
    let config = json(bare().stdin(input(KEY)), &["--api-key-file", "-"]);
    assert_eq!(config["key_from"], "standard input");
    let broken = format!("{KEY}\nx: y");
    let config = json(bare().env("GROK_VIDEO_API_KEY", broken), &[]);
    assert_eq!(config["key"], false);
}

#[test]
fn it_tells_where_the_ledger_is_and_makes_none() {
    let server = service();
    let user = User::of(&server);
    let ledger = user.state_folder().join("ledger.db");
    let config = json(&mut user.command(), &[]);
    assert_eq!(config["ledger"], ledger.to_str().unwrap());
    assert_eq!(
        config["state_folder"],
        user.state_folder().to_str().unwrap()
    );
    assert_eq!(config["ledger_exists"], false);
    assert!(
        human(&mut user.command(), &[])
            .stdout
            .contains("ledger.db (not made yet)")
    );
    assert!(!user.state_folder().exists());
    let create = ["create", "--model", "grok_video3", "--prompt", "kite"];
    assert_eq!(user.run(create).code, 0);
    assert_eq!(json(&mut user.command(), &[])["ledger_exists"], true);
    let own = user.path("own.db");
    assert_eq!(
        json(&mut user.command(), &["--ledger", &own])["ledger"],
        own.as_str()
    );
    let config = json(&mut user.command(), &["--no-ledger"]);
    assert_eq!(
        (&config["ledger"], &config["ledger_exists"]),
        (&serde_json::Value::Null, &false.into())
    );
    assert_eq!(server.counts().total(), 1, "the service is not asked");
}

#[test]
fn a_base_that_is_none_is_told() {
    for base in [
        "http://relay.invalid",
        "kite",
        "https://user:pass@e.invalid",
    ] {
        let ran = run(&mut at(base), ["--output", "json", "config"]);
        assert_eq!(
            (ran.code, ran.last()["kind"].as_str()),
            (2, Some("usage")),
            "{base}"
        );
    }
}

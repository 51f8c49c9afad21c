//! What is to be made, and where it goes.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use grok_video::poller::Forecast;
use grok_video::{Client, CreateVideo, Generate, Model, Target};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// The most that a file of requests may hold, in bytes: reference images may stand in it.
const LARGEST: u64 = 256 * 1024 * 1024;
/// How many requests it may hold.
const MOST: usize = 100_000;

/// Asks for one video.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// What it is called in errors; empty where it is the only one.
    pub(super) name: String,
    /// What it is called in the ledger; the same name again is the same task.
    pub(super) ledger_name: Option<Box<str>>,
    pub(super) request: CreateVideo,
    pub(super) target: PathBuf,
    /// How long it may take, where that is known better than by what was learned.
    pub(super) forecast: Option<Forecast>,
}

impl Order {
    pub(super) fn single(request: CreateVideo, save: &Path) -> Self {
        Self {
            name: String::new(),
            ledger_name: None,
            request,
            target: save.to_owned(),
            forecast: None,
        }
    }

    pub(super) fn generate(&self, client: &Client) -> Generate {
        let generate = client.generate(self.request.clone()).save_to(&self.target);
        match &self.ledger_name {
            Some(name) => generate.named(name.clone()),
            None => generate,
        }
    }
}

/// Reads an order a line, all of which go into the folder `save`.
pub(super) fn read_orders(file: &Path, save: &Path) -> Result<Vec<Order>, Failure> {
    let shown = file.display();
    let no_file = |error: io::Error| Failure::usage(&format!("{shown} can't be read: {error}"));
    if file == Path::new("-") {
        return orders(io::stdin(), save, "standard input");
    }
    let input = File::open(file).map_err(no_file)?;
    if input.metadata().map_err(no_file)?.is_dir() {
        return Err(Failure::usage(&format!(
            "{shown} is a folder; give a file of requests"
        )));
    }
    orders(input, save, &shown.to_string())
}

fn orders(input: impl Read, save: &Path, whence: &str) -> Result<Vec<Order>, Failure> {
    if !Target::parse(save).is_folder() {
        return Err(Failure::usage(
            "several results cannot go into one file; give --save a folder",
        ));
    }
    let mut input = BufReader::new(input.take(LARGEST + 1));
    let (mut n_read, mut line) = (0, Vec::new());
    let mut orders = Vec::new();
    let mut files = HashSet::new();
    let mut n_alike = HashMap::new();
    for n in 1.. {
        line.clear();
        let length = input.read_until(b'\n', &mut line);
        let length =
            length.map_err(|error| Failure::usage(&format!("{whence} can't be read: {error}")))?;
        n_read += length as u64;
        if n_read > LARGEST || orders.len() > MOST {
            return Err(Failure::usage(&format!(
                "{whence} is too large; give at most 256 MiB and {MOST} requests at once"
            )));
        }
        if length == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let wrong = |why: String| Failure::usage(&format!("line {n} of {whence}: {why}"));
        let mut form = Form::read(line.trim_ascii()).map_err(wrong)?;
        if let Some(file) = &form.file
            && !files.insert(file.clone())
        {
            return Err(wrong(format!(
                "an earlier line has the file {file:?} already"
            )));
        }
        let target = match &form.file {
            Some(file) => save.join(file),
            None => save.to_owned(),
        };
        let ledger_name = form.name.take().unwrap_or_else(|| {
            let digest = form.digest();
            let n = n_alike.entry(digest.clone()).or_insert(0);
            *n += 1;
            format!("{digest}-{n}")
        });
        orders.push(Order {
            name: format!("line {n}"),
            ledger_name: Some(ledger_name.into()),
            request: form.request,
            target,
            forecast: None,
        });
    }
    if orders.is_empty() {
        return Err(Failure::usage(&format!(
            "{whence} holds no request; give one JSON object a line"
        )));
    }
    Ok(orders)
}

/// A line: what a create call takes, and what the user calls it.
#[derive(Debug)]
struct Form {
    name: Option<String>,
    file: Option<String>,
    request: CreateVideo,
}

impl Form {
    fn read(line: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(line).map_err(|error| {
            format!("{error}; give a JSON object such as {{\"model\":\"grok_video3\",\"prompt\":\"a kite\"}}")
        })?;
        let Value::Object(mut fields) = value else {
            return Err("it is no JSON object".to_owned());
        };
        let mut text = |field: &str| match fields.remove(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(format!("`{field}` is no text")),
        };
        let (name, file) = (text("name")?, text("file")?);
        if let Some(file) = &file
            && !is_plain(file)
        {
            return Err(format!(
                "`file` is {file:?}; give a file name without a folder, which goes into that of --save"
            ));
        }
        let request: CreateVideo =
            serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())?;
        if let Model::Other(_) = request.model() {
            return Err(format!(
                "{:?} is no model; choose grok_video3, grok_video3_pro, grok_video3_max or grok_video3_stable",
                request.model().as_str()
            ));
        }
        Ok(Self {
            name,
            file,
            request,
        })
    }

    /// Returns what the same line has the next time as well.
    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.request.to_json());
        if let Some(file) = &self.file {
            hash.update([0]);
            hash.update(file);
        }
        hash.finalize()[..12]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Tells whether a text names a file in a folder, and nothing else.
fn is_plain(file: &str) -> bool {
    let mut parts = Path::new(file).components();
    let is_name = matches!(parts.next(), Some(std::path::Component::Normal(_)));
    let has_separator = file.contains(['/', '\\']);
    is_name && parts.next().is_none() && !has_separator && !file.contains(char::is_control)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<Vec<Order>, String> {
        let folder = std::env::temp_dir();
        orders(lines.as_bytes(), &folder, "the file").map_err(|failure| failure.message)
    }

    #[test]
    fn the_same_lines_have_the_same_names_wherever_they_stand() {
        let kite = r#"{"model":"grok_video3","prompt":"kite"}"#;
        let boat = r#"{"model":"grok_video3","prompt":"boat","duration":10}"#;
        let names = |lines: &[&str]| {
            let mut names: Vec<_> = read(&lines.join("\n"))
                .unwrap()
                .into_iter()
                .map(|order| order.ledger_name.unwrap())
                .collect();
            names.sort();
            names
        };
        let all = names(&[kite, boat, kite]);
        assert_eq!(all, names(&[kite, "", kite, boat]));
        assert_ne!(all[0], all[1]);
        assert_ne!(all[1], all[2]);
    }

    #[test]
    fn a_line_may_name_its_task_and_its_file() {
        let line = r#"{"name":"first","file":"kite.mp4","model":"grok_video3","prompt":"kite"}"#;
        let order = read(line).unwrap().remove(0);
        assert_eq!(order.ledger_name.as_deref(), Some("first"));
        assert_eq!(order.target, std::env::temp_dir().join("kite.mp4"));
        assert_eq!(
            (order.name.as_str(), order.request.prompt()),
            ("line 1", "kite")
        );
    }

    #[test]
    fn wrong_lines_are_told_by_their_number() {
        let good = r#"{"model":"grok_video3","prompt":"kite","file":"a.mp4"}"#;
        for (line, words) in [
            ("{", "EOF"),
            ("[]", "no JSON object"),
            (r#"{"model":"grok_video3"}"#, "prompt"),
            (
                r#"{"model":"grok_video3","prompt":"kite","durations":10}"#,
                "durations",
            ),
            (
                r#"{"model":"grok_video3","prompt":"kite","name":7}"#,
                "`name`",
            ),
            (
                r#"{"model":"grok_video3","prompt":"kite","file":"../a.mp4"}"#,
                "`file`",
            ),
            (
                r#"{"model":"grok_video3","prompt":"kite","file":"/a.mp4"}"#,
                "`file`",
            ),
            (r#"{"model":"other","prompt":"kite"}"#, "no model"),
            (good, "an earlier line"),
        ] {
            let told = read(&format!("{good}\n\n{line}\n")).unwrap_err();
            assert!(
                told.starts_with("line 3 of the file: ") && told.contains(words),
                "{told}"
            );
        }
        assert!(read("").unwrap_err().contains("holds no request"));
    }
}

//! Queries one task with `reqwest` and `grok-video-types`, and nothing else of ours.
//!
//! ```text
//! GROK_VIDEO_API_KEY=… query_with_reqwest BASE_URL TASK_ID
//! ```
//!
//! `reqwest` is compiled without TLS here, as this is run against a mock on this machine. A program
//! that talks to the service turns TLS on: `reqwest = { version = "0.13", features = ["blocking"] }`.

#![expect(clippy::print_stdout, reason = "the task is printed")]

use grok_video_types::{decode, query_path};
use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let key = env::var("GROK_VIDEO_API_KEY").or(Err("GROK_VIDEO_API_KEY is not set"))?;
    let base = env::args().nth(1).ok_or("the base URL is missing")?;
    let id = env::args().nth(2).ok_or("the task's id is missing")?;
    let url = format!("{base}{}", query_path(&id.parse()?));
    let client = reqwest::blocking::Client::new();
    let answer = client.get(url).bearer_auth(key).send()?;
    match decode(answer.status().as_u16(), &answer.bytes()?) {
        Ok(task) => println!("{task}"),
        Err(error) => Err(format!("{}: {error}", error.kind().as_str()))?,
    }
    Ok(())
}

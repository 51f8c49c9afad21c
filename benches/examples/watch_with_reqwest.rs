//! Watches one task with `reqwest` and `grok-video-poller`, and no transport of ours.
//!
//! ```text
//! GROK_VIDEO_API_KEY=… cargo run -p benches --bin watch_with_reqwest -- BASE_URL TASK_ID [SECONDS]
//! ```
//!
//! `reqwest` is compiled without TLS here, as this is run against a mock on this machine. A program
//! that talks to the service turns TLS on: `reqwest = "0.13"`.

#![expect(clippy::print_stdout, reason = "the outcome is printed")]

use grok_video_poller::{Observation, Schedule, Timer, TokioTimer, Watch, wait};
use grok_video_types::{TaskId, decode_redacting, query_path};
use reqwest::header::{DATE, RETRY_AFTER};
use std::{env, error::Error, time::Duration};

/// Asks once and states what happened; the poller decides what it means.
async fn query(client: &reqwest::Client, base: &str, key: &str, id: TaskId) -> Observation {
    let url = format!("{base}{}", query_path(&id));
    let asked = async {
        let answer = client.get(url).bearer_auth(key).send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok::<_, reqwest::Error>((status, headers, answer.bytes().await?))
    };
    match asked.await {
        Ok((status, headers, body)) => {
            let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
            // A server that gives the key back in an error's words does not get it into a log.
            Observation::from(decode_redacting(status, &body, key))
                .with_retry_after_header(header(RETRY_AFTER), header(DATE))
        }
        Err(error) if error.is_timeout() => Observation::timed_out(),
        Err(error) if error.is_builder() => Observation::out_of_scope("the base is no URL"),
        // A wrong certificate is among these: reqwest does not tell, so it is asked for five minutes.
        Err(_) => Observation::unreachable("no connection, or it broke"),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = env::var("GROK_VIDEO_API_KEY").or(Err("GROK_VIDEO_API_KEY is not set"))?;
    let base = env::args().nth(1).ok_or("the base URL is missing")?;
    let id = env::args().nth(2).ok_or("the task's id is missing")?;
    let schedule = match env::args().nth(3) {
        Some(seconds) => Schedule::fixed(Duration::try_from_secs_f64(seconds.parse()?)?),
        None => Schedule::provider(),
    };
    // A redirect is an answer, not an errand for the key.
    let no_redirects = reqwest::redirect::Policy::none();
    let client = reqwest::Client::builder().redirect(no_redirects).build()?;
    let timer = TokioTimer::new();
    let machine = Watch::new(id.parse()?, schedule.build()?, timer.now());
    let outcome = wait(machine, timer, |id| query(&client, &base, &key, id)).await;
    println!("{outcome}");
    match outcome.ending.is_terminal() {
        true => Ok(()),
        false => Err("the task is not over".into()),
    }
}

//! Asks for a task with ureq.

use std::error::Error;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments.next().ok_or("usage: ureq BASE ID")?;
    let id = arguments.next().ok_or("usage: ureq BASE ID")?;
    let key = std::env::var("GROK_VIDEO_API_KEY")?;
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into();
    let answer = agent
        .get(format!("{base}/v1/result/{id}"))
        .header("Authorization", format!("Bearer {key}"))
        .call()?
        .body_mut()
        .read_to_string()?;
    println!("{answer}");
    Ok(())
}

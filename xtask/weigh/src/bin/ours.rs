//! Asks for a task with grok-video-transport, which decodes the answer too.

use std::error::Error;

use grok_video_transport::{ApiKey, Client};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments.next().ok_or("usage: ours BASE ID")?.parse()?;
    let id = arguments.next().ok_or("usage: ours BASE ID")?.parse()?;
    let client = Client::new(base, ApiKey::from_env()?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answer = runtime.block_on(client.query(&id))?;
    println!("{}", answer.task);
    Ok(())
}

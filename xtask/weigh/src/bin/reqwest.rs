//! Asks for a task with reqwest.

use std::error::Error;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments.next().ok_or("usage: reqwest BASE ID")?;
    let id = arguments.next().ok_or("usage: reqwest BASE ID")?;
    let key = std::env::var("GROK_VIDEO_API_KEY")?;
    #[cfg(feature = "reqwest-ring")]
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "there is a provider already")?;
    let client = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(60))
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answer = runtime.block_on(async {
        let request = client.get(format!("{base}/v1/result/{id}"));
        request.bearer_auth(key).send().await?.text().await
    })?;
    println!("{answer}");
    Ok(())
}

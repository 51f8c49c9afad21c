use grok_video::{Client, CreateVideo, Model};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?; // GROK_VIDEO_API_KEY
    let request = CreateVideo::builder(Model::GrokVideo3, "a red kite over the sea").build()?;
    let made = client.generate(request).save_to("kite.mp4").await?;
    println!("{}", made.task);
    Ok(())
}

use grok_video::{CreateVideo, Model, blocking::Client};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let request = CreateVideo::builder(Model::GrokVideo3, "a red kite over the sea").build()?;
    let video = client.generate(request).save_to("kite.mp4");
    let made = video
        .on_created(|task| println!("{} is paid", task.id()))
        .run()?;
    println!("{}", made.task);
    Ok(())
}

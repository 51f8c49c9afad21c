use grok_video::{Client, CreateVideo, Model, ledger::SqliteLedger, transport::Roots};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder_from_env(Roots::webpki())?
        .ledger(SqliteLedger::open("videos.db")?)
        .build();
    for subject in ["kite", "lighthouse"] {
        let prompt = format!("a red {subject} over the sea");
        let request = CreateVideo::builder(Model::GrokVideo3, &prompt).build()?;
        let video = client.generate(request).named(subject);
        video.save_to(format!("{subject}.mp4")).submit().await?;
    }
    let resumed = client.resume().await?;
    for ended in resumed.ended {
        println!("{ended}");
    }
    for entry in resumed.unknown {
        println!("{:?} may be paid; look for it", entry.client_ref);
    }
    Ok(())
}

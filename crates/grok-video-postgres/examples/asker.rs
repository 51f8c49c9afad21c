//! Asks for the calls of an account until it is ended, as a worker does, and says what it was granted:
//! `asker URL ACCOUNT RATE BURST WANT`. With `asker URL ACCOUNT halt SECONDS` it halts the account.
//!
//! `cargo xtask grants` starts many of them.

use std::env;
use std::error::Error;
use std::io::{Write, stdout};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use grok_video_ledger::{Account, Ledger, Rate};
use grok_video_postgres::PostgresLedger;

/// How often a worker looks whether a halt was lifted or made.
const LOOK: Duration = Duration::from_millis(400);

/// How short a worker waits at least.
const LEAST: Duration = Duration::from_millis(20);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [url, account, "halt", seconds] => {
            let wait = Duration::from_secs_f64(seconds.parse()?);
            let ledger = PostgresLedger::connect(url).await?;
            ledger.halt(&Account::from(account), wait, "429").await?;
            Ok(())
        }
        [url, account, rate, burst, want] => {
            let rate = Rate::per_second(rate.parse()?).with_burst(burst.parse()?);
            ask(url, &Account::from(account), rate, want.parse()?).await
        }
        _ => Err(
            "usage: asker URL ACCOUNT RATE BURST WANT, or asker URL ACCOUNT halt SECONDS".into(),
        ),
    }
}

async fn ask(url: &str, account: &Account, rate: Rate, want: u32) -> Result<(), Box<dyn Error>> {
    let ledger = PostgresLedger::connect(url).await?;
    let clock = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    writeln!(stdout(), "clock {clock}")?;
    loop {
        let grant = ledger.grant(account, want, rate).await?;
        match &grant.halt {
            Some(_) => writeln!(stdout(), "halted")?,
            None => writeln!(stdout(), "granted {}", grant.n)?,
        }
        stdout().flush()?;
        tokio::time::sleep(grant.ask_in.clamp(LEAST, LOOK)).await;
    }
}

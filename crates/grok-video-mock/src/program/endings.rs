use std::io;
use std::thread;

use tokio::sync::mpsc;

/// The reasons to end, as they come.
#[derive(Debug)]
pub(super) struct Endings {
    reasons: mpsc::Receiver<&'static str>,
}

impl Endings {
    /// Begins to listen for signals, and for the end of standard input if
    /// `with_parent`.
    pub(super) fn listen(with_parent: bool) -> io::Result<Self> {
        let (sender, reasons) = mpsc::channel(1);
        listen_for_signals(&sender)?;
        if with_parent {
            // A thread that is left alone, because a read of standard input
            // can't be called off; tokio's would hold up the exit.
            thread::Builder::new()
                .name("stdin".to_owned())
                .spawn(move || {
                    let _ = io::copy(&mut io::stdin(), &mut io::sink());
                    let _ = sender.blocking_send("standard input ended");
                })?;
        }
        Ok(Self { reasons })
    }

    /// Waits for a reason to end and returns it.
    pub(super) async fn next(&mut self) -> &'static str {
        self.reasons
            .recv()
            .await
            .unwrap_or("nothing is left that could end it")
    }
}

#[cfg(unix)]
fn listen_for_signals(sender: &mpsc::Sender<&'static str>) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    for (kind, reason) in [
        (SignalKind::terminate(), "SIGTERM"),
        (SignalKind::interrupt(), "SIGINT"),
    ] {
        let mut signal = signal(kind)?;
        let sender = sender.clone();
        tokio::spawn(async move {
            if signal.recv().await.is_some() {
                let _ = sender.send(reason).await;
            }
        });
    }
    Ok(())
}

#[cfg(not(unix))]
fn listen_for_signals(sender: &mpsc::Sender<&'static str>) -> io::Result<()> {
    let sender = sender.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = sender.send("Ctrl-C").await;
        }
    });
    Ok(())
}

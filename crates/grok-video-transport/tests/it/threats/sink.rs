//! A place where nothing should arrive.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Accepts whoever comes, keeps every byte, and answers each with a task.
pub(super) struct Sink {
    pub(super) addr: SocketAddr,
    accepted: Arc<Mutex<Vec<Raw>>>,
}

/// What came over one connection.
type Raw = Arc<Mutex<Vec<u8>>>;

impl Sink {
    pub(super) async fn start(address: &str) -> Self {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let accepted = Arc::<Mutex<Vec<Raw>>>::default();
        let list = Arc::clone(&accepted);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let raw = Raw::default();
                list.lock().unwrap().push(Arc::clone(&raw));
                tokio::spawn(async move {
                    let mut bytes = [0; 4096];
                    while let Ok(n @ 1..) = stream.read(&mut bytes).await {
                        raw.lock().unwrap().extend_from_slice(&bytes[..n]);
                        let body = r#"{"id":"video_1","status":"queued"}"#;
                        let head = format!(
                            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                            body.len()
                        );
                        let _ = stream.write_all(head.as_bytes()).await;
                    }
                });
            }
        });
        Self { addr, accepted }
    }

    pub(super) fn n_connections(&self) -> usize {
        self.accepted.lock().unwrap().len()
    }

    /// Returns every byte that ever came.
    pub(super) fn raw(&self) -> Vec<u8> {
        let accepted = self.accepted.lock().unwrap();
        accepted
            .iter()
            .flat_map(|raw| raw.lock().unwrap().clone())
            .collect()
    }
}

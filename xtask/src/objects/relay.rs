//! What stands between the program and a store: it passes everything on, and stops an upload at a moment.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::moment::Moment;

/// What uploads of results begin with; others are those that see whether a folder takes objects.
const UPLOAD: &str = "PUT /bucket/videos/video_";
/// What reads one back.
const READ: &str = "GET /bucket/videos/video_";
/// How long either side may be silent.
const PATIENCE: Duration = Duration::from_secs(20);

/// A relay, which ends with this process.
#[derive(Debug)]
pub(super) struct Relay {
    addr: SocketAddr,
    shared: Arc<Shared>,
    reached: Receiver<()>,
}

#[derive(Debug)]
struct Shared {
    server: SocketAddr,
    state: Mutex<State>,
    reached: Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    /// When the next upload is to stop.
    moment: Option<Moment>,
    /// Whether an upload was answered that is to stop before it is read back.
    was_answered: bool,
    n_uploads: usize,
}

impl Relay {
    pub(super) fn start(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let addr = listener.local_addr()?;
        let (sender, reached) = channel();
        let shared = Arc::new(Shared {
            server,
            state: Mutex::default(),
            reached: sender,
        });
        let ours = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = ours.clone();
                // A connection that breaks is the program's to tell of, or it was killed.
                thread::spawn(move || shared.pass(client));
            }
        });
        Ok(Self {
            addr,
            shared,
            reached,
        })
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Stops the next upload at a moment, or none.
    pub(super) fn stop_at(&self, moment: Option<Moment>) {
        let mut state = self.shared.state();
        state.moment = moment;
        state.was_answered = false;
        // What an earlier program reached is over.
        while self.reached.try_recv().is_ok() {}
    }

    /// Waits until the moment has come; `false` where it has not within `limit`.
    pub(super) fn is_reached(&self, limit: Duration) -> bool {
        self.reached.recv_timeout(limit).is_ok()
    }

    /// Returns how many uploads there were, also those that were stopped.
    pub(super) fn n_uploads(&self) -> usize {
        self.shared.state().n_uploads
    }
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes one request on and its answer back; the program has a connection for each.
    fn pass(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_read_timeout(Some(PATIENCE))?;
        let request = read_request(&mut client)?;
        let moment = self.moment(&request);
        let mut server = TcpStream::connect(self.server)?;
        server.set_read_timeout(Some(PATIENCE))?;
        match moment {
            None => {
                server.write_all(&request)?;
                io::copy(&mut server, &mut client)?;
                client.shutdown(Shutdown::Both)
            }
            Some(Moment::Answered) => self.stop(client),
            Some(moment) => {
                server.write_all(&request[..moment.share(request.len())])?;
                if moment == Moment::Unanswered {
                    // The head of it: by now the object is there.
                    let _ = server.read(&mut [0; 1024])?;
                }
                // The server sees its end when the program's end is seen here.
                self.stop(client)
            }
        }
    }

    /// Tells that the moment has come, and waits until the program is gone.
    fn stop(&self, mut client: TcpStream) -> io::Result<()> {
        let _ = self.reached.send(());
        let _ = client.read(&mut [0; 1])?;
        Ok(())
    }

    /// Returns when this request is to stop, if it is.
    fn moment(&self, request: &[u8]) -> Option<Moment> {
        let mut state = self.state();
        if request.starts_with(READ.as_bytes()) && state.was_answered {
            state.was_answered = false;
            return Some(Moment::Answered);
        }
        if !request.starts_with(UPLOAD.as_bytes()) {
            return None;
        }
        state.n_uploads += 1;
        match state.moment.take() {
            Some(Moment::Answered) => {
                state.was_answered = true;
                None
            }
            moment => moment,
        }
    }
}

/// Reads a request to its end, by its length.
fn read_request(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut request = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let n_read = client.read(&mut piece)?;
        request.extend_from_slice(&piece[..n_read]);
        let is_whole = length(&request).is_some_and(|length| request.len() >= length);
        if n_read == 0 || is_whole {
            return Ok(request);
        }
    }
}

/// Returns the length of a request of which the head is there.
fn length(request: &[u8]) -> Option<usize> {
    let end = request
        .windows(4)
        .position(|window| window == b"\r\n\r\n")?
        + 4;
    let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
    let body = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    Some(end + body.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_ends_by_its_length() {
        assert_eq!(length(b"PUT / HTTP/1.1\r\nContent-Length: 3\r\n"), None);
        let request = b"PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab";
        assert_eq!(length(request), Some(request.len() + 1));
        assert_eq!(length(b"GET / HTTP/1.1\r\n\r\n"), Some(18));
    }
}

//! The two stores, which others wrote.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::port;
use crate::tool::Tool;

/// The store whose objects are files.
pub(super) const S3S_FS: Tool = Tool {
    name: "s3s-fs",
    version: "0.14.1",
    options: &["--features", "binary"],
};
/// How long a store may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(50);
/// What is signed with; the stores are on this machine, and gone with the check.
pub(super) const KEY: &str = "grok-video";
pub(super) const SECRET: &str = "grok-video-of-a-check";

/// A store that runs, and ends when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) addr: SocketAddr,
}

impl Server {
    /// Starts s3s-fs, whose objects are files in a folder.
    pub(super) fn s3s_fs(program: &Path, folder: &Path) -> Result<Self, Failure> {
        let root = folder.join("root");
        fs::create_dir_all(&root).map_err(|error| Failure::check(error.to_string()))?;
        Self::start(folder, |addr| {
            let mut command = Command::new(program);
            command
                .args(["--host", "127.0.0.1", "--port", &addr.port().to_string()])
                .args(["--access-key", KEY, "--secret-key", SECRET])
                .arg(&root);
            command
        })
    }

    /// Starts moto's server, whose objects are in memory.
    pub(super) fn moto(program: &Path, folder: &Path) -> Result<Self, Failure> {
        Self::start(folder, |addr| {
            let mut command = Command::new(program);
            command.args(["-H", "127.0.0.1", "-p", &addr.port().to_string()]);
            command
        })
    }

    fn start(folder: &Path, command: impl Fn(SocketAddr) -> Command) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::check(format!("a store: {error}"));
        // Neither tells which port it has got, so it is told one that was free a moment ago.
        let addr = port::free().map_err(failed)?;
        let log = folder.join("server.log");
        let out = File::create(&log).map_err(failed)?;
        let child = command(addr)
            .stdin(Stdio::null())
            .stdout(out.try_clone().map_err(failed)?)
            .stderr(out)
            .spawn()
            .map_err(failed)?;
        let mut server = Self { child, addr };
        let start = Instant::now();
        while TcpStream::connect(addr).is_err() {
            let is_over = server.child.try_wait().map_err(failed)?.is_some();
            if is_over || start.elapsed() > PATIENCE {
                let log = log.display();
                return Err(Failure::check(format!(
                    "a store does not listen; see {log}"
                )));
            }
            thread::sleep(LOOK);
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error says that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

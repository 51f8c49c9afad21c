//! The two stores, which others wrote.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// The version of s3s-fs, with the versions that its authors chose for it.
const S3S_FS: &str = "0.14.1";
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
        let addr = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|listener| listener.local_addr())
            .map_err(failed)?;
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

/// Builds s3s-fs outside the workspace, whose features it must not change; returns the program.
pub(super) fn s3s_fs(workspace: &Workspace, folder: &Path) -> Result<PathBuf, Failure> {
    let root = folder.join(format!("s3s-fs-{S3S_FS}"));
    let program = root.join("bin").join("s3s-fs");
    if program.is_file() {
        return Ok(program);
    }
    process::run(
        process::cargo(workspace)
            .args([
                "install",
                "s3s-fs",
                "--quiet",
                "--debug",
                "--locked",
                "--no-track",
            ])
            .args(["--version", S3S_FS, "--features", "binary", "--root"])
            .arg(&root)
            .arg("--target-dir")
            .arg(folder.join("build")),
    )?;
    Ok(program)
}

//! A PostgreSQL of one's own, for tests and measurements: started on a free port of this machine as an ordinary user,
//! killed and started again at will, and gone when the process is.

mod account;
mod binaries;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use self::account::Account;
pub use self::binaries::find;

/// How long PostgreSQL may take to start, or to be gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the server and ends with it. It stops the server at the end of its input, which comes when the process that
/// started it is gone.
const KEEPER: &str = r#"
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ cat <&3 >/dev/null; kill -0 $$ 2>/dev/null && kill -INT $server; } >/dev/null 2>&1 &
wait $server
"#;

/// A server that runs, with an empty database and a user `postgres` who needs no password.
#[derive(Debug)]
pub struct Engine {
    folder: TempDir,
    binaries: PathBuf,
    account: Option<Account>,
    settings: Vec<String>,
    port: u16,
    keeper: Child,
    /// The process number of the server.
    server: u32,
}

impl Engine {
    /// Starts a server whose data stand in memory, where the system offers that.
    ///
    /// # Errors
    /// Fails where PostgreSQL 15 or a later one is not installed, or does not start.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&[])
    }

    /// Starts a server with settings of its own, each as `name=value`.
    ///
    /// # Errors
    /// Fails as [`start`](Self::start) does.
    pub fn start_with(settings: &[&str]) -> io::Result<Self> {
        Self::launch(settings, None)
    }

    /// Starts a server that offers TLS, by a certificate and its key in PEM form.
    ///
    /// # Errors
    /// Fails as [`start`](Self::start) does.
    pub fn start_with_tls(certificate: &str, key: &str) -> io::Result<Self> {
        let settings = [
            "ssl=on",
            "ssl_cert_file=server.crt",
            "ssl_key_file=server.key",
        ];
        Self::launch(&settings, Some((certificate, key)))
    }

    fn launch(settings: &[&str], tls: Option<(&str, &str)>) -> io::Result<Self> {
        let binaries = find().ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                "PostgreSQL 15 or later is not installed (on Debian: apt-get install postgresql)",
            )
        })?;
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
        let account = Account::of_servers()?;
        if let Some(account) = &account {
            account.give(folder.path())?;
        }
        let data = folder.path().join("data");
        let mut init = Command::new(binaries.join("initdb"));
        init.args(["--auth=trust", "--username=postgres", "--encoding=UTF8"])
            .args(["--no-locale", "--no-sync", "--pgdata"])
            .arg(&data);
        let made = command_as(&mut init, account.as_ref()).output()?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr).into_owned();
            return Err(io::Error::other(format!("initdb fails: {said}")));
        }
        if let Some((certificate, key)) = tls {
            for (name, content) in [("server.crt", certificate), ("server.key", key)] {
                let path = data.join(name);
                fs::write(&path, content)?;
                // Others may not read a key, or the server refuses it.
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
                if let Some(account) = &account {
                    account.give(&path)?;
                }
            }
        }
        let settings: Vec<String> = settings.iter().map(|it| (*it).into()).collect();
        // Another process may take the port in between: then the next one is tried.
        let mut attempts = 0;
        loop {
            let port = free_port()?;
            let place = (folder.path(), binaries.as_path(), account.as_ref());
            match launch(place, &settings, port) {
                Ok((keeper, server)) => {
                    return Ok(Self {
                        folder,
                        binaries,
                        account,
                        settings,
                        port,
                        keeper,
                        server,
                    });
                }
                Err(error) if attempts == 3 => return Err(error),
                Err(_) => attempts += 1,
            }
        }
    }

    /// Returns the address of the database, for clients.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Returns the port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Returns the process number of the server, whose children do the work.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.server
    }

    /// Asks the database by SQL, and returns what it answers: a line a row, with `|` between columns.
    ///
    /// # Errors
    /// Fails where it can't be reached, or the SQL is none.
    pub fn ask(&self, sql: &str) -> io::Result<String> {
        let output = Command::new(self.binaries.join("psql"))
            .args([
                "--no-psqlrc",
                "--tuples-only",
                "--no-align",
                "--command",
                sql,
            ])
            .arg(self.url())
            .stdin(Stdio::null())
            .output()?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
            false => Err(io::Error::other(
                String::from_utf8_lossy(&output.stderr).into_owned(),
            )),
        }
    }

    /// Kills the server and all that works for it, as a loss of power would end them, and starts it again on the same
    /// data and port.
    ///
    /// # Errors
    /// Fails where it does not start.
    pub fn crash(&mut self) -> io::Result<()> {
        for process in children(self.server)?.into_iter().chain([self.server]) {
            // One that is gone already is as it should be.
            let _ = Command::new("kill")
                .args(["-9", &process.to_string()])
                .stderr(Stdio::null())
                .status()?;
        }
        self.end_keeper()?;
        let place = (
            self.folder.path(),
            self.binaries.as_path(),
            self.account.as_ref(),
        );
        // What was killed may hold its memory for a moment.
        let began = Instant::now();
        (self.keeper, self.server) = loop {
            match launch(place, &self.settings, self.port) {
                Ok(launched) => break launched,
                Err(error) if began.elapsed() > PATIENCE => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(20)),
            }
        };
        Ok(())
    }

    fn end_keeper(&mut self) -> io::Result<()> {
        drop(self.keeper.stdin.take());
        self.keeper.wait()?;
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // What does not end is the system's to end: its keeper sees this process go.
        let _ = self.end_keeper();
    }
}

fn launch(
    (folder, binaries, account): (&Path, &Path, Option<&Account>),
    settings: &[String],
    port: u16,
) -> io::Result<(Child, u32)> {
    let log = fs::File::create(folder.join("log"))?;
    let mut keeper = Command::new("sh");
    keeper
        .args(["-c", KEEPER, "keeper"])
        .arg(binaries.join("postgres"))
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"])
        .arg(folder)
        .args(["-c", "max_connections=200"]);
    for setting in settings {
        keeper.args(["-c", setting]);
    }
    keeper
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log);
    let pid_file = folder.join("data/postmaster.pid");
    let before = read_pid(&pid_file).map(|(pid, _)| pid);
    let mut keeper = command_as(&mut keeper, account).spawn()?;
    let began = Instant::now();
    loop {
        match read_pid(&pid_file) {
            Some((pid, true)) if Some(pid) != before => return Ok((keeper, pid)),
            _ => {}
        }
        if keeper.try_wait()?.is_some() || began.elapsed() > PATIENCE {
            drop(keeper.stdin.take());
            keeper.wait()?;
            let said = fs::read_to_string(folder.join("log")).unwrap_or_default();
            return Err(io::Error::other(format!(
                "PostgreSQL does not start: {said}"
            )));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads which process the server is, and whether it takes connections.
fn read_pid(file: &Path) -> Option<(u32, bool)> {
    let text = fs::read_to_string(file).ok()?;
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    Some((pid, lines.nth(6).is_some_and(|line| line.trim() == "ready")))
}

/// Lists the processes that a process has started.
fn children(of: u32) -> io::Result<Vec<u32>> {
    let path = format!("/proc/{of}/task/{of}/children");
    let text = fs::read_to_string(path).unwrap_or_default();
    Ok(text
        .split_whitespace()
        .filter_map(|it| it.parse().ok())
        .collect())
}

fn free_port() -> io::Result<u16> {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(taken.local_addr()?.port())
}

fn command_as<'a>(command: &'a mut Command, account: Option<&Account>) -> &'a mut Command {
    // A folder that the account may not read is no place to start from.
    command.current_dir("/");
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
    command
}

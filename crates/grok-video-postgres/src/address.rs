//! Where a ledger is, as its user says it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use grok_video_ledger::{LedgerError, LedgerErrorKind};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// The schema whose tables are used where the URL names none.
const SCHEMA: &str = "grok_video";

/// How long it may take to connect, where the URL does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Holds what a URL says.
#[derive(Debug)]
pub(crate) struct Address {
    pub(crate) config: Config,
    /// The schema, quoted.
    pub(crate) schema: String,
    /// A file of certificate authorities that are trusted, and no others.
    pub(crate) roots: Option<PathBuf>,
    /// What people are shown: no user and no password.
    pub(crate) place: String,
}

impl Address {
    /// Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?…`.
    pub(crate) fn parse(url: &str) -> Result<Self, LedgerError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut schema = SCHEMA;
        let (mut roots, mut ssl_mode) = (None, None);
        let mut rest = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("schema", name)) => schema = name,
                Some(("sslrootcert", path)) => roots = Some(PathBuf::from(path)),
                Some(("sslmode", mode)) => ssl_mode = Some(mode),
                _ => rest.push(part),
            }
        }
        if !is_name(schema) {
            return Err(wrong(
                "the schema is no name of small letters, digits and `_`",
            ));
        }
        let mut config = Config::from_str(&format!("{base}?{}", rest.join("&")))
            // The parser's words may hold a part of the URL.
            .map_err(|_| wrong("it can't be read"))?;
        if config.get_hosts().is_empty() {
            return Err(wrong("it names no host"));
        }
        config.ssl_mode(match ssl_mode {
            Some("disable") => SslMode::Disable,
            Some("prefer") => SslMode::Prefer,
            Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
            Some(_) => {
                return Err(wrong(
                    "its sslmode is not disable, prefer, require or verify-full",
                ));
            }
            None if is_all_here(&config) => SslMode::Disable,
            None => SslMode::Require,
        });
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("grok-video");
        }
        Ok(Self {
            place: place(&config),
            schema: format!("\"{schema}\""),
            config,
            roots,
        })
    }
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=63).contains(&name.len()) && name.bytes().all(is_part)
}

/// Tells whether nothing that is sent leaves this machine. Where a URL names an address beside a host, it is the address that
/// is connected to.
fn is_all_here(config: &Config) -> bool {
    let mut addresses = config.get_hostaddrs().iter();
    config.get_hosts().iter().all(is_here) && addresses.all(IpAddr::is_loopback)
}

/// Tells whether what is sent there stays on this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) if name == "localhost" => true,
        Host::Tcp(name) => {
            let address = name.trim_matches(['[', ']']).parse();
            address.is_ok_and(|address: IpAddr| address.is_loopback())
        }
    }
}

fn place(config: &Config) -> String {
    let ports = config.get_ports();
    let hosts = config.get_hosts().iter().enumerate().map(|(nth, host)| {
        let port = ports.get(nth).or(ports.first()).unwrap_or(&5432);
        match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            Host::Unix(path) => format!("{}:{port}", path.display()),
        }
    });
    let hosts: Vec<_> = hosts.collect();
    format!(
        "{}/{}",
        hosts.join(","),
        config.get_dbname().unwrap_or_default()
    )
}

fn wrong(what: &str) -> LedgerError {
    LedgerError::new(
        LedgerErrorKind::Foreign,
        format!(
            "the URL of the ledger is wrong: {what}; write postgres://USER:PASSWORD@HOST:PORT/DATABASE, \
             with special characters as %XX"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Address {
        Address::parse(url).expect("it is a URL")
    }

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        let mode = |url: &str| parse(url).config.get_ssl_mode();
        assert_eq!(mode("postgres://a@db.example/x"), SslMode::Require);
        assert_eq!(mode("postgres://a@10.0.0.1/x"), SslMode::Require);
        assert_eq!(mode("postgres://a@localhost/x"), SslMode::Disable);
        assert_eq!(mode("postgres://a@127.0.0.1:5433/x"), SslMode::Disable);
        assert_eq!(mode("postgres:///x?host=/run/postgresql"), SslMode::Disable);
        assert_eq!(mode("postgres://a@db/x?sslmode=disable"), SslMode::Disable);
        let beside = "postgres://a@localhost/x?hostaddr=";
        assert_eq!(mode(&format!("{beside}127.0.0.1")), SslMode::Disable);
        assert_eq!(mode(&format!("{beside}203.0.113.5")), SslMode::Require);
        assert_eq!(
            mode("postgres://a@localhost/x?sslmode=verify-full"),
            SslMode::Require
        );
    }

    #[test]
    fn the_rest_of_the_url_is_taken() {
        let address = parse(
            "postgres://a:p%40ss@db:5433/x?schema=team_7&sslrootcert=/etc/ca.pem&connect_timeout=3",
        );
        assert_eq!(address.schema, "\"team_7\"");
        assert_eq!(address.roots, Some(PathBuf::from("/etc/ca.pem")));
        assert_eq!(address.config.get_password(), Some(&b"p@ss"[..]));
        assert_eq!(
            address.config.get_connect_timeout(),
            Some(&Duration::from_secs(3))
        );
        assert_eq!(address.place, "db:5433/x");
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for url in [
            "postgres://a:SECRET@db:port/x",
            "postgres://a:SECRET@db/x?sslmode=SECRET",
            "postgres://a:SECRET@db/x?schema=SECRET\"",
            "postgres://a:SECRET@db/x?SECRET=1",
            "mysql://a:SECRET@db/x",
            "postgres://",
        ] {
            let error = Address::parse(url).expect_err(url);
            assert!(
                !format!("{error} {error:?}").contains("SECRET"),
                "{error:?}"
            );
            assert!(error.to_string().contains("postgres://USER"), "{error}");
        }
    }
}

//! Which service, and with which key.

use std::path::Path;

use grok_video::transport::Roots;
use grok_video::types::DEFAULT_BASE_URL;
use grok_video::{ApiKey, BaseUrl, Client, ClientBuilder, Schedule};

use crate::args::{AccountArg, Args};
use crate::failure::Failure;

/// Holds what every call to the service needs.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) base: BaseUrl,
    key: ApiKey,
}

impl Config {
    /// Takes the base and the key from the arguments, or else from the environment.
    pub(crate) fn read(args: &Args) -> Result<Self, Failure> {
        let (base, _) = base_of(args)?;
        let key = read_key(args.api_key_file.as_deref())?;
        Ok(Self { base, key })
    }

    /// Takes the base from the arguments, or else from the environment, and the key from the variable of an account.
    pub(crate) fn with_key_of(args: &Args, account: &AccountArg) -> Result<Self, Failure> {
        let (base, _) = base_of(args)?;
        let AccountArg { name, variable } = account;
        let key = std::env::var(variable).map_err(|_| {
            // What stands there is not shown: it may be the key itself, given by mistake.
            Failure::usage(&format!(
                "--account {name}: the environment variable that it names is not set; give NAME=VARIABLE, \
                 and the key in that variable"
            ))
        })?;
        let key = ApiKey::new(&key)
            .map_err(|error| Failure::usage(&format!("--account {name}: {error}")))?;
        Ok(Self { base, key })
    }

    /// Takes the base alone, for what sends nothing to the service.
    pub(crate) fn without_key(args: &Args) -> Result<Self, Failure> {
        let (base, _) = base_of(args)?;
        let key = ApiKey::new("unset").map_err(|error| Failure::usage(&error))?;
        Ok(Self { base, key })
    }

    /// Returns the configuration of a service that runs here and takes any key.
    pub(crate) fn for_demo(base: &str) -> Result<Self, Failure> {
        let base = base.parse().map_err(|error| Failure::usage(&error))?;
        let key = ApiKey::new("demo").map_err(|error| Failure::usage(&error))?;
        Ok(Self { base, key })
    }

    /// Starts a client of this service.
    pub(crate) fn builder(&self, schedule: Schedule) -> ClientBuilder {
        Client::builder(self.base.clone(), self.key.clone(), Roots::webpki()).schedule(schedule)
    }
}

/// Returns the base, and where it was said.
pub(crate) fn base_of(args: &Args) -> Result<(BaseUrl, &'static str), Failure> {
    let (base, whence) = match (&args.base_url, std::env::var_os(Client::BASE_URL_ENV)) {
        (Some(base), _) => (base.clone(), "--base-url"),
        (None, Some(base)) => (base.to_string_lossy().into_owned(), Client::BASE_URL_ENV),
        (None, None) => (DEFAULT_BASE_URL.to_owned(), "default"),
    };
    let base = base.parse().map_err(|error| Failure::usage(&error))?;
    Ok((base, whence))
}

/// Returns where the key is read from, and whether it can be; standard input is not read for that.
pub(crate) fn key_of(args: &Args) -> (&'static str, bool) {
    match args.api_key_file.as_deref() {
        None => (ApiKey::ENV, ApiKey::from_env().is_ok()),
        Some(path) if path == Path::new("-") => ("standard input", true),
        Some(path) => ("--api-key-file", ApiKey::from_file(path).is_ok()),
    }
}

/// Reads the key from `file`, or else from the environment.
fn read_key(file: Option<&Path>) -> Result<ApiKey, Failure> {
    let variable = ApiKey::ENV;
    let (key, advice) = match file {
        None => (
            ApiKey::from_env(),
            format!("set {variable} to the key, or give --api-key-file"),
        ),
        Some(path) if path == Path::new("-") => (
            ApiKey::from_reader(std::io::stdin()),
            format!("write the key to standard input, or set {variable} instead"),
        ),
        // The path is not shown: it may be the key itself, given by mistake.
        Some(path) => (
            ApiKey::from_file(path),
            format!("give --api-key-file a file that holds the key, or set {variable} instead"),
        ),
    };
    key.map_err(|error| Failure::usage(&format!("{error}; {advice}")))
}

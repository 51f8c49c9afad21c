use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

use super::{Object, ScenarioDocument, quiet};
use crate::invalid::Invalid;
use crate::scenario::Scenario;

/// Says what is wrong with a scenario, and where: what reading one gives that
/// is none.
///
/// It repeats no value of a wrong type, which may be a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidScenario(Invalid);

impl Scenario {
    /// Reads a scenario in TOML.
    ///
    /// ```
    /// use grok_video_mock::Scenario;
    ///
    /// let scenario = Scenario::from_toml("
    ///     seed = 7
    ///     [[tasks]]
    ///     id = 'video_1'
    ///     script.pace = 'manual'
    /// ");
    /// assert!(scenario.is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if it is no TOML, has a field that there is not, or breaks a rule.
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, InvalidScenario> {
        let document: Result<Object<ScenarioDocument>, toml::de::Error> = toml::from_str(text);
        // Its own text shows the line, in which a key may stand.
        let document = document.map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = text.get(..start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let message = error.message().trim_end().replace('\n', ", ");
            InvalidScenario(quiet(&message).within(format_args!("line {line}")))
        })?;
        document.0.value().map_err(InvalidScenario)
    }

    /// Reads a scenario file: JSON if its name ends so, else TOML.
    ///
    /// # Errors
    ///
    /// Fails if the file can't be read, and with
    /// [`InvalidData`](io::ErrorKind::InvalidData) if it holds no scenario.
    pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let shown = |error: &dyn fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path)
            .map_err(|error| io::Error::new(error.kind(), shown(&error)))?;
        let is_json = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"));
        let scenario = if is_json {
            text.parse()
        } else {
            Self::of_toml(&text)
        };
        scenario.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, shown(&error)))
    }

    #[cfg(feature = "toml")]
    fn of_toml(text: &str) -> Result<Self, InvalidScenario> {
        Self::from_toml(text)
    }

    #[cfg(not(feature = "toml"))]
    fn of_toml(_: &str) -> Result<Self, InvalidScenario> {
        Err(InvalidScenario(Invalid::new(
            "to read TOML, build grok-video-mock with its feature `toml`; a scenario in JSON has a name that ends in .json",
        )))
    }
}

/// Reads a scenario in JSON.
impl FromStr for Scenario {
    type Err = InvalidScenario;

    fn from_str(text: &str) -> Result<Self, InvalidScenario> {
        let document: Result<Object<ScenarioDocument>, serde_json::Error> =
            serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        let document = document.map_err(|error| InvalidScenario(quiet(&error.to_string())))?;
        document.0.value().map_err(InvalidScenario)
    }
}

impl fmt::Display for InvalidScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a scenario: {}", self.0)
    }
}

impl std::error::Error for InvalidScenario {}

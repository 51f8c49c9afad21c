use serde::Deserialize;

use crate::invalid::Invalid;
use crate::session::SessionName;

/// A session that is to be opened; what is left out is made up.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SessionDocument {
    name: Option<String>,
    key: Option<String>,
}

impl SessionDocument {
    pub(super) fn value(self) -> Result<(Option<SessionName>, Option<String>), Invalid> {
        let name = self.name.map(|name| SessionName::parse(&name)).transpose();
        let name = name.map_err(|invalid| invalid.within("name"))?;
        let is_key = |key: &String| !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic());
        if self.key.as_ref().is_some_and(|key| !is_key(key)) {
            return Err(Invalid::new("must have visible ASCII characters only").within("key"));
        }
        Ok((name, self.key))
    }
}

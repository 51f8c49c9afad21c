use serde::Deserialize;

use crate::fault::Scope;

/// Which requests something is for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ScopeDocument {
    requests: Requests,
    task: Option<String>,
    key: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Requests {
    #[default]
    Everything,
    Api,
    Creates,
    Queries,
    Assets,
}

impl ScopeDocument {
    pub(super) fn value(self) -> Scope {
        let mut scope = match self.requests {
            Requests::Everything => Scope::everything(),
            Requests::Api => Scope::api(),
            Requests::Creates => Scope::creates(),
            Requests::Queries => Scope::queries(),
            Requests::Assets => Scope::assets(),
        };
        if let Some(task) = self.task {
            scope = scope.of_task(task);
        }
        if let Some(key) = self.key {
            scope = scope.with_key(key);
        }
        scope
    }
}

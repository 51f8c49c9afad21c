use serde::Serialize;

/// A rule in words, and how often it counted and struck.
#[derive(Debug, Serialize)]
pub(crate) struct RuleOverview {
    pub(super) scope: String,
    pub(super) trigger: String,
    pub(super) fault: String,
    pub(super) n_seen: u64,
    pub(super) n_struck: u64,
}

/// A script of replies in words, and how much of it is left.
#[derive(Debug, Serialize)]
pub(crate) struct ScriptOverview {
    pub(super) scope: String,
    pub(super) n_given: u64,
    pub(super) n_left: usize,
    pub(super) then_live: bool,
}

use super::script::Script;

/// A task that is to be there before anybody creates it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planted {
    pub(super) id: String,
    pub(super) model: String,
    /// `None`: the script of every created task, or one drawn for it.
    pub(super) script: Option<Script>,
}

impl Planted {
    pub(crate) fn new(
        id: impl Into<String>,
        model: impl Into<String>,
        script: Option<Script>,
    ) -> Self {
        Self {
            id: id.into(),
            model: model.into(),
            script,
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

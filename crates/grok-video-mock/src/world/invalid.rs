/// A create request that was turned away, and the rule that did it. The
/// message never repeats what was sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    message: String,
}

impl Invalid {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

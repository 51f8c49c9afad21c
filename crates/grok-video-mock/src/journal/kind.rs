/// What a request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Create,
    Query,
    Download,
    Head,
    Refused,
    Unmatched,
    /// A look at the simulation itself, which the service knows nothing of.
    Admin,
}

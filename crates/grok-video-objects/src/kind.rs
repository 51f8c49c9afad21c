//! What an error is about.

/// Sorts [`ObjectsError`](crate::ObjectsError)s by what the caller may do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObjectsErrorKind {
    /// The URL names no object, or no store that is known.
    InvalidUrl,
    /// There are no credentials, or an option is missing or wrong.
    NotConfigured,
    /// The store refuses the credentials, or what they are to be used for.
    Denied,
    /// There is no such bucket.
    NoBucket,
    /// Another object has the name; it is untouched.
    AlreadyExists,
    /// The store took the object, and gives back another.
    Damaged,
    /// The file that was to be stored can't be read on this machine.
    Local,
    /// The store can't be reached, is in trouble, or took too long: the same may go well later.
    Unavailable,
    /// The store refuses the request for another reason.
    Refused,
}

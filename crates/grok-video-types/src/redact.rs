//! Keeping a secret out of what a server says.

use alloc::borrow::Cow;

use crate::plain_text::plain_text;

/// The shortest secret that is looked for, in bytes.
///
/// A shorter one stands in innocent words and URLs too: taking it out would garble them, and a
/// result whose URL holds it would be lost.
const MIN_LEN: usize = 8;

/// Returns `text` with `secret` replaced by `[redacted]`.
///
/// The text is made [plain](plain_text) first: a secret that is broken up by characters which
/// vanish later would be whole again then, and so is the secret. One of fewer than eight bytes is not looked for.
///
/// ```
/// use grok_video_types::redact;
/// assert_eq!(redact("bad key sk-canary-1", "sk-canary-1"), "bad key [redacted]");
/// assert_eq!(redact("a kite", "a"), "a kite");
/// ```
#[must_use]
pub fn redact<'t>(text: &'t str, secret: &str) -> Cow<'t, str> {
    let secret = plain_text(secret, usize::MAX);
    if secret.len() < MIN_LEN {
        return text.into();
    }
    plain_text(text, usize::MAX)
        .replace(&secret, "[redacted]")
        .into()
}

/// Tells whether `text` holds `secret`, if that is long enough to be looked for.
#[inline]
pub(crate) fn holds(text: &str, secret: &str) -> bool {
    secret.len() >= MIN_LEN && text.contains(secret)
}

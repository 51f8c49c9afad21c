use std::fmt;
use std::time::Duration;

/// What a `Retry-After` header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// So many seconds: `Retry-After: 30`.
    Seconds(u64),
    /// A date that lies so many seconds of virtual time ahead, counted from
    /// the server's epoch: `Retry-After: Mon, 30 Mar 2026 02:12:04 GMT`.
    ///
    /// The answer's `Date` is of the same clock, so the difference of both
    /// is the wait. A client that compares the date with its own clock needs
    /// an [`epoch`](crate::Builder::epoch) that fits.
    Date(u64),
    /// Nothing: there is no such header.
    Absent,
}

impl RetryAfter {
    /// Returns the header's value, if there is one, at a Unix time in seconds.
    pub(crate) fn value(self, unix_time: u64) -> Option<String> {
        match self {
            Self::Seconds(seconds) => Some(seconds.to_string()),
            Self::Date(seconds) => Some(date(unix_time.saturating_add(seconds))),
            Self::Absent => None,
        }
    }

    /// Returns the `Date` that the header is to be read against, where it is
    /// not to be the system's.
    pub(crate) fn date(self, unix_time: u64) -> Option<String> {
        matches!(self, Self::Date(_)).then(|| date(unix_time))
    }
}

fn date(unix_time: u64) -> String {
    // The last second that has a date in four digits, in the year 9999.
    const LAST: u64 = 253_402_300_799;
    let since = Duration::from_secs(unix_time.min(LAST));
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + since)
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => write!(f, "Retry-After {seconds} s"),
            Self::Date(seconds) => write!(f, "Retry-After a date {seconds} s ahead"),
            Self::Absent => f.write_str("no Retry-After"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_as_http_has_them() {
        let at = 1_774_836_724;
        assert_eq!(RetryAfter::Seconds(30).value(at).as_deref(), Some("30"));
        assert_eq!(
            RetryAfter::Date(60).value(at).as_deref(),
            Some("Mon, 30 Mar 2026 02:13:04 GMT")
        );
        assert_eq!(
            RetryAfter::Date(60).date(at).as_deref(),
            Some("Mon, 30 Mar 2026 02:12:04 GMT")
        );
        assert_eq!(RetryAfter::Seconds(30).date(at), None);
        assert_eq!(RetryAfter::Absent.value(at), None);
        assert_eq!(
            RetryAfter::Date(u64::MAX).value(at).as_deref(),
            Some("Fri, 31 Dec 9999 23:59:59 GMT")
        );
    }
}

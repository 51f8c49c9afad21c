//! The server's hint when to come again.

use core::time::Duration;

/// Returns the wait that a `Retry-After` header asks for.
///
/// It is read as unsigned seconds, or as an HTTP date in the form of today's RFCs, taken against
/// the `Date` of the same response, so that no clock of ours matters. A date that has passed asks
/// for no wait; anything else is ignored.
///
/// ```
/// use core::time::Duration;
/// use grok_video_types::retry_after;
/// assert_eq!(retry_after("120", None), Some(Duration::from_secs(120)));
/// let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
/// assert_eq!(retry_after("Sun, 06 Nov 1994 08:50:07 GMT", date), Some(Duration::from_secs(30)));
/// assert_eq!(retry_after("-1", date), None);
/// ```
#[must_use]
pub fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim_ascii();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a long wait, which the poller caps.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let wait = unix_seconds(value)?.saturating_sub(unix_seconds(date?.trim_ascii())?);
    Some(Duration::from_secs(wait))
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT` as Unix seconds.
fn unix_seconds(date: &str) -> Option<u64> {
    let date = date.as_bytes();
    let [_, _, _, b',', b' ', rest @ ..] = date else {
        return None;
    };
    if rest.len() != 24 || !rest.ends_with(b" GMT") {
        return None;
    }
    let separators = [(2, b' '), (6, b' '), (11, b' '), (14, b':'), (17, b':')];
    if separators.iter().any(|&(at, byte)| rest[at] != byte) {
        return None;
    }
    let day = number(&rest[..2])?;
    let month = month(&rest[3..6])?;
    let year = number(&rest[7..11])?;
    let (hour, minute, second) = (
        number(&rest[12..14])?,
        number(&rest[15..17])?,
        number(&rest[18..20])?,
    );
    let in_range = (1970..=9999).contains(&year)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    in_range
        .then(|| days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u64::from(digit - b'0'))
    })
}

fn month(name: &[u8]) -> Option<u64> {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let index = MONTHS.iter().position(|month| *month == name)?;
    Some(index as u64 + 1)
}

/// Counts days in the Gregorian calendar, with years that begin in March so that leap days end them.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    const DAYS_TO_1970: u64 = 719_468;
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let days = year * 365 + year / 4 - year / 100 + year / 400;
    days + (month * 153 + 2) / 5 + day - 1 - DAYS_TO_1970
}

#[cfg(test)]
mod tests {
    use super::{Duration, retry_after, unix_seconds};

    #[test]
    fn dates_are_unix_seconds() {
        assert_eq!(unix_seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            unix_seconds("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        assert_eq!(
            unix_seconds("Thu, 29 Feb 2024 00:00:00 GMT"),
            Some(1_709_164_800)
        );
    }

    #[test]
    fn anything_else_is_ignored() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        for value in [
            "",
            " ",
            "-1",
            "+1",
            "1.5",
            "1e3",
            "soon",
            "Sun, 06 Nov 1994 08:49:37",
        ] {
            assert_eq!(retry_after(value, date), None, "{value:?}");
        }
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:50:07 GMT", None), None);
    }

    #[test]
    fn the_past_asks_for_no_wait_and_the_huge_saturates() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        let past = "Sun, 06 Nov 1994 08:49:07 GMT";
        assert_eq!(retry_after(past, date), Some(Duration::ZERO));
        let huge = "99999999999999999999999";
        assert_eq!(retry_after(huge, None), Some(Duration::from_secs(u64::MAX)));
    }
}

//! Times and texts, as they stand in a picture.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How wide a character of ours is at most, by the size of its font.
const WIDTH: f64 = 0.6;

/// How wide another one is: a letter of Asia or a symbol.
const WIDE: f64 = 1.05;

const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];

/// Shows a length by its two largest units; seconds have tenths while they are few.
pub(super) fn short(length: Duration) -> String {
    /// Below this, in tenths of a second, they are shown.
    const FEW: u128 = 100;
    let tenths = (length.as_millis() + 50) / 100;
    if tenths < FEW && !tenths.is_multiple_of(10) {
        return format!("{}.{}s", tenths / 10, tenths % 10);
    }
    let seconds = length.as_millis().saturating_add(500) / 1000;
    let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
    let first = UNITS.iter().position(|(unit, _)| seconds >= *unit);
    let smallest = first.map_or(3, |index| (index + 1).min(3));
    let (unit, _) = UNITS[smallest];
    exact(seconds / unit * unit)
}

/// Shows a number of seconds by all units that it has.
pub(super) fn exact(seconds: u64) -> String {
    let mut rest = seconds;
    let mut words = Vec::new();
    for (unit, name) in UNITS {
        if rest >= unit {
            words.push(format!("{}{name}", rest / unit));
            rest %= unit;
        }
    }
    if words.is_empty() {
        return "0s".to_owned();
    }
    words.join(" ")
}

/// Shows a time in UTC, to the second; what is outside of the years 1970 to 9999 is shown as the nearest of them.
pub(super) fn utc(time: SystemTime) -> String {
    /// The last second of the year 9999.
    const LAST: u64 = 253_402_300_799;
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let time = UNIX_EPOCH + since.min(Duration::from_secs(LAST));
    let text = humantime::format_rfc3339_seconds(time).to_string();
    text.replace('T', " ").replace('Z', " UTC")
}

/// Returns the time from one moment to another; none where the other is before.
pub(super) fn between(from: SystemTime, to: SystemTime) -> Duration {
    to.duration_since(from).unwrap_or_default()
}

/// Returns how wide a text is, about.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(wide).sum::<f64>() * size
}

fn wide(character: char) -> f64 {
    if (character as u32) < 0x1100 {
        WIDTH
    } else {
        WIDE
    }
}

/// Cuts a text at its end to so many characters and this width.
pub(super) fn cut(text: &str, n_characters: usize, limit: f64, size: f64) -> String {
    if text.chars().count() <= n_characters && width(text, size) <= limit {
        return text.to_owned();
    }
    let mut left = limit / size - wide('…').min(WIDTH * 2.0);
    let kept: String = text
        .chars()
        .take(n_characters.saturating_sub(1))
        .take_while(|character| {
            left -= wide(*character);
            left >= 0.0
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// Cuts a name in its middle to so many characters: names that begin alike often end apart.
pub(super) fn cut_middle(text: &str, n_characters: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= n_characters {
        return text.to_owned();
    }
    let n_kept = n_characters.saturating_sub(1);
    let n_last = n_kept / 2;
    let first = characters[..n_kept - n_last].iter();
    let last = characters[characters.len() - n_last..].iter();
    first.chain(['…'].iter()).chain(last).collect()
}

/// Writes a number with its noun, of which there is one or more.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_two_units() {
        for (ms, words) in [
            (0, "0s"),
            (49, "0s"),
            (400, "0.4s"),
            (3_000, "3s"),
            (9_949, "9.9s"),
            (9_960, "10s"),
            (59_600, "1m"),
            (90_000, "1m 30s"),
            (3_600_000, "1h"),
            (3_659_000, "1h"),
            (7_500_000, "2h 5m"),
            (273_600_000, "3d 4h"),
        ] {
            assert_eq!(short(Duration::from_millis(ms)), words, "{ms}");
        }
        assert_eq!(short(Duration::MAX), "213503982334601d 7h");
    }

    #[test]
    fn exact_lengths_have_all_units() {
        assert_eq!(exact(0), "0s");
        assert_eq!(exact(90), "1m 30s");
        assert_eq!(exact(273_900), "3d 4h 5m");
    }

    #[test]
    fn times_are_shown_in_utc() {
        let time = UNIX_EPOCH + Duration::from_millis(1_785_074_590_999);
        assert_eq!(utc(time), "2026-07-26 14:03:10 UTC");
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(utc(before), "1970-01-01 00:00:00 UTC");
        let far = UNIX_EPOCH + Duration::from_secs(1 << 40);
        assert_eq!(utc(far), "9999-12-31 23:59:59 UTC");
    }

    #[test]
    fn texts_are_cut_by_number_and_by_width() {
        assert_eq!(cut("a red kite", 40, 200.0, 10.0), "a red kite");
        assert_eq!(cut("a red kite", 7, 200.0, 10.0), "a red…");
        assert_eq!(cut("a red kite", 40, 45.0, 10.0), "a red…");
        assert_eq!(cut("赤い凧が海の上を飛ぶ", 40, 60.0, 10.0), "赤い凧が…");
        assert_eq!(cut("", 40, 0.0, 10.0), "");
        assert_eq!(cut("a", 0, 0.0, 10.0), "…");
    }

    #[test]
    fn names_are_cut_in_the_middle() {
        assert_eq!(cut_middle("video_1", 7), "video_1");
        assert_eq!(cut_middle("video_1234", 7), "vid…234");
        assert_eq!(cut_middle("video_1", 0), "…");
    }

    #[test]
    fn numbers_agree_with_their_noun() {
        assert_eq!(count(1, "task"), "1 task");
        assert_eq!(count(0, "task"), "0 tasks");
    }
}

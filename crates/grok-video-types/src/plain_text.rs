//! Server text made fit for a terminal and a log.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::ascii;

/// Returns `text` without anything that could act on a terminal, cut to at most `cap` bytes.
///
/// Terminal escape sequences, control characters and the invisible characters that reorder text
/// are dropped; line breaks and tabs become single spaces. A cut is marked with `…`, which is
/// counted in `cap`.
///
/// ```
/// use grok_video_types::plain_text;
/// assert_eq!(plain_text("no\n\u{1b}[31mbalance\u{1b}[0m", 2048), "no balance");
/// assert_eq!(plain_text("abcdef", 5), "ab…");
/// ```
#[must_use]
pub fn plain_text(text: &str, cap: usize) -> String {
    let mut plain = String::with_capacity(text.len().min(cap));
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let shown = match c {
            '\u{1b}' => {
                skip_escape(&mut rest);
                continue;
            }
            // The eight-bit form of ESC [; of the others only the character itself is dropped, below.
            '\u{9b}' => {
                skip_until(&mut rest, |c| ('\u{40}'..='\u{7e}').contains(&c));
                continue;
            }
            '\n' | '\r' | '\t' => ' ',
            c if is_line_end(c) => ' ',
            c if c.is_control() || is_invisible(c) => continue,
            c => c,
        };
        if shown == ' ' && plain.ends_with(' ') {
            continue;
        }
        if plain.len() + shown.len_utf8() > cap {
            cut(&mut plain, cap);
            break;
        }
        plain.push(shown);
    }
    let kept = plain.trim_end().len();
    plain.truncate(kept);
    plain
}

/// Makes `text` plain as [`plain_text`] does, without a copy where it is plain already.
pub(crate) fn into_plain(text: Cow<'_, str>, cap: usize) -> Cow<'_, str> {
    if is_plain(&text, cap) {
        text
    } else {
        Cow::Owned(plain_text(&text, cap))
    }
}

/// Makes a word of `text`, to be compared and shown: plain, and without white space around it.
pub(crate) fn into_word(text: Cow<'_, str>, cap: usize) -> Cow<'_, str> {
    match into_plain(text, cap) {
        Cow::Borrowed(plain) => Cow::Borrowed(plain.trim()),
        Cow::Owned(plain) if plain.trim().len() == plain.len() => Cow::Owned(plain),
        Cow::Owned(plain) => Cow::Owned(plain.trim().into()),
    }
}

/// Tells whether [`plain_text`] would return `text` as it is.
fn is_plain(text: &str, cap: usize) -> bool {
    if text.len() > cap {
        return false;
    }
    if ascii::is_printable(text.as_bytes()) {
        return !text.ends_with(' ') && !text.contains("  ");
    }
    let mut before = '\0';
    let changes = |c: char| {
        let is_second_space = c == ' ' && before == ' ';
        before = c;
        is_second_space || c.is_control() || is_invisible(c) || is_line_end(c)
    };
    text.trim_end().len() == text.len() && !text.contains(changes)
}

/// Tells whether a character that is no control character ends a line.
fn is_line_end(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Skips what belongs to an escape sequence whose ESC has just been read.
fn skip_escape(rest: &mut core::str::Chars<'_>) {
    match rest.clone().next() {
        Some('[') => {
            rest.next();
            skip_until(rest, |c| ('\u{40}'..='\u{7e}').contains(&c));
        }
        // Operating system command, device control, and the other strings up to BEL or ESC \.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_until(rest, |c| c == '\u{7}' || c == '\\' || c == '\u{9c}');
        }
        Some(_) => {
            rest.next();
        }
        None => {}
    }
}

/// Skips to behind the first character that ends the sequence.
///
/// A sequence without an end swallows the rest, as it would on a terminal.
fn skip_until(rest: &mut core::str::Chars<'_>, ends: impl Fn(char) -> bool) {
    for c in rest.by_ref() {
        if ends(c) {
            break;
        }
    }
}

/// Tells whether a character is invisible, or changes the order of those around it.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Cuts `plain` so that it and the mark of the cut fit into `cap` bytes.
fn cut(plain: &mut String, cap: usize) {
    const MARK: char = '…';
    while plain.len() + MARK.len_utf8() > cap {
        if plain.pop().is_none() {
            return;
        }
    }
    plain.push(MARK);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_plain, plain_text};

    proptest! {
        #[test]
        fn plain_is_what_stays_as_it_is(
            text in "([a-z ]|\\PC|[\u{0}-\u{20}\u{85}\u{9b}\u{200b}-\u{202f}\u{3000}\u{feff}]){0,12}",
            cap in 0..24_usize,
        ) {
            prop_assert_eq!(is_plain(&text, cap), plain_text(&text, cap) == text);
        }
    }
}

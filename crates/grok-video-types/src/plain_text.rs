//! Server text made fit for a terminal and a log.

use alloc::string::String;

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
            // The eight-bit form of ESC [, ESC ] and their kin: what follows is their text.
            '\u{9b}' => {
                skip_until(&mut rest, |c| ('\u{40}'..='\u{7e}').contains(&c));
                continue;
            }
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
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
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
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

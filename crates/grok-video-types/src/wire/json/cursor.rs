//! A place in a body, and how to get on from there.

use super::nesting::Nesting;
use super::special::next_special;
use super::token::{Text, Token};

/// Stands at a byte of a body. Every method that returns an `Option` gives `None` where the body
/// is no JSON; where it stands then means nothing.
#[derive(Debug, Clone, Copy)]
pub(in crate::wire) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(in crate::wire) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Goes on with a copy, so that a call which is rare does not force this one into memory.
    #[inline(always)]
    pub(in crate::wire) fn aside<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let mut copy = *self;
        let value = read(&mut copy);
        self.at = copy.at;
        value
    }

    #[inline(always)]
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// Returns the text from `start` to here; both stand beside an ASCII character.
    #[inline]
    fn since(&self, start: usize) -> Option<&'a str> {
        self.text.get(start..self.at)
    }

    #[inline]
    pub(in crate::wire) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    #[inline]
    pub(in crate::wire) fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Goes behind `literal`, if it stands here.
    #[inline(always)]
    pub(in crate::wire) fn eat<const N: usize>(&mut self, literal: &[u8; N]) -> bool {
        let here = self.bytes().get(self.at..).and_then(<[u8]>::first_chunk);
        let stands = here == Some(literal);
        if stands {
            self.at += N;
        }
        stands
    }

    /// Reads a value if its key, with all that separates it, stands here exactly as `key`; stays
    /// where it is otherwise.
    #[inline(always)]
    pub(in crate::wire) fn member<const N: usize>(&mut self, key: &[u8; N]) -> Option<Token<'a>> {
        let start = self.at;
        if self.eat(key)
            && let Some(value) = self.value()
        {
            return Some(value);
        }
        self.at = start;
        None
    }

    /// Reads the members of an object and hands each to `put`.
    ///
    /// It begins before the object, or behind any of its values.
    #[inline(never)]
    pub(in crate::wire) fn members(
        &mut self,
        mut put: impl FnMut(Text<'a>, Token<'a>),
    ) -> Option<()> {
        if self.at == 0 {
            self.skip_space();
            if !self.eat(b"{") {
                return None;
            }
            self.skip_space();
            if self.eat(b"}") {
                return Some(());
            }
        } else if !self.comma()? {
            return Some(());
        }
        loop {
            let key = self.string()?;
            self.colon()?;
            put(key, self.value()?);
            if !self.comma()? {
                return Some(());
            }
        }
    }

    /// Goes from behind a member to the next; tells whether there is one before the bracket.
    fn comma(&mut self) -> Option<bool> {
        self.skip_space();
        if self.eat(b"}") {
            return Some(false);
        }
        if !self.eat(b",") {
            return None;
        }
        self.skip_space();
        Some(true)
    }

    fn colon(&mut self) -> Option<()> {
        self.skip_space();
        if !self.eat(b":") {
            return None;
        }
        self.skip_space();
        Some(())
    }

    /// Reads a string if its key stands here exactly as `key`, which ends with the string's quote.
    #[inline(always)]
    pub(in crate::wire) fn text_member<const N: usize>(
        &mut self,
        key: &[u8; N],
    ) -> Option<Token<'a>> {
        let start = self.at;
        if self.eat(key)
            && let Some(text) = self.string_inside()
        {
            return Some(Token::Text(text));
        }
        self.at = start;
        None
    }

    /// Reads any value.
    #[inline(always)]
    fn value(&mut self) -> Option<Token<'a>> {
        match self.peek()? {
            b'"' => self.string().map(Token::Text),
            b'0'..=b'9' | b'-' => self.number(),
            b'n' => self.eat(b"null").then_some(Token::Null),
            _ => self.aside(Self::rare_value),
        }
    }

    #[inline(never)]
    fn rare_value(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        match self.peek()? {
            b'{' => {
                self.skip_container()?;
                self.since(start).map(Token::Object)
            }
            b'[' => self.skip_container().map(|()| Token::Other),
            b't' => self.eat(b"true").then_some(Token::Other),
            b'f' => self.eat(b"false").then_some(Token::Other),
            _ => None,
        }
    }

    /// Skips an object or an array with all that is in it, however deep it goes.
    fn skip_container(&mut self) -> Option<()> {
        let mut nesting = Nesting::default();
        loop {
            // Before a value.
            match self.peek()? {
                open @ (b'{' | b'[') => {
                    self.at += 1;
                    self.skip_space();
                    let is_object = open == b'{';
                    let is_empty = if is_object {
                        self.eat(b"}")
                    } else {
                        self.eat(b"]")
                    };
                    if !is_empty {
                        nesting.open(is_object);
                        if is_object {
                            self.string()?;
                            self.colon()?;
                        }
                        continue;
                    }
                }
                b'"' => drop(self.string()?),
                b'0'..=b'9' | b'-' => drop(self.number()?),
                b'n' | b't' | b'f' => {
                    if !(self.eat(b"null") || self.eat(b"true") || self.eat(b"false")) {
                        return None;
                    }
                }
                _ => return None,
            }
            // Behind a value.
            loop {
                let Some(is_object) = nesting.innermost() else {
                    return Some(());
                };
                self.skip_space();
                match self.peek()? {
                    b',' => {
                        self.at += 1;
                        self.skip_space();
                        if is_object {
                            self.string()?;
                            self.colon()?;
                        }
                        break;
                    }
                    b'}' if is_object => self.at += 1,
                    b']' if !is_object => self.at += 1,
                    _ => return None,
                }
                nesting.close();
            }
        }
    }

    /// Reads a string.
    fn string(&mut self) -> Option<Text<'a>> {
        if !self.eat(b"\"") {
            return None;
        }
        self.string_inside()
    }

    /// Reads what is left of a string behind its quote.
    #[inline(always)]
    fn string_inside(&mut self) -> Option<Text<'a>> {
        let start = self.at;
        self.at = next_special(self.bytes(), start);
        if self.peek()? == b'"' {
            let raw = self.since(start)?;
            self.at += 1;
            return Some(Text::plain(raw));
        }
        self.aside(|cursor| cursor.escaped_string(start))
    }

    /// Reads the rest of a string from its first escape on.
    #[inline(never)]
    fn escaped_string(&mut self, start: usize) -> Option<Text<'a>> {
        loop {
            match self.peek()? {
                b'"' => {
                    let raw = self.since(start)?;
                    self.at += 1;
                    return Some(Text::escaped(raw));
                }
                b'\\' => {
                    self.at += 1;
                    match self.peek()? {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
                        b'u' => {
                            let digits = self.bytes().get(self.at + 1..self.at + 5)?;
                            if !digits.iter().all(u8::is_ascii_hexdigit) {
                                return None;
                            }
                            self.at += 5;
                        }
                        _ => return None,
                    }
                }
                _ => return None,
            }
            self.at = next_special(self.bytes(), self.at);
        }
    }

    /// Reads a number.
    #[inline(always)]
    pub(in crate::wire) fn number(&mut self) -> Option<Token<'a>> {
        const FEW: usize = 18;
        let start = self.at;
        let digits = self.bytes().get(start..)?;
        let mut whole = 0_u64;
        let mut n_digits = 0;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            whole = whole.wrapping_mul(10).wrapping_add(digit.into());
            n_digits += 1;
        }
        let has_more = matches!(digits.get(n_digits), Some(b'.' | b'e' | b'E'));
        // A zero stands first only alone.
        let is_plain = digits.first() != Some(&b'0') || n_digits == 1;
        if is_plain && (1..=FEW).contains(&n_digits) && !has_more {
            self.at += n_digits;
            return Some(Token::Whole(whole));
        }
        self.aside(Self::rare_number)
    }

    #[inline(never)]
    fn rare_number(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        self.eat(b"-");
        if !self.eat(b"0") {
            self.digits()?;
        } else if let Some(b'0'..=b'9') = self.peek() {
            return None;
        }
        self.fraction_and_exponent()?;
        self.since(start).map(Token::Number)
    }

    fn fraction_and_exponent(&mut self) -> Option<()> {
        if self.eat(b".") {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    /// Skips one digit or more.
    #[inline]
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

//! What stands on a terminal that obeys what comes.

/// What a program has written to a terminal, and beside it.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) code: i32,
    pub(crate) text: String,
    pub(crate) elsewhere: String,
}

impl Shown {
    /// Returns the texts between all that moves the cursor or clears.
    pub(crate) fn pieces(&self) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for part in parts(&self.text) {
            match part {
                Part::Char(c) if !c.is_control() => pieces.last_mut().unwrap().push(c),
                Part::Colour => {}
                Part::Char(_) | Part::Up(_) | Part::Down(_) | Part::Clear => {
                    pieces.push(String::new());
                }
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    pub(crate) fn has_colour(&self) -> bool {
        parts(&self.text).contains(&Part::Colour)
    }

    pub(crate) fn has_escapes(&self) -> bool {
        self.text.contains('\u{1b}')
    }

    /// Returns the rows that stand there in the end, without those that are empty.
    pub(crate) fn rows(&self, columns: usize) -> Vec<String> {
        let mut rows = vec![Vec::new()];
        let (mut row, mut column) = (0_usize, 0_usize);
        for part in parts(&self.text) {
            match part {
                Part::Char('\r') => column = 0,
                Part::Char('\n') => row += 1,
                Part::Char(c) => {
                    if column == columns {
                        (row, column) = (row + 1, 0);
                    }
                    while rows.len() <= row {
                        rows.push(Vec::new());
                    }
                    let line: &mut Vec<char> = &mut rows[row];
                    while line.len() <= column {
                        line.push(' ');
                    }
                    line[column] = c;
                    column += 1;
                }
                Part::Up(n) => row = row.saturating_sub(n),
                Part::Down(n) => row += n,
                Part::Clear => {
                    if let Some(line) = rows.get_mut(row) {
                        line.clear();
                    }
                }
                Part::Colour => {}
            }
        }
        let rows = rows.into_iter();
        let rows = rows.map(|row| row.into_iter().collect::<String>().trim_end().to_owned());
        rows.filter(|row| !row.is_empty()).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Char(char),
    Up(usize),
    Down(usize),
    /// Clears the line.
    Clear,
    Colour,
}

/// Reads text and what a terminal obeys; panics at what the program is not known to send.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            let is_known = !c.is_control() || c == '\r' || c == '\n';
            assert!(is_known, "{c:?} in {text:?}");
            parts.push(Part::Char(c));
            continue;
        }
        assert_eq!(chars.next(), Some('['), "{text:?}");
        let mut argument = String::new();
        let end = loop {
            match chars.next().unwrap() {
                c if c.is_ascii_digit() || c == ';' => argument.push(c),
                c => break c,
            }
        };
        let n = argument.parse().unwrap_or(1);
        parts.push(match (end, argument.as_str()) {
            ('A', _) => Part::Up(n),
            ('B', _) => Part::Down(n),
            ('K', "2") => Part::Clear,
            ('m', _) => Part::Colour,
            _ => panic!("ESC [ {argument} {end} in {text:?}"),
        });
    }
    parts
}

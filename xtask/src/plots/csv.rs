//! A table that a measurement wrote: a line of names, then one of values for each row, with commas
//! between.

use std::fmt::Display;

/// The greatest number that a cell may hold.
const MOST: f64 = 1e9;

/// A row of a table with `N` columns.
#[derive(Debug)]
pub(super) struct Row<'a, const N: usize> {
    /// Counted from one.
    line: usize,
    columns: [&'static str; N],
    cells: [&'a str; N],
}

/// Reads a table with these columns, of at least one row; what is wrong with it is said with the
/// number of the line.
pub(super) fn rows<'a, const N: usize>(
    text: &'a str,
    columns: [&'static str; N],
) -> Result<Vec<Row<'a, N>>, String> {
    let mut lines = (1..).zip(text.lines());
    let head = lines.next().map_or("", |(_, head)| head);
    let expected = columns.join(",");
    if head != expected {
        return Err(format!(
            "1: begins with `{head}`, and not with `{expected}`"
        ));
    }
    let rows: Vec<_> = lines
        .map(|(line, text)| {
            let cells: Vec<&str> = text.split(',').map(str::trim).collect();
            let n_cells = cells.len();
            let cells = cells
                .try_into()
                .map_err(|_| format!("{line}: has {n_cells} cells, and not {N}"))?;
            Ok(Row {
                line,
                columns,
                cells,
            })
        })
        .collect::<Result<_, String>>()?;
    if rows.is_empty() {
        return Err("2: has no rows".to_owned());
    }
    Ok(rows)
}

impl<'a, const N: usize> Row<'a, N> {
    /// Returns a complaint about this row.
    pub(super) fn complain(&self, complaint: impl Display) -> String {
        format!("{}: {complaint}", self.line)
    }

    /// Returns the text of a column, which is not empty.
    pub(super) fn text(&self, column: usize) -> Result<&'a str, String> {
        let text = self.cells[column];
        if text.is_empty() {
            return Err(self.complain(format!("has no {}", self.columns[column])));
        }
        Ok(text)
    }

    /// Returns the number in a column, which is not negative.
    pub(super) fn number(&self, column: usize) -> Result<f64, String> {
        let text = self.text(column)?;
        let number = text.parse().ok().filter(|it| (0.0..=MOST).contains(it));
        number.ok_or_else(|| {
            let column = self.columns[column];
            self.complain(format!("`{text}` is no number of {column}"))
        })
    }

    /// Returns the number in a column, which has no fraction.
    pub(super) fn whole(&self, column: usize) -> Result<u32, String> {
        let text = self.text(column)?;
        text.parse().map_err(|_| {
            let column = self.columns[column];
            self.complain(format!("`{text}` is no whole number of {column}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rows_with_their_lines() {
        let rows = rows(
            "name,count,size\na b,3,0.5\n c ,4,1e3\n",
            ["name", "count", "size"],
        );
        let rows = rows.expect("it is a table");
        assert_eq!(rows[0].text(0), Ok("a b"));
        assert_eq!(rows[1].text(0), Ok("c"));
        assert_eq!(rows[0].whole(1), Ok(3));
        assert_eq!(rows[1].number(2), Ok(1e3));
        assert_eq!(rows[1].complain("odd"), "3: odd");
    }

    #[test]
    fn says_what_is_no_table_and_where() {
        let refused = |text| rows(text, ["a", "b"]).expect_err("it is no table");
        assert_eq!(refused("a,c\n"), "1: begins with `a,c`, and not with `a,b`");
        assert_eq!(refused(""), "1: begins with ``, and not with `a,b`");
        assert_eq!(refused("a,b\n"), "2: has no rows");
        assert_eq!(refused("a,b\n1,2\n1\n"), "3: has 1 cells, and not 2");
        assert_eq!(refused("a,b\n\n"), "2: has 1 cells, and not 2");
    }

    #[test]
    fn says_which_cell_holds_no_number() {
        for (cell, complaint) in [
            ("", "2: has no polls"),
            ("many", "2: `many` is no number of polls"),
            ("-1", "2: `-1` is no number of polls"),
            ("NaN", "2: `NaN` is no number of polls"),
            ("1e10", "2: `1e10` is no number of polls"),
        ] {
            let text = format!("polls,b\n{cell},2.5\n");
            let rows = rows(&text, ["polls", "b"]).expect("it is a table");
            assert_eq!(rows[0].number(0), Err(complaint.to_owned()));
            assert!(rows[0].whole(0).is_err(), "{cell}");
            let fraction = "2: `2.5` is no whole number of b".to_owned();
            assert_eq!(rows[0].whole(1), Err(fraction));
        }
    }
}

//! Reads a history back.

use std::fs::OpenOptions;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::{Record, place};

/// How much is read of the end of each file, in bytes.
const MOST: u64 = 16 << 20;

/// The longest line, in bytes; no record is as long.
const LINE: u64 = 4096;

/// Returns the records that are wanted, in the order in which they were written, of the file at `path` and the
/// older part beside it; a file that is not there has none.
///
/// Lines that are no records are passed over: another version wrote them, or they were cut. Of a file that has grown
/// beyond 16 MiB, the end is read.
///
/// # Errors
/// When a file that is there can't be read, or is no regular file.
pub(crate) fn read(
    path: &Path,
    mut is_wanted: impl FnMut(&Record) -> bool,
) -> io::Result<Vec<Record>> {
    let mut records = Vec::new();
    for path in [&place::older(path), path] {
        let file = match place::open(OpenOptions::new().read(true), path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            file => file?,
        };
        each_line(file, |line| {
            records.extend(Record::of_line(line).filter(&mut is_wanted));
        })?;
    }
    Ok(records)
}

/// Hands on the lines at the end of a file, but for those that are too long.
fn each_line(mut file: impl Read + Seek, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    // A line that begins there is whole, so one byte before it is looked at.
    let start = length.saturating_sub(MOST + 1);
    file.seek(SeekFrom::Start(start))?;
    // What comes while it is read is left for another time.
    let mut text = BufReader::new(file.take(length - start));
    if start > 0 {
        text.skip_until(b'\n')?;
    }
    let mut line = Vec::new();
    loop {
        line.clear();
        let n = text.by_ref().take(LINE).read_until(b'\n', &mut line)?;
        if n == 0 {
            return Ok(());
        }
        if line.ends_with(b"\n") || (n as u64) < LINE {
            take(&line);
        } else {
            text.skip_until(b'\n')?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let take = |line: &[u8]| lines.push(String::from_utf8_lossy(line).trim().to_owned());
        each_line(Cursor::new(text), take).expect("memory can be read");
        lines
    }

    #[test]
    fn lines_are_handed_on_and_the_last_needs_no_end() {
        assert_eq!(lines("a\n\nb"), ["a", "", "b"]);
        assert_eq!(lines(""), [""; 0]);
    }

    #[test]
    fn a_line_without_end_is_passed_over() {
        let endless = "x".repeat(100_000);
        assert_eq!(lines(&format!("a\n{endless}\nb\n{endless}")), ["a", "b"]);
    }

    #[test]
    fn of_a_long_file_the_end_is_read() {
        let line = "y".repeat(1023) + "\n";
        let most = (MOST / 1024) as usize;
        let text = line.repeat(most);
        assert_eq!(lines(&format!("{text}{line}")).len(), most);
        assert_eq!(lines(&format!("{text}z\n")).len(), most);
        assert_eq!(lines(&text).len(), most);
    }

    #[test]
    fn what_is_not_there_has_no_records() {
        let folder = tempfile::TempDir::new().expect("there is room for a folder");
        let records = read(&folder.path().join("none"), |_| true);
        assert_eq!(records.expect("there is nothing to read"), []);
    }
}

//! The file that a history is written to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Record, place};

/// Beyond this size, in bytes, a file becomes the older part, and a new one is begun.
const FULL: u64 = 16 << 20;

/// Writes down what happens to tasks. Several processes may write to one file at once.
///
/// It is best effort: nothing is synced, and who writes may go on without it.
#[derive(Debug)]
pub(crate) struct History {
    file: File,
    /// Whether a line was cut, so that the next one must not be taken for the rest of it.
    is_cut: AtomicBool,
    has_failed: AtomicBool,
}

impl History {
    /// Opens the file at `path`, which comes into being where there is none, readable by its owner alone.
    ///
    /// One that is beyond 16 MiB is renamed to end with `.1` before, in the place of what stands there.
    ///
    /// # Errors
    /// When it can't be opened, or is no regular file.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        make_room(path)?;
        let mut options = OpenOptions::new();
        let mut file = place::open(options.read(true).append(true).create(true), path)?;
        let is_cut = AtomicBool::new(ends_cut(&mut file)?);
        Ok(Self {
            file,
            is_cut,
            has_failed: AtomicBool::new(false),
        })
    }

    /// Appends a line, by one write.
    ///
    /// # Errors
    /// When it could not be written. Only the first failure is told; what follows is tried, and fails in silence.
    pub(crate) fn append(&self, record: &Record) -> io::Result<()> {
        match self.write(&record.to_line()) {
            Err(error) if !self.has_failed.swap(true, Ordering::Relaxed) => Err(error),
            _ => Ok(()),
        }
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let line = if self.is_cut.swap(false, Ordering::Relaxed) {
            format!("\n{line}")
        } else {
            line.to_owned()
        };
        let written = loop {
            match (&self.file).write(line.as_bytes()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => break written,
            }
        };
        let is_whole = written.as_ref().is_ok_and(|n| *n == line.len());
        if !is_whole {
            self.is_cut.store(true, Ordering::Relaxed);
        }
        match written {
            Ok(_) if !is_whole => Err(io::ErrorKind::WriteZero.into()),
            other => other.map(drop),
        }
    }
}

/// Puts a full file out of the way.
///
/// Two processes that do so at once may lose the older part.
fn make_room(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(entry) if entry.is_file() && entry.len() > FULL => {
            match fs::rename(path, place::older(path)) {
                // Somebody else was faster.
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                renamed => renamed,
            }
        }
        // What is wrong is told by who opens it.
        _ => Ok(()),
    }
}

/// Tells whether the last line was cut, as by a crash.
fn ends_cut(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::{Duration, UNIX_EPOCH};

    use tempfile::TempDir;

    use super::*;
    use crate::history::{History, What, read};

    fn place() -> (TempDir, PathBuf) {
        let folder = TempDir::new().expect("there is room for a folder");
        let path = folder.path().join("tasks.history.jsonl");
        (folder, path)
    }

    fn record(ms: u64) -> Record {
        Record {
            at: UNIX_EPOCH + Duration::from_millis(ms),
            id: None,
            task: Some(ms),
            what: What::Poll,
        }
    }

    fn numbers(path: &Path) -> Vec<u64> {
        let records = read(path, |_| true).expect("it can be read");
        records.iter().filter_map(|it| it.task).collect()
    }

    #[test]
    fn what_is_appended_is_read() {
        let (_folder, path) = place();
        for ms in 0..3 {
            let history = History::open(&path).expect("it opens");
            history.append(&record(ms)).expect("there is room");
        }
        let records = read(&path, |it| it.task != Some(1)).expect("it can be read");
        assert_eq!(records, [record(0), record(2)]);
    }

    #[test]
    fn a_line_that_was_cut_takes_no_other_with_it() {
        let (_folder, path) = place();
        fs::write(&path, "{\"at\":1,\"what\":\"po").expect("there is room");
        let history = History::open(&path).expect("it opens");
        for ms in 0..2 {
            history.append(&record(ms)).expect("there is room");
        }
        assert_eq!(numbers(&path), [0, 1]);
        let text = fs::read_to_string(&path).expect("it is text");
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn many_writers_cut_no_line() {
        let (_folder, path) = place();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    let history = History::open(path).expect("it opens");
                    for ms in 0..250 {
                        let record = record(writer * 250 + ms);
                        history.append(&record).expect("there is room");
                    }
                });
            }
        });
        let mut numbers = numbers(&path);
        numbers.sort_unstable();
        assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn a_full_file_becomes_the_older_part() {
        let (_folder, path) = place();
        let history = History::open(&path).expect("it opens");
        history.append(&record(1)).expect("there is room");
        fs::write(place::older(&path), record(0).to_line()).expect("there is room");
        drop(History::open(&path).expect("it opens"));
        assert_eq!(numbers(&path), [0, 1]);

        // The rest of the file is a hole.
        history.file.set_len(FULL + 1).expect("there is room");
        let next = History::open(&path).expect("it opens");
        next.append(&record(2)).expect("there is room");
        // Who has the file open goes on with it, and is read as well.
        history.append(&record(3)).expect("there is room");
        let text = fs::read_to_string(&path).expect("it is text");
        assert_eq!(text, record(2).to_line());
        let older = fs::metadata(place::older(&path)).expect("it is there");
        assert!(older.len() > FULL, "{older:?}");
    }

    #[test]
    fn a_failure_is_told_once() {
        let (_folder, path) = place();
        fs::write(&path, "").expect("there is room");
        let history = History {
            file: File::open(&path).expect("it can be read"),
            is_cut: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
        };
        assert!(history.append(&record(0)).is_err());
        assert!(history.append(&record(1)).is_ok());
        assert!(history.is_cut.load(Ordering::Relaxed));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, path) = place();
        drop(History::open(&path).expect("it opens"));
        let mode = fs::metadata(&path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_refused() {
        let (folder, path) = place();
        let other = folder.path().join("other");
        fs::write(&other, "").expect("there is room");
        std::os::unix::fs::symlink(&other, &path).expect("there is room");
        assert!(History::open(&path).is_err());
        assert!(read(&path, |_| true).is_err());
        assert!(History::open(folder.path()).is_err());
        assert!(History::open(Path::new("/dev/null")).is_err());
    }
}

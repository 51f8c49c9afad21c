//! Folders that hold what others hold.

use std::fs;
use std::io;
use std::path::Path;

/// What is not copied: what is built, and the history.
const LEFT_OUT: [&str; 2] = ["target", ".git"];

/// Makes the folder `to` hold what `from` holds, and writes only what differs.
pub(crate) fn mirror(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        let source = from.join(entry.file_name());
        if source.exists() && source.is_dir() == entry.path().is_dir() {
            continue;
        }
        if entry.path().is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if LEFT_OUT.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let (source, copy) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            mirror(&source, &copy)?;
            continue;
        }
        let bytes = fs::read(&source)?;
        if fs::read(&copy).ok().as_ref() != Some(&bytes) {
            fs::write(&copy, bytes)?;
        }
        let permissions = fs::metadata(&source)?.permissions();
        if fs::metadata(&copy)?.permissions() != permissions {
            fs::set_permissions(&copy, permissions)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_can_be_run_can_be_run_in_the_mirror() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("xtask-mode-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(&from).expect("a folder");
        fs::write(from.join("run.sh"), "1").expect("a file");
        mirror(&from, &to).expect("it is copied");
        let runs = fs::Permissions::from_mode(0o755);
        fs::set_permissions(from.join("run.sh"), runs).expect("it is ours");
        mirror(&from, &to).expect("it is copied");
        let copied = fs::metadata(to.join("run.sh"))
            .expect("a file")
            .permissions();
        assert_eq!(copied.mode() & 0o777, 0o755);
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn a_mirror_is_the_same_and_touches_nothing_twice() {
        let folder = std::env::temp_dir().join(format!("xtask-mirror-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("src")).expect("a folder");
        fs::create_dir_all(from.join("target")).expect("a folder");
        fs::write(from.join("src/a"), "1").expect("a file");
        fs::create_dir_all(to.join("old")).expect("a folder");
        fs::write(to.join("stale"), "2").expect("a file");
        mirror(&from, &to).expect("it is copied");
        assert_eq!(fs::read(to.join("src/a")).expect("a file"), b"1");
        for gone in ["target", "old", "stale"] {
            assert!(!to.join(gone).exists(), "{gone}");
        }
        let changed = || fs::metadata(to.join("src/a")).and_then(|data| data.modified());
        let before = changed().expect("a time");
        mirror(&from, &to).expect("it is copied");
        assert_eq!(changed().expect("a time"), before);
        fs::remove_dir_all(&folder).expect("it is ours");
    }
}

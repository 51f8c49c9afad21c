use std::fs;
use std::io;
use std::path::Path;
use std::process;

/// Writes the port to a file, which is there whole or not at all.
pub(super) fn write(path: &Path, port: u16) -> io::Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}.tmp", process::id()));
    let temporary = Path::new(&temporary);

    let written =
        fs::write(temporary, format!("{port}\n")).and_then(|()| fs::rename(temporary, path));
    if written.is_err() {
        // Nothing to be done if it never came to be.
        let _ = fs::remove_file(temporary);
    }
    written
}

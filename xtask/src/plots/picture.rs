//! A picture of the documentation: what it is drawn from, how, and where it goes.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

use super::uri;

/// A picture; paths begin at the root of the workspace.
#[derive(Debug)]
pub(super) struct Picture {
    /// The file that is drawn.
    pub(super) source: &'static str,
    /// Where the picture goes, less the file name's end.
    pub(super) output: &'static str,
    /// What a page of rustdoc calls the link to the picture; none where no such page has it.
    pub(super) link: Option<&'static str>,
    /// Draws the text of the source, or says what is wrong with it, behind the number of the line.
    pub(super) draw: fn(&str) -> Result<String, String>,
}

/// A file that is drawn.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
}

impl Picture {
    /// Returns the picture as a file, and before it as a link that rustdoc can include.
    pub(super) fn files(&self, root: &Path) -> Result<Vec<File>, Failure> {
        let source = self.source;
        let text = fs::read_to_string(root.join(source))
            .map_err(|error| Failure::check(format!("can't read {source}: {error}")))?;
        let picture =
            (self.draw)(&text).map_err(|error| Failure::check(format!("{source}:{error}")))?;
        let link = self.link.map(|link| File {
            name: format!("{}.uri", self.output),
            text: uri::link(link, &picture),
        });
        let picture = File {
            name: format!("{}.svg", self.output),
            text: picture,
        };
        Ok(link.into_iter().chain([picture]).collect())
    }
}

impl File {
    /// Returns whether the file has this text; one that is not there has not.
    pub(super) fn is_written(&self, root: &Path) -> bool {
        fs::read(root.join(&self.name)).is_ok_and(|bytes| bytes == self.text.as_bytes())
    }

    pub(super) fn write(&self, root: &Path) -> Result<(), Failure> {
        let Self { name, text } = self;
        fs::write(root.join(name), text)
            .map_err(|error| Failure::check(format!("can't write {name}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(draw: fn(&str) -> Result<String, String>) -> Picture {
        Picture {
            source: "Cargo.toml",
            output: "folder/name",
            link: Some("word"),
            draw,
        }
    }

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn a_picture_is_a_file_and_a_link() {
        let picture = sample(|_| Ok("<svg/>\n".to_owned()));
        let files = picture.files(root()).expect("it is drawn");
        let [link, file] = &files[..] else {
            panic!("two files")
        };
        assert_eq!(file.name, "folder/name.svg");
        assert_eq!(file.text, "<svg/>\n");
        assert_eq!(link.name, "folder/name.uri");
        assert!(link.text.starts_with("[word]: <data:image/svg+xml,"));
        assert!(!file.is_written(root()));
    }

    #[test]
    fn what_cannot_be_drawn_is_told_with_file_and_line() {
        let failure = sample(|_| Err("2: odd".to_owned())).files(root());
        let failure = failure.expect_err("it is not drawn");
        assert_eq!(failure.to_string(), "Cargo.toml:2: odd");
    }

    #[test]
    fn a_source_that_is_not_there_is_named() {
        let mut picture = sample(|_| Ok(String::new()));
        picture.source = "none.csv";
        let failure = picture.files(root()).expect_err("there is no such file");
        assert!(failure.to_string().starts_with("can't read none.csv: "));
    }
}

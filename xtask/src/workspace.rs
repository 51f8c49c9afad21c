//! What the commands need to know of the workspace: its root, its packages and their features.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The published package that is a program only, and has no library.
pub(crate) const PROGRAM: &str = "grok-video-cli";

/// The workspace that this program belongs to.
pub(crate) struct Workspace {
    root: PathBuf,
    packages: Vec<Package>,
}

/// The folders of the packages that are not published.
const UNPUBLISHED: [&str; 4] = ["benches", "conformance", "engine", "xtask"];

/// One package of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// The name, which is also the name of its folder, but for `engine`.
    pub(crate) name: String,
    /// The keys of its `[features]` section, in the order of the manifest.
    pub(crate) features: Vec<String>,
    /// Whether it stands in `crates/`, and so is published.
    pub(crate) is_published: bool,
}

impl Workspace {
    /// Reads the manifests of all packages.
    pub(crate) fn load() -> Result<Self, Failure> {
        let own = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = own
            .parent()
            .ok_or_else(|| Failure::check("the folder of xtask has no parent"))?
            .to_path_buf();

        let mut packages = Vec::new();
        for folder in folders(&root.join("crates"))? {
            packages.push(read_package(&folder, true)?);
        }
        for name in UNPUBLISHED {
            packages.push(read_package(&root.join(name), false)?);
        }
        Ok(Self { root, packages })
    }

    /// Returns the folder of the root manifest.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns all packages: those in `crates/` by name, then the others.
    pub(crate) fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// Returns the packages in `crates/`, by name.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.is_published)
    }
}

/// Returns the folders in `parent` that have a manifest, by name.
fn folders(parent: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| Failure::check(format!("can't read {}: {error}", parent.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(parent).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.join("Cargo.toml").is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read_package(folder: &Path, is_published: bool) -> Result<Package, Failure> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)
        .map_err(|error| Failure::check(format!("can't read {}: {error}", manifest.display())))?;
    let package = parse_manifest(&text, is_published)
        .ok_or_else(|| Failure::check(format!("{} names no package", manifest.display())))?;
    if is_published && folder.file_name().is_none_or(|name| name != &*package.name) {
        return Err(Failure::check(format!(
            "{} names the package `{}`: rename one, a folder has the name of its crate",
            manifest.display(),
            package.name
        )));
    }
    Ok(package)
}

/// Reads the name and the features from a manifest written as ours are: a section's head and a
/// key start their line, and features are keys of `[features]`, none of them quoted.
///
/// Features that an optional dependency would make by itself are not seen; ours all say `dep:`.
fn parse_manifest(text: &str, is_published: bool) -> Option<Package> {
    let mut section = "";
    let mut name = None;
    let mut features = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix('[') {
            section = head.trim_end().trim_end_matches(']');
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let key = key.trim_end();
        let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if key.is_empty() || !key.chars().all(is_bare) {
            continue;
        }
        match section {
            "package" if key == "name" => name = Some(value.trim().trim_matches('"').to_owned()),
            "features" => features.push(key.to_owned()),
            _ => {}
        }
    }
    Some(Package {
        name: name?,
        features,
        is_published,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_name_and_features() {
        let manifest = "[package]\nname = \"one\"\n\n[features]\ndefault = [\"net\"]\n# A=b\n\
                        net = [\n    \"dep:x\",\n]\n\n[dependencies]\nname = \"2\"\n";
        let package = parse_manifest(manifest, true).expect("it names a package");
        assert_eq!(package.name, "one");
        assert_eq!(package.features, ["default", "net"]);
    }

    #[test]
    fn a_manifest_without_a_package_is_none() {
        assert_eq!(parse_manifest("[workspace]\nmembers = []\n", true), None);
    }

    #[test]
    fn loads_this_workspace() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let names: Vec<&str> = workspace
            .packages()
            .iter()
            .map(|package| &*package.name)
            .collect();
        assert!(names.contains(&"grok-video-types"), "{names:?}");
        assert!(
            names.ends_with(&["benches", "conformance", "grok-video-engine", "xtask"]),
            "{names:?}"
        );
    }
}

//! `cargo xtask locks`: each lock file is what its manifests ask for, and needs no newer Rust than they promise.

use serde_json::Value;

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// The manifests that have a lock file: the workspace's own, and those of the workspaces beside it.
const MANIFESTS: [&str; 4] = [
    "Cargo.toml",
    "fuzz/Cargo.toml",
    "xtask/scale/Cargo.toml",
    "xtask/weigh/Cargo.toml",
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "locks",
    parameters: "",
    about: "Checks that each lock file is what its manifests ask for, and needs no newer Rust than they promise",
    details: "\
Lets cargo settle the versions of each workspace here without leave to write them down: what is committed is what
everybody builds. After a change of a manifest, `cargo update --workspace --manifest-path FILE` writes the lock file, and
takes no other version than it has. Needs the index of the registry.

Then asks of each crate that the workspace's own lock file has which Rust it needs. That the oldest Rust compiles it is
for whoever has that one to see: the checks run on one toolchain.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    for manifest in MANIFESTS {
        let update = [
            "update",
            "--workspace",
            "--locked",
            "--quiet",
            "--manifest-path",
        ];
        let mut command = process::cargo(workspace);
        process::run(command.args(update).arg(manifest)).map_err(|failure| {
            Failure::check(format!(
                "{failure}: {manifest}; rule: a lock file is what its manifests ask for"
            ))
        })?;
    }
    let metadata = process::read(process::cargo(workspace).args([
        "metadata",
        "--locked",
        "--format-version=1",
    ]))?;
    let packages = packages(&metadata)
        .ok_or_else(|| Failure::check("`cargo metadata` wrote what can't be read"))?;
    let too_new = too_new(&packages);
    for complaint in &too_new {
        eprintln!("locks: {complaint}");
    }
    if !too_new.is_empty() {
        return Err(Failure::check(format!(
            "{} crates can't be built with the oldest Rust of ours, listed above",
            too_new.len()
        )));
    }
    println!(
        "locks: {} lock files are as they should be, and none of {} crates needs a newer Rust than ours",
        MANIFESTS.len(),
        packages.len()
    );
    Ok(())
}

/// A crate of the workspace or of others.
struct Package {
    name: String,
    /// Where it is the workspace's.
    is_ours: bool,
    /// Its oldest Rust, where it names one.
    oldest: Option<(u64, u64)>,
}

/// Reads what `cargo metadata` says of crates.
fn packages(metadata: &str) -> Option<Vec<Package>> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    let read = |package: &Value| {
        let text = |key: &str| package[key].as_str();
        Some(Package {
            name: format!("{} {}", text("name")?, text("version")?),
            is_ours: package["source"].is_null(),
            oldest: text("rust_version").and_then(release),
        })
    };
    metadata["packages"].as_array()?.iter().map(read).collect()
}

/// Reads `1.88` or `1.88.0`.
fn release(version: &str) -> Option<(u64, u64)> {
    let mut numbers = version.split('.').map(str::parse);
    numbers.next()?.ok().zip(numbers.next()?.ok())
}

/// Returns the crates of others that need a newer Rust than ours.
fn too_new(packages: &[Package]) -> Vec<String> {
    let (ours, others): (Vec<_>, Vec<_>) = packages.iter().partition(|it| it.is_ours);
    let Some((major, minor)) = ours.iter().filter_map(|it| it.oldest).min() else {
        return vec![
            "no crate of ours names its oldest Rust; rule: the manifests promise one".into(),
        ];
    };
    others
        .iter()
        .filter(|it| it.oldest > Some((major, minor)))
        .map(|it| {
            format!(
                "{} does not build with Rust {major}.{minor}; rule: no crate needs a newer Rust than ours",
                it.name
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_needs_a_newer_rust_is_told() {
        let packages = packages(
            r#"{"packages": [
                {"name": "ours", "version": "0.1.0", "source": null, "rust_version": "1.88"},
                {"name": "old", "version": "1.0.0", "source": "registry", "rust_version": "1.9.0"},
                {"name": "same", "version": "1.0.0", "source": "registry", "rust_version": "1.88.0"},
                {"name": "silent", "version": "1.0.0", "source": "registry", "rust_version": null},
                {"name": "new", "version": "2.1.0", "source": "registry", "rust_version": "1.89"}
            ]}"#,
        )
        .expect("it is as cargo writes it");
        let told = too_new(&packages);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("new 2.1.0 does not build with Rust 1.88; rule: "),
            "{told:?}"
        );
        assert_eq!(too_new(&[]).len(), 1);
    }
}

//! The types and the poller compile against a sysroot without `std`.
//!
//! A sysroot is made that holds `core`, `alloc` and `compiler_builtins` of the host's target and
//! nothing else, and the crates are checked against it. What names `std`, in them or in any of
//! their dependencies, can't be compiled there; a program of one line proves so before each run.
//! Build scripts and procedural macros run on the host, with the host's own sysroot.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// The crates that promise to do without `std`.
const CRATES: [&str; 2] = ["grok-video-types", "grok-video-poller"];

/// What the sysroot holds.
const KEPT: [&str; 3] = ["libcore-", "liballoc-", "libcompiler_builtins-"];

/// Checks each crate of [`CRATES`] against such a sysroot.
pub(super) fn check(workspace: &Workspace, target_dir: &Path, host: &str) -> Result<(), Failure> {
    let sysroot = make_sysroot(&target_dir.join("sysroot"), host)?;
    prove_that_std_is_missing(&sysroot, target_dir)?;

    for name in CRATES {
        process::run(
            process::cargo(workspace)
                .args(["check", "--quiet", "--lib", "--no-default-features"])
                .args(["--package", name, "--target", host])
                .arg("--target-dir")
                .arg(target_dir)
                .env(
                    "CARGO_ENCODED_RUSTFLAGS",
                    format!("--sysroot\u{1f}{}", sysroot.display()),
                ),
        )?;
    }
    Ok(())
}

/// Fills the folder with the libraries of [`KEPT`] and returns its path.
fn make_sysroot(sysroot: &Path, host: &str) -> Result<PathBuf, Failure> {
    let source =
        PathBuf::from(process::read(process::rustc().args(["--print", "target-libdir"]))?.trim());
    let libraries = sysroot.join("lib/rustlib").join(host).join("lib");
    let failed = |error| Failure::check(format!("can't make {}: {error}", libraries.display()));

    // Made anew each time, so that nothing of an older compiler stays.
    if sysroot.exists() {
        fs::remove_dir_all(sysroot).map_err(failed)?;
    }
    fs::create_dir_all(&libraries).map_err(failed)?;
    for entry in fs::read_dir(source).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if KEPT.iter().any(|kept| text.starts_with(kept)) {
            fs::copy(entry.path(), libraries.join(&name)).map_err(failed)?;
        }
    }
    Ok(sysroot.to_path_buf())
}

/// Compiles an empty library that may use `std`, and fails unless the compiler does.
fn prove_that_std_is_missing(sysroot: &Path, folder: &Path) -> Result<(), Failure> {
    let source = folder.join("uses_std.rs");
    fs::write(&source, "")
        .map_err(|error| Failure::check(format!("can't write {}: {error}", source.display())))?;
    let output = process::rustc()
        .args(["--crate-type", "lib", "--emit", "metadata", "--sysroot"])
        .arg(sysroot)
        .arg("--out-dir")
        .arg(folder)
        .arg(&source)
        .output()
        .map_err(|error| Failure::check(format!("can't start rustc: {error}")))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    if complaint.contains("can't find crate for `std`") {
        Ok(())
    } else {
        Err(Failure::check(format!(
            "the sysroot at {} should have no `std`, but rustc did not miss it: {complaint}",
            sysroot.display()
        )))
    }
}

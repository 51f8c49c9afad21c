//! Both real programs, each a process of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::program::{Ran, at, run};

/// The program `grok-video-mock`, ended when dropped.
struct MockProgram {
    child: Child,
    base: String,
}

impl MockProgram {
    fn start() -> Self {
        let mut child = Command::new(program())
            .args(["--time-scale", "600", "--exit-with-parent"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let base = ready["url"].as_str().unwrap().to_owned();
        Self { child, base }
    }

    fn run(&self, args: &[&str]) -> Ran {
        run(&mut at(&self.base), args)
    }
}

impl Drop for MockProgram {
    fn drop(&mut self) {
        // Its standard input ends, and so does it.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Returns the path of `grok-video-mock` beside ours, building it where the tests of this package
/// alone were asked for.
fn program() -> PathBuf {
    let ours = Path::new(env!("CARGO_BIN_EXE_grok-video"));
    let path = ours.with_file_name(format!("grok-video-mock{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "grok-video-mock"])
            .status();
        assert!(built.unwrap().success());
    }
    path
}

#[test]
fn create_query_wait_save_and_generate_work_through_both_programs() {
    let mock = MockProgram::start();
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let polling = ["--interval", "20ms", "--timeout", "60s"];
    for output in ["human", "json"] {
        let created = mock.run(&[
            "--output",
            "json",
            "create",
            "--model",
            "grok_video3",
            "--prompt",
            "[mock:after 60s 30s]",
        ]);
        let id = created.last()["id"].as_str().unwrap().to_owned();
        let queried = mock.run(&["--output", output, "query", &id]);
        // On a machine that is busy it may have got on meanwhile.
        let is_pending = ["queued", "processing"].map(|status| queried.stdout.contains(status));
        assert!(
            queried.code == 0 && is_pending.contains(&true),
            "{queried:?}"
        );
        let wait = place(&format!("wait_{output}.mp4"));
        let waited = mock.run(
            &[
                &["--output", output, "wait", &id, "--save", &wait],
                &polling[..],
            ]
            .concat(),
        );
        assert_eq!(waited.code, 0, "{waited:?}");
        let save = place(&format!("save_{output}.mp4"));
        assert_eq!(
            mock.run(&["--output", output, "save", &id, "--to", &save])
                .code,
            0
        );
        let made = place(&format!("made_{output}.mp4"));
        let generate = [
            "generate",
            "--model",
            "grok_video3",
            "--prompt",
            "[mock:after 5s 20s]",
            "--save",
            &made,
        ];
        assert_eq!(
            mock.run(&[&["--output", output], &generate[..], &polling].concat())
                .code,
            0
        );
        for file in [&wait, &save, &made] {
            assert_eq!(
                std::fs::read(file).unwrap(),
                include_bytes!("../../../../fixtures/video.mp4")
            );
        }
    }
}

//! A small newsroom on disk, and runs of the program in it.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// A newsroom in a scratch folder: files by name, and a cache of its own.
pub struct Newsroom {
    pub folder: tempfile::TempDir,
    cache: tempfile::TempDir,
}

/// What a run of the program came to.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

#[allow(dead_code)] // Not every test binary uses all of it.
impl Newsroom {
    pub fn new(files: &[(&str, &str)]) -> Newsroom {
        let folder = tempfile::tempdir().expect("a scratch directory");
        let room = Newsroom { folder, cache: tempfile::tempdir().expect("a scratch directory") };
        files.iter().for_each(|(name, text)| room.write(name, text.as_bytes()));
        room
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).expect("a file")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("XDG_CACHE_HOME", self.cache.path())
            .env("HOME", self.cache.path())
            .env("COLUMNS", "100")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        finished(self.command(arguments).output().expect("the program runs"))
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("the program runs");
        // A run that refuses its options may end before it reads anything.
        let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
        finished(child.wait_with_output().expect("it ends"))
    }

    /// The findings of a run as JSON.
    pub fn findings(&self, arguments: &[&str]) -> Vec<Value> {
        let run = self.run(&[&["lint", "--format", "json", "--fail-on", "never"], arguments].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        let report: Value = serde_json::from_str(&run.out).expect("JSON");
        report["findings"].as_array().expect("a list").clone()
    }
}

pub fn finished(output: Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let run = Run { status: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) };
    assert!(!run.err.contains("panicked") && !run.err.contains("backtrace"), "{}", run.err);
    run
}

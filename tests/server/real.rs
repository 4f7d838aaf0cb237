//! The same look-ups against real nodes of OpenSearch, where `tests/opensearch/install.sh` has put them; else this says
//! that it was skipped.

use super::lookups::{finds_the_same, output, twins, write_archive};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// Real nodes of one cluster; they end with this.
struct Nodes {
    child: Child,
    /// Closed to end them.
    input: Option<ChildStdin>,
    urls: Vec<String>,
    _data: tempfile::TempDir,
}

impl Nodes {
    /// `None` where they are not installed.
    fn start() -> Option<Nodes> {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))?;
        let jars = std::env::var_os("ONRECORD_OPENSEARCH_JARS").map(PathBuf::from);
        let jars = jars.unwrap_or_else(|| cache.join("onrecord-tests/opensearch"));
        if !jars.join("installed").is_file() {
            return None;
        }
        let data = tempfile::tempdir().expect("a scratch directory");
        let mut child = Command::new("java")
            .args(["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-cp"])
            .arg(jars.join("*"))
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/opensearch/Nodes.java"))
            .arg(data.path())
            .arg("2")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("java runs");
        let input = child.stdin.take();
        let ready = data.path().join("ready");
        let mut nodes = Nodes { child, input, urls: Vec::new(), _data: data };
        let begun = Instant::now();
        while !ready.is_file() {
            assert!(begun.elapsed() < Duration::from_secs(180), "the nodes do not start");
            assert!(matches!(nodes.child.try_wait(), Ok(None)), "the nodes have ended");
            std::thread::sleep(Duration::from_millis(200));
        }
        let ports = std::fs::read_to_string(ready).expect("readable");
        nodes.urls = ports.split_whitespace().map(|port| format!("http://127.0.0.1:{port}")).collect();
        Some(nodes)
    }

    /// Takes a node away.
    fn stop(&mut self, node: usize) {
        writeln!(self.input.as_mut().expect("open"), "stop {node}").expect("the nodes listen");
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        self.input = None;
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn real_nodes_find_the_same_and_one_lost_in_the_middle_is_no_false_alarm() {
    let Some(mut nodes) = Nodes::start() else {
        println!("skipped: no OpenSearch here; tests/opensearch/install.sh installs it");
        return;
    };
    let url = nodes.urls[0].clone();
    let (server, disk) = twins(&url);
    let written = write_archive(&server, &url, &["--shards", "2"]);
    assert_eq!(
        (written.status, written.err.trim()),
        (0, "onrecord: 122 written of 122 documents; the others were there")
    );
    let again = write_archive(&server, &url, &[]);
    assert!(again.err.contains("0 written of 122"), "{}", again.err);
    finds_the_same(&server, &disk);

    // Each node has a copy of each shard, so what is left of the cluster answers as before, or says that it cannot.
    let whole = output(&server, &["lint", "draft.md", "--format", "json"]);
    nodes.stop(1);
    let begun = Instant::now();
    let mut answered = 0;
    while begun.elapsed() < Duration::from_secs(20) && answered < 3 {
        let run = server.run(&["lint", "draft.md", "--format", "json"]);
        if run.status == 2 {
            assert!(!run.out.contains("Q003") && run.err.contains("the archive at"), "{}\n{}", run.out, run.err);
        } else {
            assert_eq!(output(&server, &["lint", "draft.md", "--format", "json"]), whole);
            answered += 1;
        }
    }
    println!("with one node lost: {answered} whole answers");
}

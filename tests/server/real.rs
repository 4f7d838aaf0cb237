//! The same look-ups against real nodes of OpenSearch and Elasticsearch, where `tests/opensearch/install.sh` has put them;
//! else this says that it was skipped.

use super::lookups::{DOCUMENTS, finds_the_same, output, twins, write_archive};
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
    /// Those of `opensearch` or `elasticsearch`; `None` where they are not installed.
    fn start(engine: &str) -> Option<Nodes> {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))?;
        let jars = cache.join("onrecord-tests").join(engine);
        if !jars.join("installed").is_file() {
            return None;
        }
        let data = tempfile::tempdir().expect("a scratch directory");
        let program = data.path().join("Nodes.java");
        std::fs::write(&program, program_for(engine)).expect("writable");
        let mut child = Command::new("java")
            .args(["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-cp"])
            .arg(jars.join("*"))
            .arg(program)
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

/// The program that starts nodes. Elasticsearch's differs in the names that OpenSearch has changed.
fn program_for(engine: &str) -> String {
    let program = include_str!("../opensearch/Nodes.java").to_owned();
    if engine == "opensearch" {
        return program;
    }
    [
        (
            "org.codelibs.opensearch.runner.OpenSearchRunner",
            "org.codelibs.elasticsearch.runner.ElasticsearchClusterRunner",
        ),
        ("OpenSearchRunner", "ElasticsearchClusterRunner"),
        ("org.opensearch.", "org.elasticsearch."),
        ("initial_cluster_manager_nodes", "initial_master_nodes"),
    ]
    .iter()
    .fold(program, |text, (theirs, ours)| text.replace(theirs, ours))
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
    // One after the other: each wants half a gigabyte.
    for engine in ["opensearch", "elasticsearch"] {
        match Nodes::start(engine) {
            Some(nodes) => finds_the_same_on(nodes),
            None => println!("skipped: no {engine} here; tests/opensearch/install.sh installs it"),
        }
    }
}

fn finds_the_same_on(mut nodes: Nodes) {
    let url = nodes.urls[0].clone();
    let (server, disk) = twins(&url);
    let written = write_archive(&server, &url, &["--shards", "2"]);
    assert_eq!(
        (written.status, written.err.trim()),
        (0, &*format!("onrecord: {DOCUMENTS} written of {DOCUMENTS} documents; the others were there"))
    );
    let again = write_archive(&server, &url, &[]);
    assert!(again.err.contains(&format!("onrecord: 0 written of {DOCUMENTS}")), "{}", again.err);
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

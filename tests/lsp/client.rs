//! A small client that drives the real program over its standard input and output.

use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longer than any answer takes on a busy machine; a test that waits so long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What the client answers to `workspace/configuration`; `None` for a client that never answers anything.
pub type Settings = Arc<Mutex<Option<Value>>>;

pub struct Client {
    child: Child,
    /// `None` once it is closed.
    input: Arc<Mutex<Option<ChildStdin>>>,
    messages: Receiver<(Instant, Value)>,
    /// Notifications that came while something else was waited for.
    kept: VecDeque<(Instant, Value)>,
    /// When the message that was waited for last had come in, before it was taken apart.
    arrived: Instant,
    next_id: i64,
    #[allow(dead_code)] // Not every test binary sets any.
    pub settings: Settings,
    /// The server's indexes and pages, out of the user's own folders.
    _cache: Option<tempfile::TempDir>,
}

#[allow(dead_code)] // Some are for rules that are still to come.
impl Client {
    /// Starts the program without a word to it.
    pub fn start(envs: &[(&str, &str)]) -> Self {
        let cache = tempfile::tempdir().expect("a scratch directory");
        // Another build may be driven by the same tests.
        let program = std::env::var_os("ONRECORD_TEST_PROGRAM");
        let mut command = Command::new(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_onrecord").into()));
        command.arg("lsp").env("XDG_CACHE_HOME", cache.path()).env("HOME", cache.path()).envs(envs.iter().copied());
        let mut client = Client::spawn(command);
        client._cache = Some(cache);
        client
    }

    /// Starts any server.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let input = Arc::new(Mutex::new(child.stdin.take()));
        let output = child.stdout.take().expect("piped");
        let (tx, messages) = channel();
        let settings: Settings = Arc::new(Mutex::new(Some(json!({}))));
        let (answers, known) = (input.clone(), settings.clone());
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some((arrived, message)) = read(&mut output) {
                if let (Some(id), Some(method)) = (message.get("id"), message.get("method"))
                    && let Some(settings) = known.lock().expect("no panic").as_ref()
                {
                    let items = message.pointer("/params/items").and_then(Value::as_array).map_or(0, Vec::len);
                    let result = match method.as_str() {
                        Some("workspace/configuration") => json!(vec![settings; items]),
                        _ => Value::Null,
                    };
                    write(&answers, &json!({"jsonrpc": "2.0", "id": id, "result": result}));
                }
                if tx.send((arrived, message)).is_err() {
                    return;
                }
            }
        });
        let (kept, arrived) = (VecDeque::new(), Instant::now());
        Client { child, input, messages, kept, arrived, next_id: 1, settings, _cache: None }
    }

    /// Starts the program and opens a session in `root`.
    pub fn in_folder(root: &Path, capabilities: &Value) -> Self {
        let mut client = Client::start(&[]);
        client.initialize(Some(root), capabilities);
        client
    }

    pub fn initialize(&mut self, root: Option<&Path>, capabilities: &Value) -> Value {
        let uri = root.map(uri);
        let folders = uri.as_ref().map(|u| json!([{"uri": u, "name": "news"}]));
        let params = json!({
            "processId": null, "rootUri": uri, "workspaceFolders": folders, "capabilities": capabilities,
        });
        let result = self.request("initialize", params)["result"].clone();
        self.notify("initialized", json!({}));
        result
    }

    pub fn send_raw(&self, bytes: &[u8]) {
        let mut input = self.input.lock().expect("no panic");
        let Some(input) = input.as_mut() else { return };
        // The server may have gone, which the test will see.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    pub fn notify(&self, method: &str, params: Value) {
        write(&self.input, &json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and does not wait; its number.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        write(&self.input, &json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Sends a request; its whole answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(PATIENCE, |m| m.get("method").is_none() && m["id"] == id)
            .unwrap_or_else(|| panic!("no answer to request {id}"))
    }

    /// The first message that fits, among those kept and those to come.
    pub fn wait(&mut self, patience: Duration, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        if let Some(at) = self.kept.iter().position(|(_, m)| fits(m)) {
            return self.kept.remove(at).map(|m| self.take(m));
        }
        let until = Instant::now() + patience;
        loop {
            match self.messages.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(m) if fits(&m.1) => return Some(self.take(m)),
                Ok(m) => self.kept.push_back(m),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn take(&mut self, (arrived, message): (Instant, Value)) -> Value {
        self.arrived = arrived;
        message
    }

    /// When the message that was waited for last had come in.
    pub fn arrived(&self) -> Instant {
        self.arrived
    }

    pub fn open(&self, uri: &str, language: &str, text: &str) {
        self.open_at(uri, language, 1, text);
    }

    pub fn open_at(&self, uri: &str, language: &str, version: i32, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces a range, `[line, character, line, character]`.
    pub fn edit(&self, uri: &str, version: i32, range: [u32; 4], text: &str) {
        let [a, b, c, d] = range;
        let range = json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}});
        self.change(uri, version, json!({"range": range, "text": text}));
    }

    pub fn change(&self, uri: &str, version: i32, change: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    /// The diagnostics published for a version of a draft.
    pub fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let fits = |m: &Value| {
            m["method"] == "textDocument/publishDiagnostics"
                && m["params"]["uri"] == uri
                && m["params"]["version"] == version
        };
        let m = self.wait(PATIENCE, fits).unwrap_or_else(|| panic!("nothing published for version {version}"));
        m["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    /// Waits until a draft's published diagnostics fit: the record may open between two publishes.
    pub fn diagnostics_when(&mut self, uri: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let list = |m: &Value| m["params"]["diagnostics"].as_array().cloned().unwrap_or_default();
        let of = |m: &Value| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri;
        let m = self.wait(PATIENCE, |m| of(m) && fits(&list(m)));
        m.map(|m| list(&m)).unwrap_or_else(|| panic!("no such diagnostics; kept: {:#?}", self.kept))
    }

    pub fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({"line": line, "character": character});
        self.request(method, json!({"textDocument": {"uri": uri}, "position": position}))
    }

    /// What came unasked and was not waited for.
    pub fn kept(&self) -> impl Iterator<Item = &Value> {
        self.kept.iter().map(|(_, m)| m)
    }

    /// Drops what came unasked so far.
    pub fn forget(&mut self) {
        self.kept.clear();
    }

    /// Closes the server's standard input.
    pub fn hang_up(&self) {
        *self.input.lock().expect("no panic") = None;
    }

    /// The server's process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The exit status, once the server has gone.
    pub fn status(&mut self) -> Option<i32> {
        status(&mut self.child)
    }
}

fn status(child: &mut Child) -> Option<i32> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if let Ok(Some(status)) = child.try_wait() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The URI of a path.
pub fn uri(path: &Path) -> String {
    tower_lsp::lsp_types::Url::from_file_path(path).expect("an absolute path").to_string()
}

fn write(input: &Mutex<Option<ChildStdin>>, message: &Value) {
    let body = message.to_string();
    let mut input = input.lock().expect("no panic");
    let Some(input) = input.as_mut() else { return };
    // The server may have gone, which the test will see.
    let frame = format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let _ = input.write_all(frame.as_bytes()).and_then(|()| input.flush());
}

/// The next message and when all of it had come.
fn read(output: &mut impl BufRead) -> Option<(Instant, Value)> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(n) = line.strip_prefix("Content-Length: ") {
            length = n.trim().parse().ok()?;
        } else if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    let arrived = Instant::now();
    Some((arrived, serde_json::from_slice(&body).ok()?))
}

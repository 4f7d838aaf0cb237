//! A long session of random edits, cancels and changes of settings, configuration and record: whenever it comes to
//! rest, the draft's findings and views are those of another server that has just been started and knows nothing.
//!
//! Five seconds, or as many as `ONRECORD_SESSION_SECONDS` says (the CI run says sixty); `ONRECORD_SESSION_SEED` repeats a session.

use crate::client::{Client, PATIENCE, uri};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// LSP's code of a request that cannot be answered now.
const REQUEST_FAILED: i64 = -32803;

/// What gets typed and pasted.
const PIECES: &[&str] = &[
    "",
    "",
    "x",
    " ",
    "\n",
    "\r\n",
    "\r",
    "🎙",
    "👩‍👩‍👧",
    "é",
    "“",
    "”",
    "\"",
    ",” said Tomas Brandt.",
    "on Thursday, June 16, 2021",
    "“We will never sell the old lighthouse to anybody from abroad,” said Tomas Brandt.\r\n\r\n",
    "June 31, 2021 ",
    "\u{2028}",
    "*",
    "\n\n",
    "\r\n\r\n",
    "> ",
    "</p>\n",
    "&ldquo;",
    "&amp;",
    "Q: ",
    "MS. LORENZ: ",
    ", ",
    ".",
    "Monday, ",
    "she added",
    "President Joe Biden and President Vladimir Putin held a summit in Geneva on June 18, 2021.\n\n",
    "Harbour minister Marta Kellre took questions on Wednesday.\n",
    "“The wind was strong in town tonight,” she said. ",
    "“We will never sell the old windmill to anybody from abroad,” Keller said on Monday, June 16, 2021.\n\n",
    "04/06/2021 ",
];

/// What changes how all that follows is read, or hides it: seldom, or there would be no findings to compare.
const TURNS: &[&str] = &[
    "<!--",
    "-->",
    "[onrecord: ignore]",
    "`",
    "```\n",
    "---\n",
    "---\ndate: 2021-06-30\n---\n",
    "<p>",
    "<script>",
    "# ",
];

/// What comes onto the record and goes again.
const ARTICLES: &[&str] = &[
    "“We will never sell the old lighthouse to anybody from abroad,” said Marta Lorenz.\n",
    "---\ndate: 2021-06-15\noutlet: Lake Courier\n---\nOn Tuesday Marta Keller, the harbour minister, left.\n",
    "---\ndate: 2021-06-20\noutlet: Morning Post\n---\nPresident Joe Biden and President Vladimir Putin held a summit in Geneva on June 16, 2021. Marta Keller left.\n",
    "---\ndate: 2021-06-20\noutlet: Valley Radio\n---\nPresident Joe Biden and President Vladimir Putin held a summit in Geneva on June 16, 2021. Marta Keller left.\n",
    "---\ndate: 2021-06-21\noutlet: Harbour Times\n---\n“The wind was strong in town tonight,” said Ida Lorenz. President Joe Biden and President Vladimir Putin held a summit in Geneva on June 16, 2021.\n",
];

/// What `onrecord.toml` says beside the record's place; the last is a mistake that gets corrected.
const CONFIGURATIONS: &[&str] =
    &["", "[dates]\norder = \"day-first\"\n", "[rules]\nignore = [\"D003\", \"Q003\"]\n", "[rekord]\n"];

const LANGUAGES: &[&str] = &["markdown", "plaintext", "html"];

/// A range edit as the protocol has it, on a string: the client's own copy of the draft.
fn edit(text: &mut String, range: [u32; 4], with: &str) {
    let byte = |line: u32, character: u32| {
        let mut start = 0;
        for _ in 0..line {
            let Some(n) = text[start..].find(['\r', '\n']) else { return text.len() };
            start += n + if text[start + n..].starts_with("\r\n") { 2 } else { 1 };
        }
        let line = &text[start..];
        let line = &line[..line.find(['\r', '\n']).unwrap_or(line.len())];
        let mut units = 0;
        for (i, c) in line.char_indices() {
            units += c.len_utf16() as u32;
            if units > character {
                return start + i;
            }
        }
        start + line.len()
    };
    let (a, b) = (byte(range[0], range[1]), byte(range[2], range[3]));
    text.replace_range(a.min(b)..a.max(b), with);
}

/// One thing that a writer, an editor or the world does.
#[derive(Clone, Debug)]
enum Act {
    /// Edits, one notification each; the skips are what their versions leave out.
    Edits(Vec<([u32; 4], &'static str, i32)>),
    /// Two edits in one notification, often of one place; the second counts from what the first leaves.
    Both([([u32; 4], &'static str); 2]),
    Ask(&'static str, u32, u32),
    /// Asks and takes it back at once.
    Cancel(&'static str, u32, u32),
    Settings(bool),
    Configuration(usize),
    /// An article comes in, or goes.
    Article(usize, usize),
    /// Closed, and opened as something else.
    Reopen(&'static str),
    Rest(u64),
}

const QUESTIONS: &[&str] = &[
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/inlayHint",
    "textDocument/semanticTokens/full",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "workspace/symbol",
];

/// Lines and characters within reach of the draft, and now and then far outside.
fn place() -> impl Strategy<Value = [u32; 2]> {
    prop_oneof![20 => [0..40u32, 0..60u32], 1 => Just([0, u32::MAX]), 1 => Just([u32::MAX, u32::MAX])]
}

/// Mostly typing; now and then a large range, the wrong way round, or far outside. Seldom enough that a draft grows to
/// the size of an article between two of them.
fn range() -> impl Strategy<Value = [u32; 4]> {
    prop_oneof![
        90 => (place(), 0..3u32).prop_map(|([a, b], n)| [a, b, a, b.saturating_add(n)]),
        3 => (place(), 0..3u32, 0..60u32).prop_map(|([a, b], lines, d)| [a, b, a.saturating_add(lines), d]),
        1 => (place(), place()).prop_map(|([a, b], [c, d])| [a, b, c, d]),
        1 => (0..40u32).prop_map(|line| [line, u32::MAX, line, 0]),
    ]
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop_oneof![60 => prop::sample::select(PIECES), 1 => prop::sample::select(TURNS)]
}

/// Two edits whose ranges have nothing to do with each other, or overlap.
fn two() -> impl Strategy<Value = [([u32; 4], &'static str); 2]> {
    let overlapping = (range(), piece(), piece(), 0..4u32, 0..9u32).prop_map(|(first, a, b, left, right)| {
        let [line, from, _, _] = first;
        let second = [line, from.saturating_sub(left), line, from.saturating_add(right)];
        [(first, a), (second, b)]
    });
    prop_oneof![[(range(), piece()), (range(), piece())], overlapping]
}

/// Versions rise, most of them by one.
fn jump() -> impl Strategy<Value = i32> {
    prop_oneof![9 => 1..4, 1 => 4..2_000]
}

fn act() -> impl Strategy<Value = Act> {
    let question = || (prop::sample::select(QUESTIONS), 0..40u32, 0..60u32);
    prop_oneof![
        8 => prop::collection::vec((range(), piece(), jump()), 1..40).prop_map(Act::Edits),
        2 => two().prop_map(Act::Both),
        // For a moment it is no text.
        1 => Just(Act::Edits(vec![([0, 0, 0, 0], "\0", 1), ([0, 0, 0, 1], "", 1)])),
        4 => question().prop_map(|(q, l, c)| Act::Ask(q, l, c)),
        2 => question().prop_map(|(q, l, c)| Act::Cancel(q, l, c)),
        1 => any::<bool>().prop_map(Act::Settings),
        1 => (0..CONFIGURATIONS.len()).prop_map(Act::Configuration),
        2 => (0..ARTICLES.len(), 0..4usize).prop_map(|(n, copies)| Act::Article(n, copies)),
        1 => prop::sample::select(LANGUAGES).prop_map(Act::Reopen),
        6 => (0..40u64).prop_map(Act::Rest),
    ]
}

fn question(uri: &str, line: u32, character: u32) -> Value {
    let position = json!({"line": line, "character": character});
    let end = json!({"line": line.saturating_add(3), "character": 0});
    json!({
        "textDocument": {"uri": uri}, "position": position, "positions": [position], "query": "old lighthouse",
        "range": {"start": position, "end": end}, "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1},
    })
}

/// A client and what it was told last of one version of a draft.
struct Told<'c> {
    client: &'c mut Client,
    uri: &'c str,
    version: i32,
    last: Value,
}

impl<'c> Told<'c> {
    /// Once nothing more comes.
    fn at_rest(client: &'c mut Client, uri: &'c str, version: i32) -> Self {
        let mut told = Told { client, uri, version, last: Value::Null };
        assert!(told.more(PATIENCE), "nothing published for version {version}");
        while told.more(QUIET) {}
        told
    }

    /// Whether something came.
    fn more(&mut self, patience: Duration) -> bool {
        let (uri, version) = (self.uri, self.version);
        let of = |m: &Value| {
            m["method"] == "textDocument/publishDiagnostics"
                && m["params"]["uri"] == uri
                && m["params"]["version"] == version
        };
        let news = self.client.wait(patience, of);
        if let Some(m) = &news {
            self.last = m["params"]["diagnostics"].clone();
        }
        news.is_some()
    }

    /// Findings and views.
    fn state(&mut self) -> (Value, Vec<Value>) {
        let views = VIEWS.iter().map(|view| {
            let mut answer = self.client.request(view, question(self.uri, 0, 0));
            if answer.get("error").is_none() { answer["result"].take() } else { answer }
        });
        let views = views.collect();
        (self.last.clone(), views)
    }
}

/// How long the session goes on before it is looked at.
const BETWEEN_RESTS: Duration = Duration::from_secs(15);

/// Of a client that wants to know all but where each rule's page lies, which is a folder of the server's own.
fn capabilities() -> Value {
    json!({
        "workspace": {"configuration": true},
        "textDocument": {"publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": false}},
    })
}

/// Longer than a batch of changes of the record takes to be noticed.
const QUIET: Duration = Duration::from_millis(1_500);

/// What is the same whoever asks, and whenever.
const VIEWS: &[&str] = &[
    "textDocument/codeLens",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/semanticTokens/full",
];

/// The newsroom's folder and what the writer has before them.
struct Desk {
    dir: tempfile::TempDir,
    draft: String,
    language: &'static str,
    text: String,
    version: i32,
    configuration: usize,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a scratch directory");
        std::fs::create_dir(dir.path().join("archive")).expect("creates");
        let article = ARTICLES[0].replace("Lorenz", "Keller");
        std::fs::write(dir.path().join("archive/a.txt"), article).expect("writes");
        let draft = uri(&dir.path().join("draft.md"));
        let text = String::from("🎙 A draft.\r\n\r\n");
        Desk { dir, draft, language: "markdown", text, version: 1, configuration: 0 }
    }

    fn write_configuration(&mut self, which: usize) {
        self.configuration = which;
        let text = format!("[record]\npaths = [\"archive\"]\n{}", CONFIGURATIONS[which]);
        std::fs::write(self.dir.path().join("onrecord.toml"), text).expect("writes");
    }

    /// Has what the writer does happen to the client and to the copy here; how many edits that was.
    fn act(&mut self, client: &mut Client, act: Act) -> u64 {
        let configured = json!({"changes": [{"uri": uri(&self.dir.path().join("onrecord.toml")), "type": 2}]});
        match act {
            Act::Edits(list) => {
                // Kept at a size that the session can go through many times.
                if self.text.len() > 20_000 {
                    self.text = String::from("Anew 🎙.\r\n");
                    self.version += 1;
                    client.change(&self.draft, self.version, json!({"text": self.text}));
                }
                for (range, with, jump) in &list {
                    edit(&mut self.text, *range, with);
                    self.version += jump;
                    client.edit(&self.draft, self.version, *range, with);
                }
                return list.len() as u64;
            }
            Act::Both(two) => {
                self.version += 1;
                let changes = two.map(|(range, with)| {
                    edit(&mut self.text, range, with);
                    let [a, b, c, d] = range;
                    json!({"range": {"start": {"line": a, "character": b}, "end": {"line": c, "character": d}}, "text": with})
                });
                client.notify(
                    "textDocument/didChange",
                    json!({"textDocument": {"uri": self.draft, "version": self.version}, "contentChanges": changes}),
                );
                return 2;
            }
            Act::Ask(what, line, character) => {
                let mut answer = client.request(what, question(&self.draft, line, character));
                // A record that is being read for the first time says so.
                for _ in 0..500 {
                    if answer["error"]["code"] != REQUEST_FAILED {
                        break;
                    }
                    std::thread::sleep(std::time::Duration::from_millis(20));
                    answer = client.request(what, question(&self.draft, line, character));
                }
                assert!(answer.get("error").is_none(), "{what}: {answer}");
            }
            Act::Cancel(what, line, character) => {
                let id = client.ask(what, question(&self.draft, line, character));
                client.notify("$/cancelRequest", json!({"id": id}));
                // Answered or refused, but answered.
                client.answer(id);
            }
            Act::Settings(quiet) => {
                let ignore = if quiet { json!(["Q003"]) } else { json!([]) };
                let hints = json!({"dates": true, "speakers": quiet});
                let settings = json!({"rules": {"ignore": ignore}, "inlayHints": hints});
                *client.settings.lock().expect("no panic") = Some(settings);
                client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
            }
            Act::Configuration(which) => {
                self.write_configuration(which);
                client.notify("workspace/didChangeWatchedFiles", configured);
            }
            Act::Article(n, copies) => {
                let path = self.dir.path().join(format!("archive/{n}.md"));
                if copies == 0 {
                    // It may never have come.
                    let _ = std::fs::remove_file(path);
                } else {
                    std::fs::write(path, format!("{}{}", ARTICLES[n], "\n\nRain.".repeat(copies))).expect("writes");
                }
            }
            Act::Reopen(language) => {
                client.notify("textDocument/didClose", json!({"textDocument": {"uri": self.draft}}));
                self.language = language;
                self.version += 1;
                client.open_at(&self.draft, language, self.version, &self.text);
            }
            Act::Rest(time) => std::thread::sleep(Duration::from_millis(time)),
        }
        0
    }

    /// Everything settles, and another server has the same to say of the same draft; how many findings that is.
    fn compare(&mut self, client: &mut Client, context: &str) -> usize {
        if CONFIGURATIONS[self.configuration].contains("rekord") {
            self.act(client, Act::Configuration(0));
        }
        *client.settings.lock().expect("no panic") = Some(json!({}));
        client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
        // An edit that changes nothing: a publish for a version that was never told before.
        self.version += 1;
        client.edit(&self.draft, self.version, [0, 0, 0, 0], "");
        let mut ended = Told::at_rest(client, &self.draft, self.version);
        let mut fresh = Client::in_folder(self.dir.path(), &capabilities());
        fresh.open(&self.draft, self.language, &self.text);
        let mut begun = Told::at_rest(&mut fresh, &self.draft, 1);
        // On a busy machine one of the two may not be at its end yet.
        let until = Instant::now() + PATIENCE;
        let mut states = (ended.state(), begun.state());
        while states.0 != states.1 && Instant::now() < until {
            ended.more(QUIET);
            begun.more(QUIET);
            states = (ended.state(), begun.state());
        }
        assert_eq!(states.0, states.1, "{context}; the draft, {}: {:?}", self.language, self.text);
        states.0.0.as_array().map_or(0, Vec::len)
    }
}

#[test]
fn a_long_session_is_at_every_rest_as_a_fresh_read_would_be() {
    let number = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let seconds = number("ONRECORD_SESSION_SECONDS").unwrap_or(5);
    let seed = number("ONRECORD_SESSION_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    eprintln!("ONRECORD_SESSION_SEED={seed}");
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &key);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);

    let mut desk = Desk::new();
    desk.write_configuration(0);
    let mut client = Client::in_folder(desk.dir.path(), &capabilities());
    client.open(&desk.draft, desk.language, &desk.text);

    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut acts, mut edits, mut rests) = (0u64, 0u64, 0u64);
    while Instant::now() < until {
        let rest = until.min(Instant::now() + BETWEEN_RESTS);
        while Instant::now() < rest {
            edits += desk.act(&mut client, act().new_tree(&mut runner).expect("an act").current());
            acts += 1;
            client.forget();
        }
        let found = desk.compare(&mut client, &format!("after {edits} edits; ONRECORD_SESSION_SEED={seed}"));
        rests += 1;
        eprintln!(
            "{acts} acts, {edits} edits, {rests} rests; {} bytes of {} with {found} findings",
            desk.text.len(),
            desk.language
        );
    }
}

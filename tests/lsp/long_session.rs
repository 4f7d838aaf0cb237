//! A long session of random edits, cancels and changes of settings and record: whenever it comes to rest, the
//! draft's findings are those of a fresh read.
//!
//! Five seconds, or as many as `ONRECORD_SESSION_SECONDS` says (the CI run says sixty); `ONRECORD_SESSION_SEED` repeats a session.

use crate::client::{Client, PATIENCE, uri};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

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
    "<!--",
    "[onrecord: ignore]",
    "\u{0}",
    "*",
    "`",
    "---\n",
];

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
    /// Two edits in one notification; the second counts from what the first leaves.
    Both([([u32; 4], &'static str); 2]),
    Ask(&'static str, u32, u32),
    /// Asks and takes it back at once.
    Cancel(&'static str, u32, u32),
    Settings(bool),
    /// An article comes in, or goes.
    Article(u32, usize),
    Reopen,
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

/// Mostly typing; now and then a large range, the wrong way round, or far outside.
fn range() -> impl Strategy<Value = [u32; 4]> {
    prop_oneof![
        9 => (place(), 0..3u32).prop_map(|([a, b], n)| [a, b, a, b.saturating_add(n)]),
        1 => (place(), place()).prop_map(|([a, b], [c, d])| [a, b, c, d]),
        1 => (0..40u32).prop_map(|line| [line, u32::MAX, line, 0]),
    ]
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(PIECES)
}

fn act() -> impl Strategy<Value = Act> {
    let question = || (prop::sample::select(QUESTIONS), 0..40u32, 0..60u32);
    prop_oneof![
        8 => prop::collection::vec((range(), piece(), 1..4i32), 1..40).prop_map(Act::Edits),
        2 => [(range(), piece()), (range(), piece())].prop_map(Act::Both),
        4 => question().prop_map(|(q, l, c)| Act::Ask(q, l, c)),
        2 => question().prop_map(|(q, l, c)| Act::Cancel(q, l, c)),
        1 => any::<bool>().prop_map(Act::Settings),
        1 => (0..5u32, 0..4usize).prop_map(|(n, copies)| Act::Article(n, copies)),
        1 => Just(Act::Reopen),
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

/// What the client was told last of a version, once nothing more comes.
fn settled(client: &mut Client, uri: &str, version: i32) -> Value {
    let of = |m: &Value| {
        m["method"] == "textDocument/publishDiagnostics"
            && m["params"]["uri"] == uri
            && m["params"]["version"] == version
    };
    let mut last = client.wait(PATIENCE, of).expect("published")["params"]["diagnostics"].clone();
    // Longer than a batch of changes of the record takes to be noticed.
    while let Some(m) = client.wait(Duration::from_millis(1_500), of) {
        last = m["params"]["diagnostics"].clone();
    }
    last
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

    let dir = tempfile::tempdir().expect("a scratch directory");
    let archive = dir.path().join("archive");
    std::fs::create_dir(&archive).expect("creates");
    let article = "“We will never sell the old lighthouse to anybody from abroad,” said Marta Keller.\n";
    std::fs::write(archive.join("a.txt"), article).expect("writes");
    std::fs::write(dir.path().join("onrecord.toml"), "[record]\npaths = [\"archive\"]\n").expect("writes");
    let mut client = Client::in_folder(dir.path(), &json!({"workspace": {"configuration": true}}));
    let draft = uri(&dir.path().join("draft.md"));
    let mut text = String::from("🎙 A draft.\r\n\r\n");
    let mut version = 1;
    client.open(&draft, "markdown", &text);

    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut edits, mut rests) = (0u64, 0u64);
    while Instant::now() < until {
        let rest = until.min(Instant::now() + Duration::from_secs(15));
        while Instant::now() < rest {
            match act().new_tree(&mut runner).expect("an act").current() {
                Act::Edits(list) => {
                    // Kept at a size that the session can go through many times.
                    if text.len() > 20_000 {
                        text = String::from("Anew 🎙.\r\n");
                        version += 1;
                        client.change(&draft, version, json!({"text": text}));
                    }
                    for (range, with, skip) in list {
                        edit(&mut text, range, with);
                        // Versions may skip.
                        version += skip;
                        client.edit(&draft, version, range, with);
                        edits += 1;
                    }
                }
                Act::Both(two) => {
                    version += 1;
                    let changes = two.map(|(range, with)| {
                        edit(&mut text, range, with);
                        let [a, b, c, d] = range;
                        json!({"range": {"start": {"line": a, "character": b}, "end": {"line": c, "character": d}}, "text": with})
                    });
                    client.notify(
                        "textDocument/didChange",
                        json!({"textDocument": {"uri": draft, "version": version}, "contentChanges": changes}),
                    );
                    edits += 2;
                }
                Act::Ask(what, line, character) => {
                    let answer = client.request(what, question(&draft, line, character));
                    assert!(answer.get("error").is_none(), "{what}: {answer}");
                }
                Act::Cancel(what, line, character) => {
                    let id = client.ask(what, question(&draft, line, character));
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
                Act::Article(n, copies) => {
                    let path = archive.join(format!("{n}.txt"));
                    if copies == 0 {
                        // It may never have come.
                        let _ = std::fs::remove_file(path);
                    } else {
                        std::fs::write(path, article.replace("Keller", "Lorenz").repeat(copies)).expect("writes");
                    }
                }
                Act::Reopen => {
                    client.notify("textDocument/didClose", json!({"textDocument": {"uri": draft}}));
                    version += 1;
                    client.open_at(&draft, "markdown", version, &text);
                }
                Act::Rest(time) => std::thread::sleep(Duration::from_millis(time)),
            }
            client.forget();
        }
        // Everything settles, and a draft with the same text in the same folder has the same findings.
        *client.settings.lock().expect("no panic") = Some(json!({}));
        client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
        // An edit that changes nothing: a publish for a version that was never told before.
        version += 1;
        client.edit(&draft, version, [0, 0, 0, 0], "");
        let ended = settled(&mut client, &draft, version);
        let fresh = uri(&dir.path().join(format!("fresh-{rests}.md")));
        client.open(&fresh, "markdown", &text);
        let begun = settled(&mut client, &fresh, 1);
        assert_eq!(ended, begun, "after {edits} edits; ONRECORD_SESSION_SEED={seed}; the draft: {text:?}");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": fresh}}));
        rests += 1;
    }
    eprintln!("{edits} edits, {rests} rests");
}

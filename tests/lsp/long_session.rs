//! A long session of random edits, cancels and changes of settings and record: its end is as good as a fresh read.
//!
//! Five seconds, or as many as `ONRECORD_SESSION_SECONDS` says; `ONRECORD_SESSION_SEED` repeats a session.

use crate::client::{Client, PATIENCE, uri};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// SplitMix64 (Steele, Lea and Flood 2014): a seed gives the same session everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

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

#[test]
fn a_long_session_ends_as_a_fresh_read_would_begin() {
    let number = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let seconds = number("ONRECORD_SESSION_SECONDS").unwrap_or(5);
    let seed = number("ONRECORD_SESSION_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    eprintln!("ONRECORD_SESSION_SEED={seed}");
    let dice = &mut Dice(seed);

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
    let mut edits = 0u64;
    while Instant::now() < until {
        for _ in 0..1 + dice.below(40) {
            let with = PIECES[dice.below(PIECES.len())];
            let lines = text.split(['\r', '\n']).count() + 1;
            let mut at = || [dice.below(lines) as u32, dice.below(30) as u32];
            let ([a, b], [c, d]) = (at(), at());
            // Mostly typing; now and then a large range, the wrong way round, or far outside.
            let range = match dice.below(12) {
                0 => [a, b, c, d],
                1 => [a, b, u32::MAX, u32::MAX],
                2 => [a, u32::MAX, a, 0],
                _ => [a, b, a, b + dice.below(3) as u32],
            };
            // Kept at a size that the session can go through many times.
            if text.len() > 20_000 {
                text = String::from("Anew 🎙.\r\n");
                version += 1;
                client.change(&draft, version, json!({"text": text}));
            }
            edit(&mut text, range, with);
            // Versions may skip.
            version += 1 + dice.below(3) as i32;
            client.edit(&draft, version, range, with);
            edits += 1;
        }
        match dice.below(10) {
            0 => {
                let ignore = if dice.below(2) == 0 { json!(["Q003"]) } else { json!([]) };
                *client.settings.lock().expect("no panic") = Some(json!({"rules": {"ignore": ignore}}));
                client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
            }
            1 => {
                let name = format!("{}.txt", dice.below(5));
                std::fs::write(archive.join(name), article.replace("Keller", "Lorenz").repeat(1 + dice.below(3)))
                    .expect("writes");
            }
            2 => {
                let position = json!({"line": dice.below(30), "character": dice.below(30)});
                let id =
                    client.ask("textDocument/hover", json!({"textDocument": {"uri": draft}, "position": position}));
                client.notify("$/cancelRequest", json!({"id": id}));
                // Answered or refused, but answered.
                client.answer(id);
            }
            3 => {
                client.at("textDocument/completion", &draft, dice.below(30) as u32, dice.below(30) as u32);
            }
            _ => std::thread::sleep(Duration::from_millis(dice.below(40) as u64)),
        }
    }

    // Everything settles, and a draft with the same text in the same folder has the same findings.
    *client.settings.lock().expect("no panic") = Some(json!({}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    let settled = |client: &mut Client, uri: &str, version: i32| {
        let of = |m: &Value| {
            m["method"] == "textDocument/publishDiagnostics"
                && m["params"]["uri"] == uri
                && m["params"]["version"] == version
        };
        let mut last = client.wait(PATIENCE, of).expect("published")["params"]["diagnostics"].clone();
        while let Some(m) = client.wait(Duration::from_millis(1_500), of) {
            last = m["params"]["diagnostics"].clone();
        }
        last
    };
    let ended = settled(&mut client, &draft, version);
    let fresh = uri(&dir.path().join("fresh.md"));
    client.open(&fresh, "markdown", &text);
    let begun = settled(&mut client, &fresh, 1);
    assert_eq!(ended, begun, "after {edits} edits; ONRECORD_SESSION_SEED={seed}; the draft: {text:?}");
    eprintln!("{edits} edits");
}

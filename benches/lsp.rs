//! How fast is the server in an editor's hands? Drives real servers over standard input and output.
//!
//! `cargo bench --bench lsp -- [--articles N] [--keep DIR] [--server COMMAND]…` prints a Markdown table.
//! The record is made up (deterministic, N articles, 1,000 where not given) and indexed before anything is
//! measured; `--keep` leaves both in a folder, for the next run. `--server` adds another prose server to
//! compare with: same drafts, same run.

#[allow(dead_code)] // The tests use the rest of it.
#[path = "../tests/lsp/client.rs"]
mod client;

use client::{Client, uri};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Between two keys of a fast typist: 200 words a minute.
const BETWEEN_KEYS: Duration = Duration::from_millis(60);
const KEYSTROKES: u32 = 200;
/// Without news for so long, a server has said all that it had to.
const SETTLED: Duration = Duration::from_millis(700);
const HOVERS: usize = 100;
const BURST: i32 = 100;

fn main() {
    let mut articles = 1_000;
    let mut keep: Option<PathBuf> = None;
    let mut servers: Vec<String> = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value behind the option");
        match argument.as_str() {
            "--articles" => articles = value().parse().expect("a number"),
            "--keep" => keep = Some(value().into()),
            "--server" => servers.push(value()),
            // Cargo's own.
            _ => {}
        }
    }
    let scratch = tempfile::tempdir().expect("a scratch directory");
    let home = keep.unwrap_or_else(|| scratch.path().to_owned());
    let newsroom = home.join("news");
    std::fs::create_dir_all(&newsroom).expect("creates");
    let cache = home.join("cache");
    let archive = home.join(format!("archive-{articles}.jsonl"));
    if !archive.exists() {
        write_archive(&archive, articles);
    }
    let index = home.join(format!("index-{articles}"));
    let config = format!("[record]\npaths = [{:?}]\nindex = {:?}\n", archive.display(), index.display());
    std::fs::write(newsroom.join("onrecord.toml"), config).expect("writes");
    let begun = Instant::now();
    let indexed = Command::new(env!("CARGO_BIN_EXE_onrecord")).arg("index").current_dir(&newsroom).output();
    let indexed = indexed.expect("runs");
    assert!(indexed.status.success(), "{}", String::from_utf8_lossy(&indexed.stderr));
    println!("record: {articles} articles, indexed in {:.1} s\n", begun.elapsed().as_secs_f64());
    println!(
        "| server | draft | first findings | all | a key during look-ups | keystroke p50 | p99 | burst of {BURST}: publishes | last after | \
         hover p50 | p99 | definition p99 | resident | of it anonymous |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    let drafts = [("2,000 words", draft(2_000)), ("6 KiB", draft_of(6 << 10)), ("60 KiB", draft_of(60 << 10))];
    for (name, text) in &drafts {
        let mut own = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        own.arg("lsp").env("XDG_CACHE_HOME", &cache);
        measure("onrecord", own, &newsroom, name, text, true);
    }
    for server in &servers {
        for (name, text) in &drafts {
            let mut words = server.split_whitespace();
            let mut command = Command::new(words.next().expect("a command"));
            command.args(words);
            measure(server, command, &newsroom, name, text, false);
        }
    }
}

fn measure(server: &str, command: Command, folder: &Path, name: &str, text: &str, own: bool) {
    let uri = uri(&folder.join("draft.md"));
    let begun = Instant::now();
    let mut client = Client::spawn(command);
    client.initialize(Some(folder), &json!({"general": {"positionEncodings": ["utf-16"]}}));
    client.open(&uri, "markdown", text);
    // For onrecord the first that rest on the record, not the empty ones before it is open.
    if own {
        client.diagnostics_when(&uri, |d| d.iter().any(|d| d["code"].as_str().is_some_and(|c| c.starts_with('Q'))));
    } else {
        client.diagnostics_when(&uri, |_| true);
    }
    let first = begun.elapsed();
    // What came first may have rested on a part of the look-ups.
    let mut all = first;
    while client.wait(SETTLED, |m| m["method"] == "textDocument/publishDiagnostics").is_some() {
        all = begun.elapsed();
    }

    // Words typed into the middle of the draft, a letter at a time.
    let line = text.lines().count() as u32 / 2;
    let mut version = 1;
    let mut keys = Vec::new();
    for i in 0..KEYSTROKES {
        std::thread::sleep(BETWEEN_KEYS);
        version += 1;
        let letter = if i % 6 == 5 { " " } else { "e" };
        let sent = Instant::now();
        client.edit(&uri, version, [line, i, line, i], letter);
        client.diagnostics(&uri, version);
        keys.push(client.arrived() - sent);
    }

    std::thread::sleep(Duration::from_millis(500));
    let before = published(&client);
    for i in 0..BURST {
        version += 1;
        client.edit(&uri, version, [line, i as u32, line, i as u32], "a");
    }
    let sent = Instant::now();
    client.diagnostics(&uri, version);
    let last = client.arrived() - sent;
    let burst = published(&client) - before + 1;

    let mut hovers = Vec::new();
    let mut definitions = Vec::new();
    if own {
        let quotes: Vec<u32> = (0..).zip(text.lines()).filter(|(_, l)| l.contains('“')).map(|(n, _)| n).collect();
        for n in 0..HOVERS {
            let line = quotes.get(n % quotes.len()).copied().unwrap_or(0);
            for (method, into) in [("textDocument/hover", &mut hovers), ("textDocument/definition", &mut definitions)] {
                let sent = Instant::now();
                client.at(method, &uri, line, 12);
                into.push(client.arrived() - sent);
            }
        }
    }
    let (resident, anonymous) = memory(client.process());

    // All of the draft is put in place of itself under other names, so that nothing was looked up, and then a key is hit.
    let other = text.replace("We will", "They may").replace(" met ", " saw ");
    version += 1;
    client.change(&uri, version, json!({"text": other}));
    std::thread::sleep(BETWEEN_KEYS);
    version += 1;
    let sent = Instant::now();
    client.edit(&uri, version, [line, 0, line, 0], "a");
    client.diagnostics(&uri, version);
    let hasty = client.arrived() - sent;
    println!(
        "| {server} | {name} | {} | {} | {} | {} | {} | {burst} | {} | {} | {} | {} | {resident} | {anonymous} |",
        ms(first),
        ms(all),
        ms(hasty),
        ms(at(&mut keys, 50)),
        ms(at(&mut keys, 99)),
        ms(last),
        ms(at(&mut hovers, 50)),
        ms(at(&mut hovers, 99)),
        ms(at(&mut definitions, 99)),
    );
    std::io::stdout().flush().expect("writes");
    client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
}

/// Publishes that were not waited for.
fn published(client: &Client) -> usize {
    client.kept().filter(|m| m["method"] == "textDocument/publishDiagnostics").count()
}

fn at(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

fn ms(time: Duration) -> String {
    if time.is_zero() { "–".to_owned() } else { format!("{:.1} ms", time.as_secs_f64() * 1e3) }
}

/// Resident memory, and the part of it that is no mapped file.
fn memory(process: u32) -> (String, String) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |key: &str| {
        let line = status.lines().find_map(|l| l.strip_prefix(key)).unwrap_or("0");
        let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap_or(0);
        format!("{} MiB", kib >> 10)
    };
    (of("VmRSS:"), of("RssAnon:"))
}

/// Small and the same on every machine: the drafts and the record are made up, not random.
struct Dice(u64);

impl Dice {
    /// A number below `n`. SplitMix64 (Steele, Lea and Flood 2014).
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

const FIRST: &[&str] = &["Marta", "Tomas", "Ida", "Jonas", "Clara", "Pavel", "Ruth", "Emil", "Nora", "Viktor"];
const LAST: &[&str] = &[
    "Keller",
    "Brandt",
    "Lorenz",
    "Hartmann",
    "Novak",
    "Silva",
    "Petrov",
    "Okafor",
    "Lindqvist",
    "Moreau",
    "Tanaka",
    "Abadi",
];
const OFFICE: &[&str] = &["minister", "spokeswoman", "ambassador", "mayor", "governor", "director"];
const NOUNS: &[&str] = &[
    "harbour",
    "treaty",
    "budget",
    "river",
    "border",
    "school",
    "railway",
    "island",
    "market",
    "hospital",
    "council",
    "factory",
    "pipeline",
    "election",
    "forest",
    "airport",
    "museum",
    "bridge",
    "farm",
    "court",
    "union",
    "archive",
    "vaccine",
    "satellite",
    "ferry",
    "valley",
    "library",
    "reservoir",
    "stadium",
    "embassy",
    "quarry",
    "lighthouse",
];
const VERBS: &[&str] = &[
    "sell", "close", "rebuild", "defend", "sign", "delay", "finance", "visit", "inspect", "divide", "protect", "open",
    "abandon", "measure", "renew", "question",
];
const OUTLETS: &[&str] = &["Lake Courier", "Wire One", "Morning Post", "Valley Radio", "Harbour Times"];
const MONTHS: &[&str] = &["January", "March", "May", "June", "September", "November"];

/// Words that news is full of, between those that make it news.
const SMALL: &[&str] =
    &["the", "of", "and", "to", "in", "a", "with", "for", "that", "from", "our", "their", "will", "not"];

/// A made-up word. Low numbers come up most, as words do in a language (Zipf 1949).
fn word(dice: &mut Dice) -> String {
    const SYLLABLES: &[&str] = &[
        "ba", "cor", "den", "fal", "gri", "hol", "jun", "kes", "lim", "mor", "nar", "ost", "pel", "qui", "ran", "sul",
        "tam", "ulv", "ven", "wic", "yar", "zel",
    ];
    // The product of two dice leans to low numbers.
    let mut n = dice.below(160) * dice.below(160);
    let mut out = String::new();
    for _ in 0..3 {
        out.push_str(SYLLABLES[n % SYLLABLES.len()]);
        n /= SYLLABLES.len();
    }
    out
}

fn words_said(dice: &mut Dice) -> String {
    let mut out = format!("We will {} {}", dice.of(&["never", "always", "soon", "gladly"]), dice.of(VERBS));
    for _ in 0..4 + dice.below(6) {
        let _ = write!(out, " {} {}", dice.of(SMALL), word(dice));
    }
    out
}

fn sentence(dice: &mut Dice) -> String {
    format!(
        "The {} of the {} in the {} of {} met the {} on {} {} to {} a {} {} the {}.",
        dice.of(OFFICE),
        word(dice),
        dice.of(NOUNS),
        word(dice),
        dice.of(OFFICE),
        dice.of(MONTHS),
        1 + dice.below(28),
        dice.of(VERBS),
        word(dice),
        dice.of(SMALL),
        dice.of(NOUNS)
    )
}

/// An article of some 250 words with four quotes, all by `speaker` where one is given.
fn article(number: usize, speaker: Option<&str>) -> String {
    let dice = &mut Dice(number as u64);
    let mut out = String::new();
    for _ in 0..4 {
        for _ in 0..3 {
            let _ = write!(out, "{} ", sentence(dice));
        }
        let (said, name) = (words_said(dice), format!("{} {}", dice.of(FIRST), dice.of(LAST)));
        let name = speaker.unwrap_or(&name);
        let _ = write!(out, "\n\n“{said},” said {name}, the {}.\n\n", dice.of(OFFICE));
    }
    out
}

fn write_archive(path: &Path, articles: usize) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("creates"));
    for n in 0..articles {
        let dice = &mut Dice(n as u64 ^ 0xDA7E);
        let date = format!("2021-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28));
        let line = json!({
            "id": n.to_string(), "text": article(n, None), "date": date, "outlet": dice.of(OUTLETS), "title": format!("Item {n}"),
        });
        writeln!(file, "{line}").expect("writes");
    }
    file.flush().expect("writes");
}

/// A draft that quotes the record's first articles, every other one's quotes given to somebody else.
fn draft_while(enough: impl Fn(&str) -> bool) -> String {
    let mut out = String::from("---\ntitle: A draft\ndate: 2021-12-30\n---\n");
    for n in 0.. {
        let text = article(n % 500, (n % 2 == 0).then_some("Bella Draper"));
        for paragraph in text.split("\n\n") {
            let _ = write!(out, "{}\n\n", paragraph.trim());
            if enough(&out) {
                return out;
            }
        }
    }
    out
}

fn draft(words: usize) -> String {
    draft_while(|text| text.split_whitespace().count() >= words)
}

fn draft_of(bytes: usize) -> String {
    draft_while(|text| text.len() >= bytes)
}
